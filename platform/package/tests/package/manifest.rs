//! Manifests: what is read, and what each mistake is answered with.

use mspf_package::manifest::{Framework, Isolation, Problem, RuntimeKind, ceilings};
use mspf_package::{Manifest, ManifestError};
use serde_json::json;

use crate::support::MANIFEST;

pub(crate) const FULL: &str = r#"#:schema ./mspf.schema.json
manifest_version = 1

[plugin]
name = "weather-map"
version = "2.1.0-rc.1"
title = "天气地图"
description = """
Shows the weather.

On a map.
"""
keywords = ["weather", "地图"]
category = "maps"
licence = "MIT OR Apache-2.0 WITH LLVM-exception"
copyright = "2026 Ada"
authors = ["Ada <ada@example.com>"]
homepage = "https://example.com/weather"
logo = "static/logo.svg"
price = 499
currency = "EUR"

[runtime]
kind = "component"
source = "build/plugin.wasm"
reuse = 100
isolation = "installation"

[static]
dir = "static"
mount = "/assets"

[capabilities]
outbound_hosts = ["api.example.com", "http://*.example.org:8080"]
key_value = true
plugins = ["ada/geo", "SP_1424952348698091520"]

[options]
required = ["unit"]

[options.properties.unit]
type = "string"
enum = ["C", "F"]
default = "C"

[options.properties.map]
type = "object"

[options.properties.map.properties.zoom]
type = "integer"
minimum = 1
maximum = 20
default = 7

[limits]
memory_mb = 64
cpu_ms = 500
wall_ms = 5000
request_body_mb = 0
response_body_mb = 8
concurrency = 16
queue = 0

[build]
command = "cargo build --release --target wasm32-wasip2"
watch = ["src/**/*.rs"]
"#;

/// The minimal manifest with the text before replaced by the text after.
fn changed(before: &str, after: &str) -> String {
    assert!(MANIFEST.contains(before), "{before}");
    MANIFEST.replacen(before, after, 1)
}

/// The minimal manifest with more lines in `[plugin]`.
fn plugin(lines: &str) -> String {
    changed("[plugin]\n", &format!("[plugin]\n{lines}\n"))
}

pub(crate) fn with(section: &str) -> String {
    format!("{MANIFEST}\n{section}\n")
}

#[track_caller]
pub(crate) fn problem(text: &str) -> Problem {
    let ManifestError { mut problems } = Manifest::parse(text).unwrap_err();
    assert_eq!(problems.len(), 1, "{problems:?}");
    problems.remove(0)
}

/// The manifest is refused because of this key's value, at this key's line.
#[track_caller]
pub(crate) fn invalid(text: &str, key: &str) {
    let problem = problem(text);
    assert_eq!((problem.code, problem.key.as_str()), ("manifest.invalid_value", key), "{problem}");
    let line = text.lines().nth(problem.line.unwrap() - 1).unwrap();
    let name = key.rsplit('.').next().unwrap();
    assert!(line.contains(name) || line.starts_with('['), "line {:?}: {line}", problem.line);
}

#[test]
fn everything_that_a_manifest_may_say() {
    let manifest = Manifest::parse(FULL).unwrap();
    assert_eq!(manifest.plugin.title.as_deref(), Some("天气地图"));
    assert_eq!(manifest.plugin.version.to_string(), "2.1.0-rc.1");
    assert_eq!((manifest.plugin.price, manifest.plugin.currency.as_deref()), (Some(499), Some("EUR")));
    assert_eq!(manifest.runtime.kind, RuntimeKind::Component);
    assert_eq!(manifest.runtime.requests_per_instance(), 100);
    assert_eq!(manifest.static_files.as_ref().unwrap().mount, "/assets");
    assert!(manifest.capabilities.outbound_hosts[1].matches("http", "a.example.org", 8080));
    assert_eq!(manifest.limits.queue, Some(0));
    assert_eq!(json!(manifest.default_options()), json!({ "unit": "C", "map": { "zoom": 7 } }));
    assert_eq!(manifest.build.as_ref().unwrap().watch, ["src/**/*.rs"]);
}

#[test]
fn a_manifest_survives_json() {
    for text in [FULL, MANIFEST] {
        let manifest = Manifest::parse(text).unwrap();
        let stored = serde_json::to_string(&manifest).unwrap();
        assert_eq!(serde_json::from_str::<Manifest>(&stored).unwrap(), manifest);
    }
}

