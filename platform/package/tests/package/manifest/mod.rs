//! Manifests: what is read, and what each mistake is answered with.

mod nesting;
mod plugin;
mod runtime;

use mspf_package::manifest::{Problem, RuntimeKind};
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
