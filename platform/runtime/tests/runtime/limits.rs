//! Every limit holds against a guest that tries to break it, and says so with its own code.

use std::time::{Duration, Instant};

use mspf_runtime::{CallError, Limits};

use crate::support::{Plugin, Setup};

fn limited(change: impl FnOnce(&mut Limits)) -> Plugin {
    let mut limits = Limits::default();
    change(&mut limits);
    Plugin::new("misbehaving", Setup { limits, ..Setup::default() })
}

async fn code(plugin: &Plugin, path: &str) -> &'static str {
    plugin.get(path).await.unwrap_err().code()
}

#[tokio::test]
async fn a_tight_loop_is_stopped_at_its_cpu_deadline() {
    let plugin = limited(|limits| limits.cpu = Duration::from_millis(50));
    assert_eq!(plugin.get("/loop").await, Err(CallError::CpuDeadline(Duration::from_millis(50))));
}

#[tokio::test]
async fn a_tight_loop_gives_way_to_its_neighbours() {
    let plugin = limited(|limits| limits.cpu = Duration::from_secs(20));
    // On this one thread, both only end if the loop yields.
    let neighbour = async {
        tokio::time::sleep(Duration::from_millis(20)).await;
        plugin.get("/").await.unwrap()
    };
    tokio::select! {
        biased;
        looped = plugin.get("/loop") => panic!("the loop ended first: {looped:?}"),
        answer = neighbour => assert_eq!(answer.0, 200),
    }
}

#[tokio::test]
async fn waiting_is_bounded_by_the_wall_clock_and_costs_no_cpu_time() {
    let plugin = limited(|limits| limits.wall = Duration::from_millis(100));
    let (answer, usage) = plugin.measured("/sleep").await;
    assert_eq!(answer, Err(CallError::WallTimeout(Duration::from_millis(100))));
    assert!(usage.cpu < Duration::from_millis(90), "{usage:?}");
}

#[tokio::test]
async fn a_response_that_never_ends_is_ended() {
    let plugin = limited(|limits| limits.stream = Duration::from_millis(100));
    assert_eq!(code(&plugin, "/headers-only").await, "plugin.timeout");
}

#[tokio::test]
async fn memory_of_the_whole_instance_is_bounded() {
    let plugin = limited(|limits| limits.memory = 16 << 20);
    assert_eq!(plugin.get("/allocate").await, Err(CallError::MemoryLimit(16 << 20)));
    assert_eq!(plugin.get("/grow-memory?mb=4").await.unwrap().1, "grown\n");
    assert_eq!(plugin.get("/grow-memory?mb=15").await.unwrap().1, "refused\n");
}

#[tokio::test]
async fn deep_recursion_ends_in_a_trap_with_a_backtrace() {
    let plugin = limited(|_| {});
    let CallError::Trap { message, backtrace } = plugin.get("/recurse").await.unwrap_err() else { panic!() };
    // Whichever ends first: the engine's stack, or the guest's own one in its memory.
    assert!(message.contains("stack") || message.contains("out of bounds"), "{message}");
    assert!(backtrace.lines().count() > 2, "{backtrace}");
}

#[tokio::test]
async fn panics_traps_and_exits_are_traps_of_the_guest() {
    let plugin = limited(|_| {});
    for path in ["/panic", "/trap", "/exit?code=3", "/twice"] {
        assert_eq!(code(&plugin, path).await, "plugin.trap", "{path}");
    }
    assert!(plugin.log.take().iter().any(|line| line.contains("Stderr") && line.contains("asked to panic")));
}

#[tokio::test]
async fn a_trap_in_the_middle_of_a_body_breaks_it_off() {
    let plugin = limited(|_| {});
    assert_eq!(code(&plugin, "/trap-in-body").await, "plugin.trap");
}

#[tokio::test]
async fn a_response_is_not_longer_than_it_may_be() {
    let plugin = limited(|limits| limits.response_body = 1 << 20);
    assert_eq!(plugin.get("/body").await, Err(CallError::ResponseTooLarge(1 << 20)));
    assert_eq!(plugin.get("/body?mb=1").await.unwrap().1.len(), 1 << 20);
}

#[tokio::test]
async fn a_request_is_not_longer_than_it_may_be() {
    let plugin = limited(|limits| limits.request_body = 1000);
    assert_eq!(plugin.post("/echo", vec![0; 1001]).await, Err(CallError::RequestTooLarge(1000)));
    assert_eq!(plugin.post("/echo", vec![b'x'; 1000]).await.unwrap().0, 200);
}

#[tokio::test]
async fn what_a_guest_makes_the_host_hold_is_bounded() {
    let plugin = limited(|limits| limits.cpu = Duration::from_secs(20));
    for path in ["/resources", "/pollables", "/random?bytes=1000000000", "/huge-headers"] {
        match plugin.get(path).await {
            Err(error) => assert_eq!(error.code(), "plugin.trap", "{path}: {error}"),
            Ok((_, text)) => {
                assert!(path == "/huge-headers" && text.contains("headers taken"), "{path}: {text}")
            }
        }
    }
}

#[tokio::test]
async fn a_flood_of_log_lines_is_cut_and_counted() {
    let plugin = limited(|limits| limits.log_bytes = 1000);
    for stream in ["stdout", "stderr", "log"] {
        plugin.get(&format!("/stdout?stream={stream}&lines=100&line_bytes=99")).await.unwrap();
        let lines = plugin.log.take();
        assert!(lines.len() <= 12, "{stream}: {} lines", lines.len());
        assert!(lines.last().unwrap().contains("dropped"), "{stream}");
    }
}

#[tokio::test]
async fn a_full_node_refuses_instead_of_queueing_in_the_runtime() {
    let limits = Limits { wall: Duration::from_millis(300), ..Limits::default() };
    let plugin = Plugin::new("misbehaving", Setup { limits, instances: 2, ..Setup::default() });
    let busy = || plugin.get("/sleep?ms=10000");
    let (_, _, third) = tokio::join!(busy(), busy(), plugin.get("/"));
    assert_eq!(third, Err(CallError::Overloaded));
    assert_eq!(plugin.get("/").await.unwrap().0, 200);
}

#[tokio::test]
async fn dropping_a_call_ends_the_guest_at_once() {
    let plugin = Plugin::new("misbehaving", Setup { instances: 1, ..Setup::default() });
    let started = Instant::now();
    for _ in 0..5 {
        // With one slot, each next call only gets it when the one before is really gone.
        let cancelled = tokio::time::timeout(Duration::from_millis(20), plugin.get("/sleep")).await;
        assert!(cancelled.is_err());
        let body = plugin.head("/slow-body?chunks=1000&ms=10").await.unwrap();
        drop(body);
    }
    assert_eq!(plugin.get("/").await.unwrap().0, 200);
    assert!(started.elapsed() < Duration::from_secs(20));
}