#[test]
fn nothing_is_allowed_by_default() {
    let manifest = Manifest::parse(MANIFEST).unwrap();
    assert_eq!(manifest.capabilities, mspf_package::manifest::Capabilities::default());
    assert!(manifest.capabilities.outbound_hosts.is_empty() && !manifest.capabilities.key_value);
    assert_eq!(manifest.runtime.requests_per_instance(), 1);
    assert!(manifest.default_options().is_empty());
}

#[test]
fn an_unknown_key_is_named_with_its_line_and_the_nearest_known_one() {
    let typo = problem(&plugin("desciption = \"x\""));
    assert_eq!(
        (typo.code, typo.key.as_str(), typo.line),
        ("manifest.unknown_key", "plugin.desciption", Some(4))
    );
    assert_eq!(typo.message, "[plugin] has no key `desciption`; did you mean `description`?");
    let table = problem(&with("[capabilites]"));
    assert_eq!(table.message, "the manifest has no key `capabilites`; did you mean `capabilities`?");
    let american = problem(&plugin("license = \"MIT\""));
    assert!(american.message.ends_with("did you mean `licence`?"), "{american}");
    let inner = problem(&with("[capabilities]\noutbound = []"));
    assert_eq!(inner.key, "capabilities.outbound");
    let stranger = problem(&with("[limits]\nxyzzy = 1"));
    assert!(stranger.message.contains("known are: memory_mb, cpu_ms"), "{stranger}");
}

#[test]
fn a_missing_key_or_a_wrong_type_is_named_with_its_line() {
    let missing = problem(&changed("name = \"demo\"\n", ""));
    assert_eq!(
        (missing.code, missing.key.as_str(), missing.line),
        ("manifest.missing_key", "plugin.name", Some(3))
    );
    assert_eq!(missing.message, "[plugin] lacks the key `name`; add it");
    assert_eq!(problem("").code, "manifest.missing_key");
    let wrong = problem(&changed("\"demo\"", "7"));
    assert_eq!((wrong.code, wrong.key.as_str(), wrong.line), ("manifest.wrong_type", "plugin.name", Some(4)));
    let kind = problem(&changed("\"component\"", "\"docker\""));
    assert_eq!(
        (kind.code, kind.key.as_str(), kind.line),
        ("manifest.invalid_value", "runtime.kind", Some(8))
    );
    let version = problem(&changed("0.1.0", "1.0"));
    assert_eq!((version.key.as_str(), version.line), ("plugin.version", Some(5)));
    let negative = problem(&with("[limits]\nmemory_mb = -1"));
    assert_eq!(negative.key, "limits.memory_mb");
}

#[test]
fn broken_toml_is_named_with_its_line() {
    let broken = problem("manifest_version = 1\n[plugin\n");
    assert_eq!((broken.code, broken.line), ("manifest.syntax", Some(2)));
    assert_eq!(problem(&plugin("name = \"again\"")).code, "manifest.syntax");
    assert!(broken.to_string().starts_with("mspf.toml, line 2: "));
}

#[test]
fn all_problems_are_told_at_once() {
    let text = changed("\"demo\"", "\"De Mo\"").replace("plugin.wasm", "../plugin.wasm");
    let error = Manifest::parse(&text).unwrap_err();
    let keys: Vec<_> = error.problems.iter().map(|problem| (problem.key.as_str(), problem.line)).collect();
    assert_eq!(keys, [("plugin.name", Some(4)), ("runtime.source", Some(9))]);
    assert!(error.to_string().contains("such as `de-mo`"), "{error}");
    assert_eq!(error.to_string().lines().count(), 2);
}

#[test]
fn the_format_has_one_version() {
    assert_eq!(problem(&changed("= 1", "= 2")).code, "manifest.version_unsupported");
}

#[test]
fn names_are_slugs() {
    for name in ["Demo", "1demo", "-demo", "demo-", "de--mo", "de_mo", "demo.", "演示", ""] {
        invalid(&changed("\"demo\"", &format!("\"{name}\"")), "plugin.name");
    }
    invalid(&changed("demo", &"a".repeat(ceilings::MAX_NAME_LENGTH + 1)), "plugin.name");
    Manifest::parse(&changed("demo", &"a".repeat(ceilings::MAX_NAME_LENGTH))).unwrap();
    invalid(&plugin("category = \"Two Words\""), "plugin.category");
}

