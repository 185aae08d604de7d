//! Sources that can't be loaded: told to the author with file and line, and to nobody's harm.

use std::{fs, time::Duration};

use mspf_runtime::{CallError, Limits, LoadFailure};
use mspf_test_support::python_source;
use tempfile::TempDir;

use super::{REUSED, wsgi};
use crate::support::{Plugin, Setup};

/// A plugin of one file, `app.py`.
fn plugin(source: &str) -> (Plugin, TempDir) {
    let directory = tempfile::tempdir().unwrap();
    fs::write(directory.path().join("app.py"), source).unwrap();
    let setup = Setup { reuse: REUSED, ..Setup::default() };
    (Plugin::python(directory.path(), "app:app", "wsgi", setup), directory)
}

async fn failure(plugin: &Plugin) -> LoadFailure {
    match plugin.get("/").await.unwrap_err() {
        CallError::Load(failure) => failure,
        other => panic!("{other:?}"),
    }
}

async fn failure_of(source: &str) -> LoadFailure {
    failure(&plugin(source).0).await
}

#[tokio::test]
async fn a_syntax_error_is_told_with_its_place() {
    let failure = failure_of("import os\n\ndef app(:\n    pass\n").await;
    assert_eq!((failure.file.as_deref(), failure.line), (Some("app.py"), Some(3)));
    assert!(failure.summary.starts_with("SyntaxError: "), "{failure:?}");
    insta::assert_snapshot!(failure.traceback);
}

#[tokio::test]
async fn an_exception_at_import_is_told_with_its_place() {
    let failure = failure_of("def f():\n    return {}['x']\n\nvalue = f()\n").await;
    assert_eq!(failure.summary, "KeyError: 'x'");
    assert_eq!((failure.file.as_deref(), failure.line), (Some("app.py"), Some(2)));
    insta::assert_snapshot!(failure.traceback);
}

#[tokio::test]
async fn a_missing_package_and_a_missing_application_are_told() {
    let failure = failure_of("import nothing_of_that_name\n").await;
    assert_eq!(failure.summary, "ModuleNotFoundError: No module named 'nothing_of_that_name'");
    assert_eq!(failure.line, Some(1));
    let failure = failure_of("application = 1\n").await;
    assert_eq!(failure.summary, "AttributeError: 'app:app' names no application: 'app' has no 'app'");
    let failure = failure_of("app = 3\n").await;
    assert_eq!(failure.summary, "TypeError: 'app:app' is a int, not a WSGI application");
    let failure = failure_of("raise SystemExit('enough')\n").await;
    assert_eq!(failure.summary, "SystemExit: enough");
}

#[tokio::test]
async fn errors_in_the_urls_of_a_django_project_are_errors_of_loading() {
    let copy = tempfile::tempdir().unwrap();
    copy_tree(&python_source("django"), copy.path());
    fs::write(copy.path().join("notes/views.py"), "from nowhere import views\n").unwrap();
    let plugin = Plugin::python(copy.path(), "mysite.wsgi:application", "django", Setup::default());
    let failure = failure(&plugin).await;
    assert_eq!((failure.file.as_deref(), failure.line), (Some("notes/views.py"), Some(1)));
}

