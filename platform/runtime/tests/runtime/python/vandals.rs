//! Tests of plugins that attack whoever runs them: each harms only its own report, within its limits.

use std::time::{Duration, Instant};

use mspf_runtime::{CallError, Limits, TestReport};
use mspf_test_support::python_source;
use tempfile::TempDir;

use super::tester::{plugin, run};
use crate::support::{Plugin, Setup};

const APP: &str = "def app(environ, start_response):\n    raise OSError\n";

/// A plugin with one test, which does `body`; `top` is done when its module is imported.
fn vandal(top: &str, body: &str, limits: Limits) -> (Plugin, TempDir) {
    let body = body.replace('\n', "\n        ");
    let tests = format!(
        "import builtins, os, sys, unittest\n{top}\n\nclass Vandal(unittest.TestCase):\n    def test(self):\n        {body}\n"
    );
    let setup = Setup { limits, ..Setup::default() };
    plugin(None, &[("app.py", APP), ("tests.py", &tests)], ("wsgi", "app:app"), setup)
}

async fn of(top: &str, body: &str) -> Result<TestReport, CallError> {
    let limits = Limits { cpu: Duration::from_secs(5), ..Limits::default() };
    let (plugin, _directory) = vandal(top, body, limits);
    let came = run(&plugin).await;
    // The node goes on, as does whatever else it runs.
    let (framework, app) = ("wsgi", "app:app");
    let source = python_source("wsgi");
    let neighbour = Plugin::python_on(plugin.runtime(), "another", source, app, framework, Setup::default());
    assert_eq!(neighbour.get("/").await.unwrap().1, "Hello from WSGI\n");
    came
}

/// The one failure's traceback.
async fn failure(top: &str, body: &str) -> String {
    let report = of(top, body).await.unwrap();
    assert_eq!((report.failed, report.failures.len()), (1, 1), "{report:?}");
    report.failures[0].traceback.clone()
}

#[tokio::test]
async fn a_test_that_never_ends_is_ended_and_named() {
    let limits = Limits { cpu: Duration::from_millis(1500), ..Limits::default() };
    for (top, body) in [("", "while True: pass"), ("while True: pass", "pass")] {
        let (plugin, _directory) = vandal(top, body, limits.clone());
        assert_eq!(run(&plugin).await, Err(CallError::CpuDeadline(limits.cpu)));
        let named = plugin.log.take().contains(&"r1 Log(Info) tests.Vandal.test".to_owned());
        assert_eq!(named, top.is_empty());
    }
}

#[tokio::test]
async fn a_test_that_waits_is_ended_too() {
    let limits = Limits { wall: Duration::from_millis(500), ..Limits::default() };
    let (plugin, _directory) = vandal("import time", "time.sleep(3600)", limits.clone());
    let started = Instant::now();
    assert_eq!(run(&plugin).await, Err(CallError::WallTimeout(limits.wall)));
    assert!(started.elapsed() < Duration::from_secs(60), "{:?}", started.elapsed());
}

#[tokio::test]
async fn memory_is_bounded() {
    let told = failure("", "kept = []\nwhile True: kept.append(bytearray(1 << 20))").await;
    assert!(told.ends_with("MemoryError\n"), "{told}");
}

#[tokio::test]
async fn what_is_printed_is_bounded() {
    let (plugin, _directory) = vandal("", "for _ in range(1000): print('x' * 65536)", Limits::default());
    assert_eq!(run(&plugin).await.unwrap().passed, 1);
    let log = plugin.log.take();
    assert!(log.iter().map(String::len).sum::<usize>() < 512 << 10);
    assert!(log.last().unwrap().starts_with("r1 dropped "), "{:?}", log.last());
}

#[tokio::test]
async fn what_is_told_of_failures_is_bounded() {
    let many = "class Many(unittest.TestCase): pass\nfor number in range(100):\n    \
                setattr(Many, f'test_{number}' + 'n' * 5000, lambda self: self.fail('x' * 100000))\n";
    let report = of(many, "pass").await.unwrap();
    assert_eq!((report.passed, report.failed, report.failures.len()), (1, 100, 20));
    assert!(report.failures.iter().all(|failure| failure.name.len() <= 200), "{report:?}");
    assert!(report.failures.iter().all(|failure| failure.traceback.len() <= 4096), "{report:?}");
}

#[tokio::test]
async fn exits_are_failures() {
    assert!(failure("", "sys.exit(0)").await.ends_with("SystemExit: 0\n"));
    assert!(failure("sys.exit(0)", "pass").await.ends_with("SystemExit: 0\n"));
    assert!(failure("", "raise KeyboardInterrupt").await.ends_with("KeyboardInterrupt\n"));
    let Err(CallError::Trap { message, .. }) = of("", "os._exit(0)").await else { panic!("it went on") };
    assert_eq!(message, "it exited with code 0");
}

#[tokio::test]
async fn a_unittest_that_was_taken_apart_is_told() {
    let told = failure("unittest.TestCase.run = None", "pass").await;
    assert!(told.contains("TypeError: 'NoneType' object is not callable"), "{told}");
    let told = failure("unittest.TestSuite.run = None", "pass").await;
    assert!(told.contains("TypeError: 'NoneType' object is not callable"), "{told}");
    let told = failure("unittest.TestCase.id = lambda self: 1 / 0", "pass").await;
    assert!(told.contains("ZeroDivisionError"), "{told}");
    let vanished =
        "for name in list(vars(builtins)):\n    if not name.startswith('__'): delattr(builtins, name)\n";
    for (top, body) in [(vanished, "pass"), ("", vanished)] {
        assert!(of(top, body).await.unwrap().failed > 0);
    }
}

#[tokio::test]
async fn a_forged_report_is_bounded() {
    let forge = |failures: &str| {
        format!(
            "import mspf_guest.tester\nfrom wit_world.exports.tester import Failure, Report\n{APP}\n\
             mspf_guest.tester.run = lambda: Report(1, 0, 0, {failures})\n"
        )
    };
    for (failures, kept) in [
        ("[Failure('n' * 65536, 't' * 65536)] * 100", Some(20)),
        ("[Failure('n' * (1 << 20), 't')] * 100", None),
        ("7", None),
    ] {
        let files = [("app.py", forge(failures))];
        let files = files.each_ref().map(|(path, text)| (*path, text.as_str()));
        let (plugin, _directory) = plugin(None, &files, ("wsgi", "app:app"), Setup::default());
        match (run(&plugin).await, kept) {
            (Ok(report), Some(kept)) => {
                assert_eq!(report.failures.len(), kept);
                assert_eq!(report.failures[0].name.len(), 1 << 10);
                assert_eq!(report.failures[0].traceback.len(), 16 << 10);
            }
            (Err(CallError::Trap { .. } | CallError::MemoryLimit(_)), None) => {}
            (other, _) => panic!("{failures}: {other:?}"),
        }
    }
}
