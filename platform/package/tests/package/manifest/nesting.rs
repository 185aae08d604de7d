//! Manifests that are made to exhaust memory or the stack.

use mspf_package::Manifest;
use mspf_package::manifest::ceilings;

use super::{problem, with};

/// Bytes of a stack on which any manifest can be read, however the code was optimised: half of what threads have.
const SMALL_STACK: usize = 1 << 20;

/// The code that a text is refused with, told from a small stack: running out of it ends all tests.
fn refused(text: String) -> &'static str {
    let thread = std::thread::Builder::new().stack_size(SMALL_STACK);
    thread.spawn(move || Manifest::parse(&text).unwrap_err().code()).unwrap().join().unwrap()
}

fn keys(count: usize) -> String {
    vec!["a"; count].join(".")
}

#[test]
fn a_manifest_is_small() {
    assert_eq!(problem(&with(&format!("# {}", "x".repeat(65_536)))).code, "manifest.too_large");
}

#[test]
fn a_manifest_is_flat_in_each_way_that_toml_has_to_nest() {
    let nested = |levels: usize, key: &str| {
        format!("options = {}1{}", format!("{{ {key} = ").repeat(levels), " }".repeat(levels))
    };
    for text in [
        format!("options.{} = 1", keys(40)),
        format!("options = {}{}", "[".repeat(40), "]".repeat(40)),
        nested(40, "a"),
        // More than any parser's own bound, and as much as it lets through.
        format!("a = {}", "[".repeat(60_000)),
        nested(6_000, "a"),
        keys(30_000),
        format!("[{}]", keys(30_000)),
        nested(79, &keys(79)),
        format!("[{0}]\n{0}.{1}", keys(79), nested(79, &keys(79))),
        format!("options = {}1{}", "[{ a.a = [".repeat(20), "] }]".repeat(20)),
    ] {
        assert_eq!(refused(text.clone()), "manifest.too_deep", "{}", &text[..text.len().min(80)]);
    }
}

#[test]
fn broken_texts_hide_no_nesting() {
    let key = keys(79);
    let levels = |open: String| format!("options = {}", open.repeat(79));
    for text in [
        // Closed by another bracket, by none, and by more than were opened.
        levels(format!("{{ {key} = ] ")),
        levels(format!("{{ {key} = [ }} ")),
        levels(format!("{{ {key} = [] ] ")),
        levels(format!("{{ {key}\n = ")),
        levels(format!("{{ b = 1, {key} = ")),
        levels(format!("{{ \"\"\"[\"\"\".{key} = ")),
        levels(format!("{{ '}}'.{key} = ")),
    ] {
        let code = refused(text);
        assert!(matches!(code, "manifest.too_deep" | "manifest.syntax"), "{code}");
    }
}

#[test]
fn what_looks_nested_and_is_not_is_read() {
    let brackets = "[{".repeat(200);
    let lists = vec!["[1.5, 2.5, { a.b = 3.5 }]"; 50].join(", ");
    let tables: String =
        (0..50).map(|it| format!("[options.properties.p{it}]\ntype = \"number\"\ndefault = 1.5\n")).collect();
    let texts = [
        format!("# {brackets}\n[build]\ncommand = \"{brackets}\""),
        format!("[build]\ncommand = \"\"\"\n{brackets}\n\"\"\""),
        format!("[build]\ncommand = '{brackets}'"),
        tables,
        format!("[options]\nenum = [{lists}]"),
    ];
    for text in texts {
        let told = Manifest::parse(&with(&text)).err().map(|error| error.to_string());
        assert!(told.as_ref().is_none_or(|told| !told.contains("nest")), "{told:?}");
    }
}

#[test]
fn the_deepest_that_may_be_is_read() {
    let at = |levels: usize| with(&format!("[options]\nx = {}{}", "[".repeat(levels), "]".repeat(levels)));
    // The manifest, `options` and `x` are levels as well.
    let most = ceilings::MAX_MANIFEST_DEPTH - 2;
    assert_eq!(problem(&at(most + 1)).code, "manifest.too_deep");
    assert_ne!(Manifest::parse(&at(most)).err().map(|error| error.code()), Some("manifest.too_deep"));
}
