//! Slow hashes come from the host, at the plugin's own cost.

use std::time::Duration;

use mspf_runtime::{CallError, Limits};

use super::wsgi;
use crate::support::Setup;

#[tokio::test]
async fn hashes_are_what_the_standards_say() {
    let plugin = wsgi(Setup::default());
    // RFC 7914
    assert_eq!(
        plugin.get("/passwords").await.unwrap().1,
        "55ac046e56e3089fec1691c22544b605f94185216dde0465e68b9d57c20dacbc\
         49ca9cccf179b645991664b39d77ef317c71b845b1e30bd509112041d3a19783\n\
         77d6576238657b203b19ca42c18a0497f16b4844e3074ae8dfdffa3fede21442\
         fcd0069ded0948f8326a753a0fc81f17e8d3e0fb2e0d3628cf35e20c38d18906"
    );
}

#[tokio::test]
async fn as_many_rounds_as_django_makes_take_less_than_a_call_may() {
    let plugin = wsgi(Setup::default());
    assert_eq!(plugin.get("/slow_hash?iterations=1500000").await.unwrap().1, "hashed");
    assert_eq!(plugin.get("/slow_hash?n=16384&p=5").await.unwrap().1, "hashed");
}

#[tokio::test]
async fn they_count_as_the_plugins_own_time() {
    let limits = Limits { cpu: Duration::from_millis(150), ..Limits::default() };
    let plugin = wsgi(Setup { limits, ..Setup::default() });
    for path in ["/slow_hash?iterations=4000000000", "/slow_hash?n=32768&p=8"] {
        let (answer, usage) = plugin.measured(path).await;
        assert_eq!(answer, Err(CallError::CpuDeadline(Duration::from_millis(150))), "{path}");
        assert!(usage.cpu >= Duration::from_millis(150), "{path}: {usage:?}");
    }
}

#[tokio::test]
async fn a_long_hash_gives_way_to_its_neighbours() {
    let limits = Limits { cpu: Duration::from_secs(20), ..Limits::default() };
    let plugin = wsgi(Setup { limits, ..Setup::default() });
    // On this one thread, both only end if the hash yields.
    tokio::select! {
        biased;
        hashed = plugin.get("/slow_hash?iterations=4000000000") => panic!("the hash ended first: {hashed:?}"),
        answer = plugin.get("/") => assert_eq!(answer.unwrap().0, 200),
    }
}

#[tokio::test]
async fn memory_and_work_are_bounded() {
    let plugin = wsgi(Setup::default());
    let refused = async |path: &str| plugin.get(path).await.unwrap().1;
    assert!(refused("/slow_hash?n=1048576").await.contains("bytes of memory"));
    assert!(refused("/slow_hash?n=32768&p=1000").await.contains("units of work"));
    assert!(refused("/slow_hash?n=1000").await.contains("power of two"));
    assert!(refused("/slow_hash?iterations=0").await.contains("at least 1"));
    assert!(refused("/slow_hash?iterations=99999999999").await.contains("out of range"));
}
