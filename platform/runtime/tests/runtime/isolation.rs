//! What one call leaves behind reaches no other, unless its installation chose to reuse instances; and never another
//! installation.

use mspf_runtime::{Limits, Reuse};

use crate::support::{Plugin, Setup};

const REUSED: Reuse = Reuse { calls: 3, idle: 4 };

async fn count(plugin: &Plugin) -> String {
    plugin.get("/count").await.unwrap().1.trim().to_owned()
}

#[tokio::test]
async fn every_call_gets_a_fresh_instance_by_default() {
    let plugin = Plugin::new("misbehaving", Setup::default());
    assert_eq!([count(&plugin).await, count(&plugin).await], ["1", "1"]);
}

#[tokio::test]
async fn a_reused_instance_answers_as_many_calls_as_it_may() {
    let plugin = Plugin::new("misbehaving", Setup { reuse: REUSED, ..Setup::default() });
    let mut counts = vec![];
    for _ in 0..5 {
        counts.push(count(&plugin).await);
    }
    assert_eq!(counts, ["1", "2", "3", "1", "2"]);
}

#[tokio::test]
async fn two_installations_of_one_program_share_no_instance() {
    let ada = Plugin::new("misbehaving", Setup { reuse: REUSED, ..Setup::default() });
    let bob =
        Plugin::on(ada.runtime(), "misbehaving", "another", Setup { reuse: REUSED, ..Setup::default() });
    assert_eq!([count(&ada).await, count(&bob).await, count(&ada).await], ["1", "1", "2"]);
}

#[tokio::test]
async fn an_instance_that_failed_is_never_used_again() {
    for path in ["/panic", "/never", "/fail", "/exit"] {
        let plugin = Plugin::new("misbehaving", Setup { reuse: REUSED, ..Setup::default() });
        assert_eq!(count(&plugin).await, "1");
        let _ = plugin.get(path).await;
        let after = count(&plugin).await;
        // An answer that merely says "error" is no reason to distrust the instance.
        assert!(after == "1" || matches!(path, "/never" | "/fail"), "{path}: {after}");
    }
}

#[tokio::test]
async fn an_instance_with_little_memory_left_is_not_used_again() {
    let limits = Limits { memory: 64 << 20, ..Limits::default() };
    let reuse = Reuse { calls: 100, idle: 4 };
    let plugin = Plugin::new("misbehaving", Setup { reuse, limits, ..Setup::default() });
    assert_eq!(count(&plugin).await, "1");
    assert_eq!(plugin.get("/grow-memory?mb=16").await.unwrap().1, "grown\n");
    assert_eq!(count(&plugin).await, "2");
    // What leaks would otherwise fail one request in so many.
    assert_eq!(plugin.get("/grow-memory?mb=32").await.unwrap().1, "grown\n");
    assert_eq!(count(&plugin).await, "1");
}

#[tokio::test]
async fn a_cancelled_instance_is_never_used_again() {
    let plugin = Plugin::new("misbehaving", Setup { reuse: REUSED, ..Setup::default() });
    assert_eq!(count(&plugin).await, "1");
    drop(plugin.head("/slow-body").await.unwrap());
    assert_eq!(plugin.service.idle_instances(), 0);
    assert_eq!(count(&plugin).await, "1");
}

#[tokio::test]
async fn lines_of_a_reused_instance_belong_to_the_request_that_wrote_them() {
    let plugin = Plugin::new("misbehaving", Setup { reuse: REUSED, ..Setup::default() });
    for id in ["r1", "r2"] {
        let request = http::Request::get("/log?stream=stdout&line=hello").header("host", "plugin.test");
        let request = request.body(http_body_util::Empty::<bytes::Bytes>::new()).unwrap();
        let call = mspf_runtime::Call { request_id: id.into(), ..Default::default() };
        crate::support::read(plugin.service.call(request, call).await.unwrap()).await.unwrap();
    }
    assert_eq!(plugin.log.take(), ["r1 Stdout hello", "r2 Stdout hello"]);
}

#[tokio::test]
async fn letting_go_of_idle_instances_frees_them() {
    let plugin = Plugin::new("misbehaving", Setup { reuse: REUSED, ..Setup::default() });
    count(&plugin).await;
    assert_eq!(plugin.service.idle_instances(), 1);
    plugin.service.drop_idle();
    assert_eq!((plugin.service.idle_instances(), count(&plugin).await.as_str()), (0, "1"));
}
