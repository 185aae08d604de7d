//! Data and source that are out to break the interpreter: each ends as an exception that a plugin can catch, or at worst
//! ends its own instance, with the reason in the log.

use std::{fs, time::Duration};

use mspf_runtime::{CallError, Limits};
use tempfile::TempDir;

use super::REUSED;
use crate::support::{Plugin, Setup};

/// A plugin of one file, `app.py`.
fn plugin(source: &str, limits: Limits) -> (Plugin, TempDir) {
    let directory = tempfile::tempdir().unwrap();
    fs::write(directory.path().join("app.py"), source).unwrap();
    let setup = Setup { limits, reuse: REUSED, ..Setup::default() };
    (Plugin::python(directory.path(), "app:app", "wsgi", setup), directory)
}

#[tokio::test]
async fn depth_is_an_exception_or_ends_one_instance_with_the_reason() {
    // What calls itself for data within data, or source within source, as deep as a client likes.
    let source = mspf_test_support::python_source("deep");
    let plugin = Plugin::python(source, "app:app", "wsgi", Setup { reuse: REUSED, ..Setup::default() });
    let names = plugin.get("/").await.unwrap().1;
    for name in names.lines() {
        match plugin.get(&format!("/{name}")).await {
            Ok((_, came)) if name.starts_with("json.loads") => assert_eq!(came, "RecursionError", "{name}"),
            Ok((status, _)) => assert_eq!(status, 200, "{name}"),
            Err(CallError::Trap { message, .. }) => {
                let is_deep = message.contains("nested too deep");
                assert!(is_deep && !name.starts_with("json.loads"), "{name}: {message}");
            }
            Err(other) => panic!("{name}: {other}"),
        }
        // Whatever came of it, the next request is answered.
        assert_eq!(plugin.get("/").await.unwrap().0, 200, "{name}");
    }
}

#[tokio::test]
async fn json_may_be_as_deep_as_the_stack_takes_whatever_is_in_its_strings() {
    let source = r#"
import json

DEEPEST = 2000
TRAPS = (json.dumps("]"), json.dumps('\\"]}'), json.dumps("\\\\"), json.dumps('[{"'))


def nested(depth, trap):
    return f"[{trap}," * depth + "1" + "]" * depth


def wide(trap):
    return "[" + f'{{"a": [{trap}, []]}},' * 50_000 + "0]"


def outcome(text):
    try:
        value = json.loads(text)
    except RecursionError:
        return "deep"
    # What is read can be used, and forgotten.
    assert json.loads(json.dumps(value)) == value and repr(value)
    return "fine"


def app(environ, start_response):
    start_response("200 OK", [])
    told = [(outcome(nested(DEEPEST, trap)), outcome(nested(DEEPEST + 1, trap))) for trap in TRAPS]
    told.append((outcome(wide(TRAPS[0])), outcome(nested(100_000, TRAPS[0]))))
    return [repr(set(told)).encode()]
"#;
    let limits = Limits { cpu: Duration::from_secs(20), ..Limits::default() };
    let (plugin, _directory) = plugin(source, limits);
    assert_eq!(plugin.get("/").await.unwrap().1, "{('fine', 'deep')}");
}

#[tokio::test]
async fn a_pattern_that_takes_for_ever_ends_with_the_time_of_its_request() {
    let source = "
import re


def app(environ, start_response):
    start_response('200 OK', [])
    if environ['PATH_INFO'] == '/slow':
        re.match(r'(a+)+$', 'a' * 64 + 'b')
    return [b'answered']
";
    let cpu = Duration::from_millis(300);
    let (plugin, _directory) = plugin(source, Limits { cpu, ..Limits::default() });
    assert_eq!(plugin.get("/").await.unwrap().1, "answered");
    assert_eq!(plugin.get("/slow").await, Err(CallError::CpuDeadline(cpu)));
    assert_eq!(plugin.service.idle_instances(), 0);
    assert_eq!(plugin.get("/").await.unwrap().1, "answered");
}
