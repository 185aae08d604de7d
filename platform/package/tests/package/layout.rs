//! From an archive to a package: folders around it, files beside it, what the manifest names.

use std::io::{Cursor, Write};

use mspf_package::{Package, ReadLimits, write_package};

use crate::raw_zip::{Entry, zip};
use crate::support::{MANIFEST, manifest, read};

fn paths(archive: &[u8]) -> Vec<String> {
    read(archive).unwrap().package().files.iter().map(|file| file.path.clone()).collect()
}

fn code(archive: &[u8]) -> &'static str {
    read(archive).err().unwrap().code()
}

fn files(pairs: &[(&str, &str)]) -> Vec<(String, Vec<u8>)> {
    pairs.iter().map(|(path, text)| ((*path).to_owned(), text.as_bytes().to_vec())).collect()
}

#[test]
fn one_folder_around_everything_is_taken_off() {
    let archive = zip(&[
        Entry::stored("demo/", ""),
        Entry::stored("demo/plugin.wasm", "wasm"),
        Entry::deflated("demo/mspf.toml", MANIFEST),
    ]);
    assert_eq!(paths(&archive), ["mspf.toml", "plugin.wasm"]);
    assert_eq!(read(&archive).unwrap().bytes("plugin.wasm").unwrap(), b"wasm");
}

#[test]
fn what_a_desktop_adds_is_left_out() {
    let archive = zip(&[
        Entry::stored("demo/plugin.wasm", "wasm"),
        Entry::deflated("demo/mspf.toml", MANIFEST),
        Entry::stored("demo/.DS_Store", "x"),
        Entry::stored("__MACOSX/demo/._mspf.toml", "x"),
    ]);
    assert_eq!(paths(&archive), ["mspf.toml", "plugin.wasm"]);
    let damaged = Entry::stored("__MACOSX/._a", "x").both(|header| header.checksum ^= 1);
    assert_eq!(
        code(&zip(&[manifest(), Entry::stored("plugin.wasm", ""), damaged])),
        "package.checksum_mismatch"
    );
}

#[test]
fn an_archive_without_a_manifest() {
    assert_eq!(code(&zip(&[Entry::stored("plugin.wasm", "wasm")])), "package.no_manifest");
    let two_folders = zip(&[Entry::deflated("a/mspf.toml", MANIFEST), Entry::stored("b/plugin.wasm", "")]);
    assert_eq!(code(&two_folders), "package.no_manifest");
    let too_deep = zip(&[Entry::deflated("a/b/mspf.toml", MANIFEST), Entry::stored("a/b/plugin.wasm", "")]);
    assert_eq!(code(&too_deep), "package.no_manifest");
}

#[test]
fn a_manifest_that_is_wrong() {
    assert_eq!(code(&zip(&[Entry::stored("mspf.toml", "x")])), "manifest.syntax");
    assert_eq!(code(&zip(&[Entry::stored("mspf.toml", b"\xff\xfe")])), "manifest.not_utf8");
    assert_eq!(code(&zip(&[Entry::deflated("mspf.toml", "#".repeat(70_000))])), "manifest.too_large");
}

#[test]
fn files_that_the_manifest_names_must_be_there() {
    assert_eq!(code(&zip(&[manifest()])), "package.missing_file");
    let logo = MANIFEST.replace("[runtime]", "logo = \"logo.svg\"\n[runtime]");
    let component = Entry::stored("plugin.wasm", "");
    assert_eq!(code(&zip(&[Entry::stored("mspf.toml", &logo), component.clone()])), "package.missing_file");
    let folder = Entry::stored("mspf.toml", format!("{MANIFEST}[static]\n"));
    assert_eq!(code(&zip(&[folder.clone(), component.clone()])), "package.missing_file");
    assert_eq!(paths(&zip(&[folder, component, Entry::stored("static/a.css", "")])).len(), 3);
}

