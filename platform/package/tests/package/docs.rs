//! The documentation names what the code has, in both languages: every code of a refusal, every key of the manifest.

use std::collections::BTreeSet;

use mspf_package::Manifest;
use serde_json::Value;

const PAGES: [(&str, &str); 2] = [
    ("English", include_str!("../../../../docs/package-format.md")),
    ("Chinese", include_str!("../../../../docs/zh-CN/package-format.md")),
];

/// Where codes are given to errors.
const SOURCES: [&str; 7] = [
    include_str!("../../src/archive/names.rs"),
    include_str!("../../src/component/mod.rs"),
    include_str!("../../src/error.rs"),
    include_str!("../../src/manifest/error.rs"),
    include_str!("../../src/manifest/source.rs"),
    include_str!("../../src/manifest/validate/check.rs"),
    include_str!("../../src/manifest/validate/mod.rs"),
];

/// Codes between two of these marks.
fn codes(text: &str, mark: char) -> BTreeSet<&str> {
    let is_code = |word: &&str| {
        let parts = word.split_once('.');
        parts.is_some_and(|(room, name)| {
            !name.is_empty()
                && ["package", "manifest", "component"].contains(&room)
                && name
                    .chars()
                    .all(|letter| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '_')
        })
    };
    text.split(mark).filter(is_code).collect()
}

#[test]
fn every_code_is_explained() {
    let given: BTreeSet<_> = SOURCES.iter().flat_map(|source| codes(source, '"')).collect();
    assert!(given.len() > 50, "{given:?}");
    for (language, page) in PAGES {
        assert_eq!(codes(page, '`'), given, "{language}");
    }
}

#[test]
fn every_key_is_explained() {
    let schema = Manifest::json_schema();
    let sections =
        schema["$defs"].as_object().unwrap().values().filter_map(|section| section.get("properties"));
    let keys: BTreeSet<_> = sections
        .chain(schema.get("properties"))
        .filter_map(Value::as_object)
        .flat_map(|it| it.keys())
        .collect();
    assert!(keys.len() > 30, "{keys:?}");
    for (language, page) in PAGES {
        for key in &keys {
            assert!(
                page.contains(&format!("`{key}`")) || page.contains(&format!("`[{key}]`")),
                "{language}: {key}"
            );
        }
    }
}