#[test]
fn texts_are_short_and_printable() {
    invalid(&plugin(&format!("title = \"{}\"", "长".repeat(81))), "plugin.title");
    invalid(&plugin("title = \"a\\nb\""), "plugin.title");
    invalid(&plugin("title = \"a\\u202Eb\""), "plugin.title");
    invalid(&plugin("title = \" a\""), "plugin.title");
    invalid(&plugin(&format!("description = \"{}\"", "x".repeat(10_001))), "plugin.description");
    invalid(&plugin("description = \"\\u0000\""), "plugin.description");
    invalid(&plugin(&format!("authors = {:?}", vec!["A"; 21])), "plugin.authors");
    invalid(&plugin("authors = [\"\"]"), "plugin.authors");
}

#[test]
fn keywords_are_few_short_and_different() {
    let words: Vec<_> = (0..11).map(|index| format!("word{index}")).collect();
    invalid(&plugin(&format!("keywords = {words:?}")), "plugin.keywords");
    invalid(&plugin("keywords = [\"Map\", \"map\"]"), "plugin.keywords");
    invalid(&plugin(&format!("keywords = [\"{}\"]", "x".repeat(41))), "plugin.keywords");
}

#[test]
fn licences_are_spdx() {
    for good in ["MIT", "MIT OR Apache-2.0", "GPL-3.0-or-later", "LicenseRef-Acme-1"] {
        Manifest::parse(&plugin(&format!("licence = \"{good}\""))).unwrap();
    }
    for bad in ["", "Free", "MIT/Apache-2.0", "MIT AND", "proprietary"] {
        let error = Manifest::parse(&plugin(&format!("licence = \"{bad}\""))).unwrap_err();
        assert_eq!(error.problems[0].key, "plugin.licence");
    }
}

#[test]
fn prices_have_a_currency() {
    invalid(&plugin("price = 100"), "plugin.price");
    invalid(&plugin("price = 100\ncurrency = \"eur\""), "plugin.currency");
    invalid(&plugin("price = 100\ncurrency = \"ABC\""), "plugin.currency");
    invalid(&plugin("price = 100000001\ncurrency = \"CNY\""), "plugin.price");
    Manifest::parse(&plugin("price = 0")).unwrap();
    Manifest::parse(&plugin("price = 990\ncurrency = \"CNY\"")).unwrap();
}

#[test]
fn homepages_and_logos() {
    for bad in ["javascript:alert(1)", "example.com", "ftp://example.com"] {
        invalid(&plugin(&format!("homepage = \"{bad}\"")), "plugin.homepage");
    }
    invalid(&plugin("logo = \"../logo.png\""), "plugin.logo");
    invalid(&plugin("logo = \"logo.exe\""), "plugin.logo");
}

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

#[test]
fn a_manifest_is_small_and_flat() {
    let large = with(&format!("# {}", "x".repeat(65_536)));
    assert_eq!(problem(&large).code, "manifest.too_large");
    // Deep enough to exhaust a stack, in each way that TOML has to nest.
    let levels = 80;
    let dotted = format!("options.{} = 1", vec!["a"; 40].join("."));
    let tables =
        (0..levels).fold("1".to_owned(), |inner, _| format!("{{ {} = {inner} }}", vec!["a"; 79].join(".")));
    for (text, code) in [
        (dotted, "manifest.too_deep"),
        (format!("options = {}{}", "[".repeat(40), "]".repeat(40)), "manifest.too_deep"),
        (format!("a = {}", "[".repeat(60_000)), "manifest.syntax"),
        (vec!["a"; 30_000].join("."), "manifest.syntax"),
        (format!("[{}]", vec!["a"; 30_000].join(".")), "manifest.syntax"),
        (format!("options = {tables}"), "manifest.too_deep"),
    ] {
        let on_small_stack = std::thread::Builder::new().stack_size(1 << 20);
        let found =
            on_small_stack.spawn(move || Manifest::parse(&text).unwrap_err().code()).unwrap().join().unwrap();
        assert_eq!(found, code);
    }
}

#[test]
fn the_published_schema_is_the_codes() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/mspf.schema.json");
    let schema = Manifest::json_schema();
    if std::env::var_os("UPDATE_SCHEMA").is_some() {
        std::fs::write(path, format!("{schema:#}\n")).unwrap();
    }
    let published: serde_json::Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    assert!(published == schema, "docs/mspf.schema.json is stale; run this test with UPDATE_SCHEMA=1");
    assert!(!schema.to_string().contains("null"), "TOML has no null");
}