#[test]
fn the_module_that_python_starts_with_must_be_there() {
    let python = |app: &str| {
        let manifest =
            MANIFEST.replace("component\"\nsource = \"plugin.wasm", &format!("python\"\napp = \"{app}"));
        Entry::stored("mspf.toml", manifest)
    };
    let module = Entry::stored("app.py", "");
    let package = Entry::stored("site/wsgi/__init__.py", "");
    assert_eq!(paths(&zip(&[python("app:app"), module.clone()])).len(), 2);
    assert_eq!(paths(&zip(&[python("site.wsgi:application"), package.clone()])).len(), 2);
    assert_eq!(code(&zip(&[python("app:app"), package.clone()])), "package.missing_module");
    assert_eq!(code(&zip(&[python("wsgi:application"), module, package])), "package.missing_module");
}

#[test]
fn what_python_or_the_platform_makes_anew_is_left_out() {
    let archive = zip(&[
        manifest(),
        Entry::stored("plugin.wasm", "wasm"),
        Entry::stored("__pycache__/app.cpython-314.pyc", "x"),
        Entry::stored("a/__pycache__/b/c.pyc", "x"),
        Entry::stored("a/__pycache__.py", "kept"),
        Entry::stored(".mspf/site-packages/django/__init__.py", "forged"),
        Entry::stored("a/.mspf", "kept"),
    ]);
    assert_eq!(paths(&archive), ["a/.mspf", "a/__pycache__.py", "mspf.toml", "plugin.wasm"]);
    let archive = zip(&[manifest(), Entry::stored("plugin.wasm", ""), Entry::stored(".MSPF", "forged")]);
    assert_eq!(paths(&archive), ["mspf.toml", "plugin.wasm"]);
}

#[test]
fn static_files_alone_make_a_plugin() {
    let text =
        MANIFEST.replace("component\"\nsource = \"plugin.wasm", "static") + "[static]\nmount = \"/\"\n";
    let manifest = Entry::stored("mspf.toml", text);
    assert_eq!(code(&zip(std::slice::from_ref(&manifest))), "package.missing_file");
    assert_eq!(paths(&zip(&[manifest, Entry::stored("static/index.html", "")])).len(), 2);
}

#[test]
fn writing_is_deterministic_and_readable() {
    let one = files(&[("plugin.wasm", "wasm"), ("static/你好.txt", "hello"), ("mspf.toml", MANIFEST)]);
    let mut two = one.clone();
    two.reverse();
    let archive = write_package(one).unwrap();
    assert_eq!(archive, write_package(two).unwrap());
    assert_eq!(paths(&archive), ["mspf.toml", "plugin.wasm", "static/你好.txt"]);
    let files = read(&archive).unwrap().into_package().files;
    assert_eq!(files[1].size, 4);
    // The SHA-256 of `wasm`, so that other languages can check what they get.
    assert_eq!(files[1].sha256, "336154bf67f765f8f75d16a0accee61b5ee5f6a75b2a2905703df913bd550f3e");
}

#[test]
fn what_could_not_be_read_is_not_written() {
    for (path, code) in
        [("../a", "package.path_traversal"), ("a\\b", "package.path_characters"), ("", "package.path_empty")]
    {
        assert_eq!(write_package(files(&[(path, "")])).unwrap_err().code(), code);
    }
    assert_eq!(write_package(files(&[("a", "1"), ("a", "2")])).unwrap_err().code(), "package.duplicate_name");
    assert_eq!(write_package(files(&[("a", "1"), ("A", "2")])).unwrap_err().code(), "package.duplicate_name");
    assert_eq!(write_package([("a".to_owned(), vec![0; 4 << 20])]).unwrap_err().code(), "package.zip_bomb");
}

#[test]
fn archives_that_were_written_to_a_pipe_are_read() {
    let options = zip::write::SimpleFileOptions::default();
    let mut writer = zip::ZipWriter::new_stream(Vec::new());
    for (path, text) in [("mspf.toml", MANIFEST), ("plugin.wasm", "wasm")] {
        writer.start_file(path, options).unwrap();
        writer.write_all(text.as_bytes()).unwrap();
    }
    let archive = writer.finish().unwrap().into_inner();
    let package = Package::read(Cursor::new(archive), &ReadLimits::default()).unwrap();
    assert_eq!(package.package().files.len(), 2);
}
