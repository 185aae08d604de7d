//! The plugin's folder is all it sees, and only to read.

use std::fs;

use mspf_test_support::python_source;

use super::REUSED;
use crate::support::{Plugin, Setup};

#[tokio::test]
async fn nothing_outside_its_folder_is_seen_and_nothing_inside_changes() {
    let root = tempfile::tempdir().unwrap();
    let (own, other) = (root.path().join("own"), root.path().join("other"));
    for folder in [&own, &other] {
        fs::create_dir(folder).unwrap();
    }
    fs::copy(python_source("wsgi").join("app.py"), own.join("app.py")).unwrap();
    fs::write(other.join("secret.txt"), "secret").unwrap();
    fs::write(own.join("data.txt"), "mine").unwrap();
    std::os::unix::fs::symlink(other.join("secret.txt"), own.join("absolute-link")).unwrap();
    std::os::unix::fs::symlink("../other/secret.txt", own.join("relative-link")).unwrap();
    std::os::unix::fs::symlink("../other", own.join("folder-link")).unwrap();
    let plugin = Plugin::python(&own, "app:app", "wsgi", Setup { reuse: REUSED, ..Setup::default() });
    let attempt =
        async |what: &str, path: &str| plugin.get(&format!("/files?do={what}&path={path}")).await.unwrap().1;

    assert_eq!(attempt("read", "/plugin/data.txt").await, "mine");
    assert_eq!(attempt("read", "data.txt").await, "mine");
    let outside = other.join("secret.txt");
    for path in [
        "../other/secret.txt",
        "/plugin/../other/secret.txt",
        "/plugin/x/../../other/secret.txt",
        "absolute-link",
        "relative-link",
        "folder-link/secret.txt",
        outside.to_str().unwrap(),
        "/etc/passwd",
        "/proc/self/environ",
    ] {
        let answer = attempt("read", path).await;
        assert!(answer.starts_with("refused"), "{path}: {answer}");
    }
    for path in ["..", "/", "/plugin/..", "folder-link", "/etc", other.to_str().unwrap()] {
        let answer = attempt("list", path).await;
        assert!(answer.starts_with("refused") || answer == r#"["plugin"]"#, "{path}: {answer}");
    }
    for (what, path) in [
        ("write", "data.txt"),
        ("write", "new.txt"),
        ("write", "/new.txt"),
        ("write", "folder-link/new.txt"),
        ("remove", "data.txt"),
        ("rename", "data.txt"),
        ("link", "new-link"),
        ("folder", "new-folder"),
    ] {
        let answer = attempt(what, path).await;
        assert!(answer.starts_with("refused"), "{what} {path}: {answer}");
    }
    assert_eq!(fs::read_to_string(own.join("data.txt")).unwrap(), "mine");
    assert_eq!(fs::read_dir(&own).unwrap().count(), 5);
    assert_eq!(fs::read_dir(&other).unwrap().count(), 1);
    assert_eq!(attempt("environment", "").await, "{}");
}
