//! Plugins of version 1: recognised by their files, named by what `apps.py` says, never run to find out.

use mspf_package::manifest::{Framework, RuntimeKind};
use mspf_package::{Manifest, Origin, PackageError};

use crate::raw_zip::{Entry, zip};
use crate::support::read;

const ID: &str = "SP_1425715742418018304";
/// As version 1 writes it.
const APPS: &str = "from django.apps import AppConfig

# This file is used to configure current App's conf.

class SP_1425715742418018304Config(AppConfig):
    default_auto_field = 'django.db.models.BigAutoField'
    name = 'plugins.SP_1425715742418018304'
";
const FILES: [&str; 8] = [
    "__init__.py",
    "admin.py",
    "migrations/__init__.py",
    "models.py",
    "plugin.conf",
    "static/my.css",
    "templates/home.html",
    "tests.py",
];

/// A plugin of version 1 with this `apps.py`, its files below `prefix`.
fn plugin(prefix: &str, apps: &str) -> Vec<u8> {
    let mut entries = vec![
        Entry::deflated(format!("{prefix}apps.py"), apps),
        Entry::deflated(format!("{prefix}urls.py"), "urlpatterns = []\n"),
        Entry::deflated(format!("{prefix}views.py"), ""),
        Entry::stored(format!("{prefix}__pycache__/views.cpython-39.pyc"), "x"),
        Entry::stored(format!("{prefix}.DS_Store"), "x"),
    ];
    entries.extend(FILES.iter().map(|path| Entry::stored(format!("{prefix}{path}"), "")));
    zip(&entries)
}

fn error(archive: &[u8]) -> PackageError {
    read(archive).err().unwrap()
}

/// An `apps.py` whose class has these lines.
fn class(lines: &str) -> String {
    format!("class A(AppConfig):\n{lines}\n")
}

#[test]
fn it_gets_a_manifest_of_its_own() {
    for prefix in ["", "SP_1425715742418018304/"] {
        let archive = plugin(prefix, APPS);
        let mut reader = read(&archive).unwrap();
        let package = reader.package().clone();
        assert_eq!(package.origin, Origin::Version1 { id: ID.to_owned() });
        let runtime = &package.manifest.runtime;
        assert_eq!((runtime.kind, runtime.framework), (RuntimeKind::Python, Some(Framework::DjangoApp)));
        assert_eq!(runtime.app.as_deref(), Some(ID));
        assert_eq!(package.manifest.plugin.name, "sp-1425715742418018304");
        assert_eq!(package.manifest.plugin.title.as_deref(), Some(ID));
        let files = package.manifest.static_files.as_ref().unwrap();
        assert_eq!((files.dir.as_str(), files.mount.as_str()), ("static", "/static"));
        let mut paths: Vec<_> = package.files.iter().map(|file| file.path.as_str()).collect();
        assert!(
            paths.is_sorted() && paths.contains(&"mspf.toml") && paths.contains(&"views.py"),
            "{paths:?}"
        );
        paths.retain(|path| path.contains("cache") || path.contains("Store"));
        assert!(paths.is_empty(), "{paths:?}");
        let text = reader.bytes("mspf.toml").unwrap();
        assert_eq!(Manifest::parse(std::str::from_utf8(&text).unwrap()).unwrap(), package.manifest);
        assert_eq!(package.file("mspf.toml").unwrap().size, text.len() as u64);
        assert_eq!(reader.bytes("apps.py").unwrap(), APPS.as_bytes());
    }
}

#[test]
fn without_a_static_folder_nothing_is_served() {
    let archive = zip(&[Entry::stored("apps.py", APPS), Entry::stored("urls.py", "")]);
    assert_eq!(read(&archive).unwrap().package().manifest.static_files, None);
}

#[test]
fn a_manifest_is_believed_before_the_layout() {
    let manifest = crate::support::manifest();
    let archive = zip(&[
        manifest,
        Entry::stored("plugin.wasm", ""),
        Entry::stored("apps.py", APPS),
        Entry::stored("urls.py", ""),
    ]);
    let package = read(&archive).unwrap().into_package();
    assert_eq!((package.origin, package.manifest.runtime.kind), (Origin::Manifest, RuntimeKind::Component));
}

