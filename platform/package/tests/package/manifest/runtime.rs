//! How a plugin may run, from `[runtime]` to `[build]`.

use mspf_package::Manifest;
use mspf_package::manifest::{Framework, Isolation, RuntimeKind, ceilings};

use super::{changed, invalid, problem, with};

#[test]
fn the_runtime_fits_its_kind() {
    invalid(&changed("source = \"plugin.wasm\"\n", ""), "runtime.source");
    invalid(&changed("source", "app = \"app:app\"\nsource"), "runtime.app");
    invalid(&changed("source", "reuse = 0\nsource"), "runtime.reuse");
    invalid(&changed("source", "reuse = 5\nisolation = \"request\"\nsource"), "runtime.reuse");
    let fresh = Manifest::parse(&changed("source", "isolation = \"request\"\nsource")).unwrap();
    assert_eq!(fresh.runtime.isolation, Some(Isolation::Request));
}

/// The minimal manifest of a Python plugin, with more lines in `[runtime]`.
fn python(lines: &str) -> String {
    changed("component\"\nsource = \"plugin.wasm\"", &format!("python\"\n{lines}"))
}

#[test]
fn python_names_its_application() {
    let parsed = |lines: &str| Manifest::parse(&python(lines)).unwrap().runtime;
    let flask = parsed("app = \"app:app\"\nframework = \"flask\"");
    assert_eq!((flask.app.as_deref(), flask.framework), (Some("app:app"), Some(Framework::Flask)));
    for (word, framework) in [
        ("django", Framework::Django),
        ("flask", Framework::Flask),
        ("bottle", Framework::Bottle),
        ("wsgi", Framework::Wsgi),
    ] {
        let runtime = parsed(&format!("app = \"a.b:c.d\"\nframework = \"{word}\""));
        assert_eq!((runtime.framework, framework.as_str()), (Some(framework), word));
    }
    let app = parsed("app = \"SP_000000000000A4M0\"\nframework = \"django-app\"");
    assert_eq!(app.framework, Some(Framework::DjangoApp));
    assert_eq!(problem(&python("")).key, "runtime.app");
    for bad in ["app", "app.py", "a/b:c", "a:b(1)", "", "__import__('os').system('x'):a"] {
        let error = Manifest::parse(&python(&format!("app = \"{bad}\""))).unwrap_err();
        assert!(error.problems.iter().all(|problem| problem.key == "runtime.app"), "{bad}: {error}");
    }
    invalid(&python("app = \"plugins.a:b\"\nframework = \"django-app\""), "runtime.app");
    invalid(&python("app = \"app:app\"\nframework = \"rails\""), "runtime.framework");
    invalid(&python("app = \"app:app\"\nsource = \"plugin.wasm\""), "runtime.source");
    invalid(&changed("source", "framework = \"wsgi\"\nsource"), "runtime.framework");
}

#[test]
fn python_instances_are_kept_unless_the_manifest_says_otherwise() {
    let requests = |lines: &str| {
        Manifest::parse(&python(&format!("app = \"app:app\"\n{lines}")))
            .unwrap()
            .runtime
            .requests_per_instance()
    };
    assert_eq!(requests(""), ceilings::DEFAULT_PYTHON_REUSE);
    assert_eq!(requests("isolation = \"installation\""), ceilings::DEFAULT_PYTHON_REUSE);
    assert_eq!(requests("reuse = 7"), 7);
    assert_eq!(requests("isolation = \"request\""), 1);
}

#[test]
fn python_depends_on_packages_by_name() {
    let depends = |list: &str| python(&format!("app = \"app:app\"\n\n[python]\ndependencies = {list}"));
    let manifest = Manifest::parse(&depends("[\"markdown>=3.7\", \"jinja2\"]")).unwrap();
    assert_eq!(manifest.python.unwrap().dependencies, ["markdown>=3.7", "jinja2"]);
    for bad in ["-e .", "a @ https://example.com/a.whl", "--extra-index-url=x", "a\\nb", "../a"] {
        let error = Manifest::parse(&depends(&format!("[\"{bad}\"]"))).unwrap_err();
        assert!(error.problems.iter().all(|problem| problem.key == "python.dependencies"), "{bad}: {error}");
    }
    let many: Vec<_> = (0..=ceilings::MAX_DEPENDENCIES).map(|index| format!("a{index}")).collect();
    invalid(&depends(&format!("{many:?}")), "python.dependencies");
    invalid(&with("[python]\ndependencies = []"), "python");
    assert_eq!(problem(&depends("[]\nversion = \"3.14\"")).code, "manifest.unknown_key");
}

#[test]
fn static_files_run_nothing() {
    let only = |lines: &str| changed("component\"\nsource = \"plugin.wasm\"", &format!("static\"\n{lines}"));
    let manifest = Manifest::parse(&only("[static]")).unwrap();
    assert_eq!((manifest.runtime.kind, manifest.runtime.requests_per_instance()), (RuntimeKind::Static, 1));
    invalid(&only(""), "runtime.kind");
    for key in [
        "source = \"a.wasm\"",
        "app = \"a:b\"",
        "framework = \"flask\"",
        "reuse = 2",
        "isolation = \"request\"",
    ] {
        let name = key.split(' ').next().unwrap();
        invalid(&only(&format!("{key}\n[static]")), &format!("runtime.{name}"));
    }
}

#[test]
fn static_files_stay_inside() {
    let section = Manifest::parse(&with("[static]")).unwrap().static_files.unwrap();
    assert_eq!((section.dir.as_str(), section.mount.as_str()), ("static", "/static"));
    invalid(&with("[static]\ndir = \"../other\""), "static.dir");
    for mount in ["static", "/static/", "/../x", "//x", ""] {
        invalid(&with(&format!("[static]\nmount = \"{mount}\"")), "static.mount");
    }
    Manifest::parse(&with("[static]\nmount = \"/\"")).unwrap();
}

#[test]
fn limits_have_ceilings() {
    for (key, least, most) in [
        ("memory_mb", ceilings::MIN_MEMORY_MB, ceilings::MAX_MEMORY_MB),
        ("cpu_ms", 1, ceilings::MAX_CPU_MS),
        ("wall_ms", 1, ceilings::MAX_WALL_MS),
        ("request_body_mb", 0, ceilings::MAX_REQUEST_BODY_MB),
        ("response_body_mb", 1, ceilings::MAX_RESPONSE_BODY_MB),
        ("concurrency", 1, ceilings::MAX_CONCURRENCY),
        ("queue", 0, ceilings::MAX_QUEUE),
    ] {
        let text = |value: u32| with(&format!("[limits]\n{key} = {value}"));
        Manifest::parse(&text(least)).unwrap();
        Manifest::parse(&text(most)).unwrap();
        invalid(&text(most + 1), &format!("limits.{key}"));
        if least > 0 {
            invalid(&text(least - 1), &format!("limits.{key}"));
        }
    }
}

#[test]
fn builds() {
    invalid(&with("[build]\ncommand = \"\""), "build.command");
    invalid(&with("[build]\ncommand = \"make\"\nwatch = [\"\"]"), "build.watch");
}
