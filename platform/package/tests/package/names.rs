//! Names in archives that would leave the package, be odd on some system, or stand for two files.

use crate::archive::{refused, refused_naming, with};
use crate::raw_zip::{Entry, zip};
use crate::support::{manifest, read};

#[test]
fn paths_that_leave_the_package() {
    for path in ["../evil", "a/../../evil", "a/..", "..", "..\\evil", "a\\..\\b"] {
        refused_naming(&with(Entry::stored(path, "x")), "package.path_traversal", path);
    }
    for path in ["/etc/passwd", "\\\\server\\share", "C:/windows", "c:evil"] {
        refused_naming(&with(Entry::stored(path, "x")), "package.path_absolute", path);
    }
    for path in ["a//b", "./a", "a/./b", "."] {
        refused_naming(&with(Entry::stored(path, "x")), "package.path_not_plain", path);
    }
    refused(&with(Entry::stored("", "x")), "package.path_empty");
    refused(&with(Entry::stored("/", "")), "package.path_empty");
}

#[test]
fn paths_that_are_too_long_or_too_deep() {
    refused(&with(Entry::stored("a".repeat(256), "x")), "package.path_too_long");
    refused(&with(Entry::stored(format!("{}b", "long-name/".repeat(60)), "x")), "package.path_too_long");
    refused(&with(Entry::stored(format!("{}b", "a/".repeat(33)), "x")), "package.path_too_deep");
    read(&with(Entry::stored(format!("{}b", "a/".repeat(32)), "x"))).unwrap();
}

#[test]
fn names_that_are_odd_on_some_system() {
    for path in ["a\\b", "ab:c", "a?", "a*", "a|b", "\"a\"", "a<b", "page\u{202E}gnp.exe", "a\u{FEFF}"] {
        refused(&with(Entry::stored(path, "x")), "package.path_characters");
    }
    for path in
        ["CON", "aux.txt", "a/nul", "Com1", "lpt9.log", "com¹", "CONOUT$", "a.", "b ", " c", "nul .txt"]
    {
        refused(&with(Entry::stored(path, "x")), "package.path_reserved");
    }
    for path in ["console", "com10", "nullable.rs", "a.b.c", ".hidden", "two words", "com"] {
        read(&with(Entry::stored(path, "x"))).unwrap();
    }
    let escaped =
        refused(&with(Entry::stored("a\0b\n\u{1b}[2J", "x")), "package.path_characters").to_string();
    assert!(!escaped.chars().any(char::is_control), "{escaped:?}");
}

#[test]
fn names_that_are_not_utf8() {
    refused(&with(Entry::stored(b"\xce\xde.html", "x")), "package.name_not_utf8");
}

#[test]
fn names_that_are_one_file_on_some_system() {
    for (first, second) in [
        ("a.txt", "a.txt"),
        ("A.txt", "a.txt"),
        ("é", "e\u{301}"),
        ("straße", "STRASSE"),
        ("ﬁ.txt", "fi.txt"),
        ("Ａ", "a"),
    ] {
        let archive = zip(&[manifest(), Entry::stored(first, "1"), Entry::stored(second, "2")]);
        refused_naming(&archive, "package.duplicate_name", first);
    }
    let folders = zip(&[manifest(), Entry::stored("Static/a", "1"), Entry::stored("static/b", "2")]);
    refused_naming(&folders, "package.duplicate_name", "Static");
    let twice = zip(&[manifest(), Entry::stored("a/", ""), Entry::stored("a/", "")]);
    refused(&twice, "package.duplicate_name");
    let named_late = zip(&[
        manifest(),
        Entry::stored("plugin.wasm", ""),
        Entry::stored("a/b", "1"),
        Entry::stored("a/", ""),
    ]);
    read(&named_late).unwrap();
}

#[test]
fn a_file_with_the_name_of_a_folder() {
    for order in [["a", "a/b"], ["a/b", "a"], ["a", "A/b"], ["a", "a/"]] {
        let data = |path: &str| if path.ends_with('/') { "" } else { "x" };
        let archive = zip(&[
            manifest(),
            Entry::stored(order[0], data(order[0])),
            Entry::stored(order[1], data(order[1])),
        ]);
        refused(&archive, "package.file_and_folder");
    }
}

#[test]
fn letters_are_composed() {
    // These take three times the room once they are in the form in which they are kept.
    let growing = "\u{1D160}".repeat(60);
    refused(&with(Entry::stored(&growing, "x")), "package.path_too_long");
    let archive = with(Entry::stored("caf\u{65}\u{301}.txt", "x"));
    assert!(read(&archive).unwrap().package().file("café.txt").is_some());
}
