//! `[plugin]`: what a plugin may say it is.

use mspf_package::Manifest;
use mspf_package::manifest::ceilings;

use super::{changed, invalid, plugin};

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