#[test]
fn names_are_read_as_text() {
    for (lines, name) in [
        ("    name = \"plugins.Notes\"  # the name", "Notes"),
        ("\tname='plugins.SP_000000000000A4M0'", "SP_000000000000A4M0"),
        (
            "    \"\"\"name = 'plugins.other'\n    name = 'plugins.other'\n    \"\"\"\n    name = 'plugins.a'",
            "a",
        ),
        ("    '''One line.'''\n    name = 'plugins.a'\n    verbose_name = 'plugins.b'", "a"),
        ("    # name = 'plugins.b'\n    name = 'plugins.a'\n    name = 'plugins.a'", "a"),
        ("    name = 'plugins.a'\r", "a"),
    ] {
        let archive = plugin("", &class(lines));
        let origin = read(&archive).unwrap_or_else(|error| panic!("{lines}: {error}")).into_package().origin;
        assert_eq!(origin, Origin::Version1 { id: name.to_owned() }, "{lines}");
    }
}

#[test]
fn names_that_text_does_not_tell() {
    let long = format!("    name = 'plugins.{}'", "a".repeat(64));
    for lines in [
        "    pass",
        "    name = 'polls'",
        "    name = 'plugins.'",
        "    name = 'plugins.../../etc'",
        "    name = 'plugins.a.b'",
        "    name = 'plugins.a\\x00'",
        "    name = 'plugins.演示'",
        "    name = 'plugins.1a'",
        "    name = 'plugins.' + 'a'",
        "    name = f'plugins.a' + x",
        "    name = __import__('os').system('x')",
        "    name = 'plugins.a'\n    name = 'plugins.b'",
        "    '''\n    name = 'plugins.a'\n    '''",
        "name = 'plugins.a'",
        "    name = 'plugins.a",
        "    name = '",
        "    name =",
        "    name",
        &long,
    ] {
        assert_eq!(error(&plugin("", &class(lines))).code(), "package.version1_name", "{lines}");
    }
    let large = format!("{APPS}# {}", "x".repeat(70_000));
    assert_eq!(error(&plugin("", &large)).code(), "package.version1_name");
    let not_text = zip(&[Entry::stored("apps.py", b"\xff\xfe"), Entry::stored("urls.py", "")]);
    assert_eq!(error(&not_text).code(), "package.version1_name");
}

#[test]
fn the_folder_has_the_name_of_the_plugin() {
    let refused = error(&plugin("SP_1 (2)/", APPS));
    assert_eq!(refused.code(), "package.version1_folder");
    let message = refused.to_string();
    assert!(message.contains("`SP_1 (2)`") && message.contains(ID), "{message}");
}

#[test]
fn what_is_neither_says_what_was_looked_for() {
    let without_urls = zip(&[Entry::stored("apps.py", APPS), Entry::stored("views.py", "")]);
    let apart = zip(&[Entry::stored("apps.py", APPS), Entry::stored("a/urls.py", "")]);
    let two_folders = zip(&[Entry::stored("a/apps.py", APPS), Entry::stored("b/urls.py", "")]);
    let too_deep = zip(&[Entry::stored("plugins/a/apps.py", APPS), Entry::stored("plugins/a/urls.py", "")]);
    for archive in [without_urls, apart, two_folders, too_deep] {
        let refused = error(&archive);
        assert_eq!(refused.code(), "package.no_manifest");
        let message = refused.to_string();
        let layouts = ["mspf.toml", "manage.py", "apps.py", "urls.py"];
        assert!(layouts.iter().all(|it| message.contains(it)), "{message}");
    }
}

#[test]
fn no_file_can_take_the_place_of_the_manifest() {
    for name in ["MSPF.toml", "ｍspf.toml", "Mspf.Toml/a"] {
        let archive = zip(&[
            Entry::stored("apps.py", APPS),
            Entry::stored("urls.py", ""),
            Entry::stored(name, "manifest_version = 1"),
        ]);
        assert_eq!(error(&archive).code(), "package.duplicate_name", "{name}");
    }
}

#[test]
fn the_rules_for_archives_hold_as_well() {
    let secret =
        zip(&[Entry::stored("apps.py", APPS), Entry::stored("urls.py", ""), Entry::stored(".env", "A=1")]);
    assert_eq!(error(&secret).code(), "package.secret_file");
    let damaged = Entry::stored("__pycache__/a.pyc", "x").both(|header| header.checksum ^= 1);
    let archive = zip(&[Entry::stored("apps.py", APPS), Entry::stored("urls.py", ""), damaged]);
    assert_eq!(error(&archive).code(), "package.checksum_mismatch");
}
