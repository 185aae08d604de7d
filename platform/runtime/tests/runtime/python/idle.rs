//! Instances that wait for their next call: those of all plugins share one budget of memory.

use super::{REUSED, wsgi};
use crate::support::{Plugin, Setup};

/// Plugins on one node.
const PLUGINS: usize = 6;
/// How many of them may stay warm.
const WARM: usize = 3;

/// Plugins of as many installations on a node whose waiting instances may hold so much.
fn plugins(idle_memory: u64) -> Vec<Plugin> {
    let setup = || Setup { reuse: REUSED, idle_memory, ..Setup::default() };
    let first = wsgi(setup());
    let runtime = first.runtime();
    let others = (1..PLUGINS).map(|number| {
        let source = mspf_test_support::python_source("wsgi");
        Plugin::python_on(runtime.clone(), &format!("another-{number}"), source, "app:app", "wsgi", setup())
    });
    [first].into_iter().chain(others).collect()
}

/// How many requests the instance has answered that answers this one.
async fn count(plugin: &Plugin) -> String {
    plugin.get("/count").await.unwrap().1
}

fn waiting(plugins: &[Plugin]) -> Vec<usize> {
    plugins.iter().map(|plugin| plugin.service.idle_instances()).collect()
}

#[tokio::test]
async fn the_least_recently_used_give_way_to_the_budget() {
    let alone = wsgi(Setup { reuse: REUSED, ..Setup::default() });
    count(&alone).await;
    let (1, bytes) = alone.runtime().idle() else { panic!("one waits") };
    let budget = bytes * WARM as u64 + bytes / 2;

    let plugins = plugins(budget);
    for plugin in &plugins {
        assert_eq!(count(plugin).await, "1");
        assert!(plugin.runtime().idle().1 <= budget);
    }
    assert_eq!(waiting(&plugins), [0, 0, 0, 1, 1, 1]);
    assert_eq!(count(&plugins[3]).await, "2", "it is warm");
    assert_eq!(count(&plugins[0]).await, "1", "its instance gave way");
    // Not the one that was made first, but the one that was used last the longest ago.
    assert_eq!(waiting(&plugins), [1, 0, 0, 1, 0, 1]);
    assert_eq!(plugins[0].runtime().idle().0, WARM);
}

#[tokio::test]
async fn without_memory_for_waiting_everybody_is_answered_all_the_same() {
    let plugins = plugins(0);
    for _ in 0..2 {
        for plugin in &plugins {
            assert_eq!(count(plugin).await, "1");
        }
    }
    assert_eq!(plugins[0].runtime().idle(), (0, 0));
}
