//! Python plugins: one runtime for all, the source of each laid out beside it.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::Ordering::SeqCst;

use mspf_catalog::{Actor, Event, EventKind, PluginId};
use mspf_gateway::{GatewayConfig, ServerConfig};

use crate::client::{get, open};
use crate::world::{Version, World};

const WSGI: &str = "kind = \"python\"\napp = \"app:app\"\nframework = \"wsgi\"";

/// Answers with a text, and with where it thinks it is.
const HELLO: &str = "
def app(environ, start_response):
    start_response('200 OK', [('Content-Type', 'text/plain')])
    return [f\"{environ['SCRIPT_NAME']}|{environ['PATH_INFO']}|one\".encode()]
";

const BROKEN: &str = "import os\n\nsecret = 'sesame'\nraise ValueError('no ' + secret)\n";

fn version<'v>(number: &'v str, source: &'v str) -> Version<'v> {
    Version {
        number,
        component: None,
        runtime: WSGI,
        files: vec![("app.py", source.as_bytes())],
        ..Version::default()
    }
}

#[tokio::test]
async fn a_source_answers_in_both_forms_of_address() {
    let world = World::python().await;
    let plugin = world.publish(version("1.0.0", HELLO)).await;
    let path = world.get(&plugin, "/a/b").await;
    assert_eq!((path.status, path.text()), (200, &*format!("/plugins.{plugin}|/a/b|one")), "{path:?}");
    let host = format!("{}.plugins.localhost", plugin.as_str().to_lowercase().replace('_', "-"));
    let own = world.send(get("/a/b", &[("host", &host)])).await;
    assert_eq!((own.status, own.text()), (200, "|/a/b|one"));
    // The runtime was compiled once, perhaps for an earlier test.
    assert!(world.compiler.asked.load(SeqCst) <= 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stampede_lays_a_source_out_once() {
    let world = Arc::new(World::python().await);
    let plugin = world.publish(version("1.0.0", HELLO)).await;
    let clients: Vec<_> = (0..30)
        .map(|_| {
            let (world, plugin) = (world.clone(), plugin.clone());
            tokio::spawn(async move { world.get(&plugin, "/").await.status })
        })
        .collect();
    for client in clients {
        assert_eq!(client.await.unwrap(), 200);
    }
    assert_eq!(laid_out(&world.trees()), 1);
}

/// How many trees there are on the disk.
fn laid_out(trees: &Path) -> usize {
    let runs = std::fs::read_dir(trees).unwrap().map(|entry| entry.unwrap().path());
    let folders = |run: std::path::PathBuf| {
        let entries = std::fs::read_dir(run).unwrap();
        entries.filter(|entry| entry.as_ref().unwrap().path().is_dir()).count()
    };
    runs.filter(|run| run.is_dir()).map(folders).sum()
}

#[tokio::test]
async fn the_next_request_sees_another_release_and_one_in_flight_its_own() {
    let world = World::python().await;
    let slow = "
def app(environ, start_response):
    start_response('200 OK', [])
    for number in range(4000):
        yield b'one ' * 64
";
    let plugin = world.publish(version("1.0.0", slow)).await;
    // More than the connection's buffers hold: its guest is in the middle of it.
    let in_flight = open(world.address, get(&format!("/plugins.{plugin}/"), &[])).await;
    world.publish_next(&plugin, version("2.0.0", &HELLO.replace("one", "two"))).await;
    assert!(world.get(&plugin, "/").await.text().ends_with("two"));
    let body = http_body_util::BodyExt::collect(in_flight.into_body()).await.unwrap().to_bytes();
    assert_eq!(body.len(), 4000 * 256);
    assert!(world.get(&plugin, "/").await.text().ends_with("two"));
}

async fn told(world: &World, plugin: &PluginId) -> Vec<serde_json::Value> {
    world.gateway.flush().await;
    let events = world.catalog.events().after(0, Some(plugin)).await.unwrap();
    events.into_iter().filter(|event| event.kind == EventKind::PluginFailed).map(|event| event.data).collect()
}

#[tokio::test]
async fn a_source_that_cannot_be_loaded_is_explained_to_its_maintainers_alone() {
    let world = World::python().await;
    let plugin = world.publish(version("1.0.0", BROKEN)).await;
    let key = world.key("ada").await;
    let stranger = world.get_with(&plugin, "/", &[("accept", "text/html")]).await;
    assert_eq!(stranger.status, 500);
    assert!(stranger.text().contains("could not be loaded"), "{}", stranger.text());
    for accept in ["text/html", "text/plain", "application/json"] {
        let outside = world.get_with(&plugin, "/", &[("accept", accept)]).await;
        assert!(!outside.text().contains("sesame") && !outside.text().contains("app.py"), "{accept}");
        let wrong = world.get_with(&plugin, "/", &[("accept", accept), ("mspf-key", "mspf_wrong")]).await;
        assert!(!wrong.text().contains("sesame"), "{accept}");
        let inside = world.get_with(&plugin, "/", &[("accept", accept), ("mspf-key", &key)]).await;
        assert_eq!(inside.status, 500);
        assert!(inside.text().contains("no sesame") && inside.text().contains("app.py"), "{}", inside.text());
    }
    let problem = world.get_with(&plugin, "/", &[("mspf-key", &key)]).await;
    assert_eq!(problem.code(), "plugin.load_failed");
    assert_eq!(problem.json()["failure"]["line"], 4);

    // Told once, and the traceback is in the log once, however often it was called.
    let told = told(&world, &plugin).await;
    assert_eq!(told.len(), 1, "{told:?}");
    assert_eq!((&told[0]["version"], &told[0]["line"]), (&"1.0.0".into(), &4.into()));
    let log = world.catalog.logs().newest(&plugin, 1000).await.unwrap();
    assert_eq!(log.iter().filter(|line| line.line.starts_with("Traceback")).count(), 1, "{log:?}");

    // A change is the cure.
    world.publish_next(&plugin, version("1.0.1", HELLO)).await;
    assert_eq!(world.get(&plugin, "/").await.status, 200);
}

const MANIFEST: &str = "manifest_version = 1\n[plugin]\nname = \"draft\"\nversion = \"1.0.0\"\n[runtime]\n\
                        kind = \"python\"\napp = \"app:app\"\nframework = \"wsgi\"\n";

#[tokio::test]
async fn an_edit_is_seen_by_the_next_request_and_a_broken_one_explained() {
    let world = World::python().await;
    let plugin = world.draft("draft", &[("mspf.toml", MANIFEST), ("app.py", HELLO)]).await;
    assert!(world.get(&plugin, "/").await.text().ends_with("one"));
    for number in 0..5 {
        world.edit(&plugin, "app.py", &HELLO.replace("one", &format!("edit {number}"))).await;
        let answer = world.get(&plugin, "/").await;
        assert!(answer.text().ends_with(&format!("edit {number}")), "{answer:?}");
    }
    let key = world.key("ada").await;
    let inside = [("mspf-key", key.as_str())];
    world.edit(&plugin, "app.py", "def app(:\n").await;
    let broken = world.get_with(&plugin, "/", &inside).await;
    assert!(
        broken.status == 500 && broken.json()["failure"]["summary"].as_str().unwrap().contains("SyntaxError")
    );
    // Not believed for a moment longer than it is true.
    world.edit(&plugin, "app.py", HELLO).await;
    assert_eq!(world.get(&plugin, "/").await.status, 200);

    world.edit(&plugin, "mspf.toml", "manifest_version = 1\n[plugin]\nname = 7\n").await;
    let broken = world.get_with(&plugin, "/", &inside).await;
    assert_eq!((broken.status, &broken.json()["failure"]["file"]), (500, &"mspf.toml".into()));
    assert!(!world.get(&plugin, "/").await.text().contains("mspf.toml"));
    // What was laid out on the way is gone, whenever the runtime's threads get to it.
    world.edit(&plugin, "mspf.toml", MANIFEST).await;
    assert_eq!(world.get(&plugin, "/").await.status, 200);
}

/// Counts the requests of its instance.
const COUNTING: &str = "
calls = 0


def app(environ, start_response):
    global calls
    calls += 1
    start_response('200 OK', [])
    return [f'one {calls}'.encode()]
";

#[tokio::test]
async fn a_change_that_is_heard_of_again_does_not_end_instances_again() {
    let world = World::python().await;
    let plugin = world.publish(version("1.0.0", COUNTING)).await;
    let mut events = world.catalog.hub().subscribe();
    world.publish_next(&plugin, version("2.0.0", &COUNTING.replace("one", "two"))).await;
    assert_eq!(world.get(&plugin, "/").await.text(), "two 1");
    // Every event comes a second time, by way of the table.
    let is_last = |event: Event| event.kind == EventKind::Released && event.data["version"] == "2.0.0";
    while !is_last(events.recv().await.unwrap()) {}
    assert_eq!(world.get(&plugin, "/").await.text(), "two 2");
}

#[tokio::test]
async fn a_release_keeps_its_instances_while_its_draft_is_edited() {
    let world = World::python().await;
    let (plugin, counting) =
        (world.draft("draft", &[("mspf.toml", MANIFEST), ("app.py", COUNTING)]).await, COUNTING);
    assert_eq!(world.get(&plugin, "/").await.text(), "one 1");
    let files = vec![("mspf.toml", MANIFEST.as_bytes()), ("app.py", counting.as_bytes())];
    world.publish_next(&plugin, Version { files, ..version("1.0.0", counting) }).await;
    assert_eq!(world.get(&plugin, "/").await.text(), "one 1");
    let (key, draft) = (world.key("ada").await, format!("/plugins.{plugin}@workspace/"));
    for calls in 2..5 {
        let edited = format!("edit {calls}");
        world.edit(&plugin, "app.py", &counting.replace("one", &edited)).await;
        assert_eq!(world.send(get(&draft, &[("mspf-key", &key)])).await.text(), format!("{edited} 1"));
        assert_eq!(world.get(&plugin, "/").await.text(), format!("one {calls}"));
    }
    // What holds for the whole plugin holds for its draft.
    world.catalog.plugins().ban(&Actor::Platform, &plugin, Some("It counts.")).await.unwrap();
    assert_eq!(world.send(get(&draft, &[("mspf-key", &key)])).await.code(), "plugin.banned");
    world.catalog.plugins().ban(&Actor::Platform, &plugin, None).await.unwrap();
    world.publish_next(&plugin, version("2.0.0", &counting.replace("one", "two"))).await;
    assert_eq!(world.get(&plugin, "/").await.text(), "two 1");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_source_that_loops_while_it_is_loaded_harms_nobody_else() {
    let world = Arc::new(World::python().await);
    let neighbour = world.publish(version("1.0.0", HELLO)).await;
    assert_eq!(world.get(&neighbour, "/").await.status, 200);
    let loops =
        Version { manifest: "[limits]\ncpu_ms = 300\n", ..version("1.0.0", "while True:\n    pass\n") };
    let plugin = world.publish(loops).await;
    let clients: Vec<_> = (0..20)
        .map(|_| {
            let (world, plugin) = (world.clone(), plugin.clone());
            tokio::spawn(async move { world.get(&plugin, "/").await })
        })
        .collect();
    assert_eq!(world.get(&neighbour, "/").await.status, 200);
    for client in clients {
        let answer = client.await.unwrap();
        assert_eq!((answer.status, &*answer.code()), (500, "plugin.load_failed"));
    }
    // Twenty requests paid for two tries.
    world.gateway.flush().await;
    let cpu = world.gateway.live().await.plugins.iter().map(|live| live.cpu_micros).sum::<u64>();
    assert!(cpu < 3 * 300_000, "{cpu} µs");
}

#[tokio::test]
async fn whatever_a_source_does_while_it_is_loaded_it_is_told_of_that_and_nobody_else_notices() {
    let world = World::python().await;
    let neighbour = world.publish(version("1.0.0", HELLO)).await;
    let key = world.key("ada").await;
    for (source, told_as) in [
        ("while True:\n    pass\n", "CPU time"),
        ("kept = []\nwhile True:\n    kept.append(bytearray(1 << 20))\n", "MemoryError"),
        ("kept = []\nwhile True:\n    kept.append({len(kept)})\n", "MemoryError"),
        ("import builtins\nvars(builtins).clear()\nimport json\n", "NameError"),
        ("import sys\nsys.modules.clear()\nimport json\nraise ValueError('gone')\n", "while it was loaded"),
        ("import os\nos._exit(3)\n", "it exited"),
        ("def down():\n    return down()\ndown()\n", "RecursionError"),
        ("eval('(' * 10_000)\n", "Error"),
        ("raise type('Odd', (BaseException,), {'__str__': lambda self: 1 / 0})\n", "Odd"),
    ] {
        let manifest = "[limits]\ncpu_ms = 1000\nmemory_mb = 64\n";
        let plugin = world.publish(Version { manifest, ..version("1.0.0", source) }).await;
        let stranger = world.get(&plugin, "/").await;
        assert_eq!((stranger.status, &*stranger.code()), (500, "plugin.load_failed"), "{source}");
        let inside = world.get_with(&plugin, "/", &[("mspf-key", &key)]).await;
        let summary = inside.json()["failure"]["summary"].as_str().unwrap().to_owned();
        assert!(summary.contains(told_as), "{source}: {summary}");
        assert_eq!(told(&world, &plugin).await.len(), 1, "{source}");
        assert_eq!(world.get(&neighbour, "/").await.status, 200, "{source}");
    }
}

#[tokio::test]
async fn no_path_of_a_tree_leads_out_of_its_directory() {
    let world = World::python().await;
    let outside = world.trees().parent().unwrap().join("evil.py");
    let escape = format!("{}/evil.py", world.trees().parent().unwrap().display());
    for path in ["../../../evil.py", "a/../../../../evil.py", escape.as_str()] {
        let files = vec![("app.py", HELLO.as_bytes()), (path, b"evil".as_slice())];
        let plugin = world.publish(Version { files, ..version("1.0.0", HELLO) }).await;
        let answer = world.get(&plugin, "/").await;
        assert_eq!((answer.status, &*answer.code()), (503, "plugin.not_loaded"), "{path}");
        assert!(!outside.exists(), "{path}");
    }
}

#[tokio::test]
async fn sources_beyond_the_budget_go_and_what_runs_stays() {
    let world = World::python_with(GatewayConfig { tree_disk: 0, ..GatewayConfig::default() }).await;
    let one = world.publish(version("1.0.0", HELLO)).await;
    // Reads a file of its source long after it was loaded.
    let late = "
def app(environ, start_response):
    start_response('200 OK', [])
    return [open('/plugin/app.py', 'rb').read()]
";
    let two = world.publish(version("1.0.0", late)).await;
    for _ in 0..3 {
        assert_eq!(world.get(&one, "/").await.status, 200);
        assert_eq!(world.get(&two, "/").await.text(), late);
    }
}

#[tokio::test]
async fn a_node_without_the_runtime_says_so() {
    let world = World::with(GatewayConfig::default(), ServerConfig::default()).await;
    let plugin = world.publish(version("1.0.0", HELLO)).await;
    let answer = world.get(&plugin, "/").await;
    assert_eq!((answer.status, &*answer.code()), (503, "node.no_python"));
}