pub(super) fn copy_tree(from: &std::path::Path, to: &std::path::Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().map(Result::unwrap) {
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy_tree(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

#[tokio::test]
async fn what_failed_is_not_used_again_and_what_was_repaired_is() {
    let (plugin, directory) = plugin("import nothing_of_that_name\n");
    failure(&plugin).await;
    assert_eq!(plugin.service.idle_instances(), 0);
    fs::write(
        directory.path().join("app.py"),
        "def app(environ, start):\n    start('200 OK', [])\n    return [b'repaired']\n",
    )
    .unwrap();
    assert_eq!(plugin.get("/").await.unwrap().1, "repaired");
}

#[tokio::test]
async fn an_endless_loop_at_import_ends_with_the_time_of_the_call() {
    let directory = tempfile::tempdir().unwrap();
    fs::write(directory.path().join("app.py"), "while True:\n    pass\n").unwrap();
    let limits = Limits { cpu: Duration::from_millis(200), ..Limits::default() };
    let plugin = Plugin::python(directory.path(), "app:app", "wsgi", Setup { limits, ..Setup::default() });
    let Err(CallError::Load(failure)) = plugin.get("/").await else { panic!("it was loaded") };
    assert_eq!(failure.summary, "the plugin used its 200 ms of CPU time while it was loaded");
}

#[tokio::test]
async fn endless_allocation_at_import_is_told_with_its_place() {
    let failure = failure_of("kept = []\nwhile True:\n    kept.append(bytearray(1 << 20))\n").await;
    assert_eq!(failure.summary, "MemoryError");
    assert_eq!((failure.file.as_deref(), failure.line), (Some("app.py"), Some(3)));
}

#[tokio::test]
async fn a_plugin_that_breaks_the_interpreter_harms_only_itself() {
    let (vandal, _directory) = plugin(
        "import builtins, sys, logging\n\
         for name in list(vars(builtins)):\n    \
             if not name.startswith('__'): delattr(builtins, name)\n\
         sys.modules.clear()\n\
         def app(environ, start):\n    start('200 OK', [])\n    return [b'still here']\n",
    );
    // Whatever becomes of it, it ends.
    let _ = vandal.get("/").await;
    let neighbour = Plugin::python_on(
        vandal.runtime(),
        "another",
        python_source("wsgi"),
        "app:app",
        "wsgi",
        Setup::default(),
    );
    assert_eq!(neighbour.get("/").await.unwrap().1, "Hello from WSGI\n");
    // What it took away is not missed where its errors are told.
    for source in [
        "import builtins\ndel builtins.Exception\nraise NameError\n",
        "import builtins\nvars(builtins).clear()\nnothing_of_that_name\n",
    ] {
        assert!(failure_of(source).await.summary.starts_with("NameError"), "{source}");
    }
}

#[tokio::test]
async fn what_a_plugin_takes_from_the_language_is_put_back_with_a_word_in_its_log() {
    let (plugin, _directory) = plugin(
        "import builtins\n\n\ndef app(environ, start):\n    start('200 OK', [])\n    \
             return [str(sum([1, 2])).encode()]\n\n\ndel builtins.sum, builtins.zip\n",
    );
    assert_eq!(plugin.get("/").await.unwrap(), (200, "3".to_owned()));
    let log = plugin.log.take();
    assert!(log.iter().any(|line| line.contains("Log(Warn)") && line.contains("sum, zip")), "{log:?}");
}

#[tokio::test]
async fn a_module_of_its_own_goes_before_one_of_the_library() {
    let (plugin, directory) = plugin(
        "import calendar\ndef app(environ, start):\n    start('200 OK', [])\n    return [calendar.OWN]\n",
    );
    fs::write(directory.path().join("calendar.py"), "OWN = b'own'\n").unwrap();
    assert_eq!(plugin.get("/").await.unwrap().1, "own");
}

#[tokio::test]
async fn a_factory_makes_the_application() {
    let plugin = Plugin::python(python_source("wsgi"), "app:make()", "wsgi", Setup::default());
    assert_eq!(plugin.get("/").await.unwrap().1, "Hello from WSGI\n");
}

#[tokio::test]
async fn what_an_author_may_say_is_bounded() {
    let failure = failure_of("raise ValueError('x' * 1_000_000 + '\\n' + 'y' * 1_000_000)\n").await;
    assert!(failure.summary.len() <= 1 << 10 && failure.traceback.len() <= 64 << 10);
    assert!(failure.traceback.ends_with("y\n"));
}

#[tokio::test]
async fn a_component_of_its_own_ignores_a_source_and_the_runtime_needs_one() {
    let plugin = wsgi(Setup::default());
    assert_eq!(plugin.get("/").await.unwrap().0, 200);
    let missing = Plugin::python("/nowhere/at/all", "app:app", "wsgi", Setup::default());
    assert_eq!(missing.get("/").await.unwrap_err().code(), "node.failed");
}
