//! Django projects without a manifest: recognised by `manage.py`, which is never run.

use mspf_package::manifest::{Framework, RuntimeKind};
use mspf_package::{Manifest, Origin, Package};

use crate::raw_zip::{Entry, zip};
use crate::support::read;

/// As `django-admin startproject mysite` writes it.
const MANAGE: &str = r#"#!/usr/bin/env python
"""Django's command-line utility for administrative tasks."""
import os
import sys


def main():
    """Run administrative tasks."""
    os.environ.setdefault('DJANGO_SETTINGS_MODULE', 'mysite.settings')
    try:
        from django.core.management import execute_from_command_line
    except ImportError as exc:
        raise ImportError("Couldn't import Django.") from exc
    execute_from_command_line(sys.argv)


if __name__ == '__main__':
    main()
"#;
const MODULES: [&str; 5] = ["__init__.py", "asgi.py", "settings.py", "urls.py", "wsgi.py"];

/// A project with this `manage.py`, its files below `prefix`, and more of them.
fn project(prefix: &str, manage: &str, more: &[&str]) -> Vec<u8> {
    let modules = MODULES.map(|module| format!("mysite/{module}"));
    let more = more.iter().map(|path| (*path).to_owned());
    let files = modules.into_iter().chain(more).map(|path| Entry::stored(format!("{prefix}{path}"), "x"));
    let mut entries = vec![Entry::deflated(format!("{prefix}manage.py"), manage)];
    entries.extend(files);
    zip(&entries)
}

fn package(archive: &[u8]) -> Package {
    read(archive).unwrap_or_else(|error| panic!("{error}")).into_package()
}

fn paths(archive: &[u8]) -> Vec<String> {
    package(archive).files.into_iter().map(|file| file.path).collect()
}

/// The code and the message of a refusal.
fn refused(archive: &[u8]) -> (&'static str, String) {
    let error = read(archive).err().unwrap();
    (error.code(), error.to_string())
}

/// A `manage.py` with this line in it.
fn line(line: &str) -> String {
    format!("import os\n\n\ndef main():\n    {line}\n")
}

#[test]
fn a_stock_project_gets_a_manifest() {
    for prefix in ["", "mysite/"] {
        let archive = project(prefix, MANAGE, &["static/site.css"]);
        let mut reader = read(&archive).unwrap();
        let package = reader.package().clone();
        assert_eq!(package.origin, Origin::DjangoProject { package: "mysite".to_owned() });
        let Manifest { plugin, runtime, static_files, .. } = &package.manifest;
        assert_eq!((plugin.name.as_str(), plugin.version.to_string().as_str()), ("mysite", "1.0.0"));
        assert_eq!((runtime.kind, runtime.framework), (RuntimeKind::Python, Some(Framework::Django)));
        assert_eq!(runtime.app.as_deref(), Some("mysite.wsgi:application"));
        let files = static_files.as_ref().unwrap();
        assert_eq!((files.dir.as_str(), files.mount.as_str()), ("static", "/static"));
        let text = reader.bytes("mspf.toml").unwrap();
        assert_eq!(Manifest::from_bytes(&text).unwrap(), package.manifest);
        assert_eq!(reader.bytes("manage.py").unwrap(), MANAGE.as_bytes());
    }
    assert_eq!(package(&project("", MANAGE, &[])).manifest.static_files, None);
}

#[test]
fn it_is_called_like_the_folder_around_it() {
    for (folder, name) in [
        ("My Site-main/", "my-site-main"),
        ("2024_blog/", "blog"),
        // Nothing of it can be in an address.
        ("我的网站/", "mysite"),
        ("2024/", "mysite"),
    ] {
        assert_eq!(package(&project(folder, MANAGE, &[])).manifest.plugin.name, name, "{folder}");
    }
    let nameless = line("os.environ.setdefault('DJANGO_SETTINGS_MODULE', '__.settings')");
    let files = ["__/settings.py", "__/urls.py", "__/wsgi.py"];
    assert_eq!(package(&project("", &nameless, &files)).manifest.plugin.name, "django-project");
}

#[test]
fn what_tools_and_databases_leave_behind_stays_out() {
    let rubbish = [
        "db.sqlite3",
        "db.sqlite3-journal",
        ".git/config",
        "venv/bin/python",
        "polls/node_modules/a.js",
        ".venv/pyvenv.cfg",
        "mysite/__pycache__/urls.pyc",
    ];
    let kept = ["polls/db.sqlite3.md", "polls/views.py", "README.md", "requirements.txt"];
    let all = [rubbish.as_slice(), &kept].concat();
    let mut expected: Vec<String> = kept.map(str::to_owned).to_vec();
    expected.extend(MODULES.map(|module| format!("mysite/{module}")));
    expected.extend(["manage.py".to_owned(), "mspf.toml".to_owned()]);
    expected.sort();
    assert_eq!(paths(&project("site/", MANAGE, &all)), expected);

    // Left out is not unread: what hides in there is refused like everything else.
    let damaged = Entry::stored("db.sqlite3", "x").both(|header| header.checksum ^= 1);
    let mut entries = vec![Entry::stored("manage.py", MANAGE), damaged];
    entries.extend(MODULES.map(|module| Entry::stored(format!("mysite/{module}"), "")));
    assert_eq!(refused(&zip(&entries)).0, "package.checksum_mismatch");
    assert_eq!(refused(&project("", MANAGE, &[".env"])).0, "package.secret_file");
}

#[test]
fn settings_are_named_in_text() {
    for manage in [
        line("os.environ.setdefault(\"DJANGO_SETTINGS_MODULE\", \"mysite.settings\")"),
        line("os.environ.setdefault(\n        'DJANGO_SETTINGS_MODULE' , 'mysite.settings'\n    )"),
        line("os.environ.setdefault('DJANGO_SETTINGS_MODULE','mysite.settings')  # 'other.settings'"),
        line("# setdefault('DJANGO_SETTINGS_MODULE', 'other.settings')\n") + MANAGE,
        line("'''\nsetdefault('DJANGO_SETTINGS_MODULE', 'other.settings')\n'''\n") + MANAGE,
        format!("{MANAGE}{MANAGE}"),
        MANAGE.replace('\n', "\r\n"),
    ] {
        let origin = package(&project("", &manage, &[])).origin;
        assert_eq!(origin, Origin::DjangoProject { package: "mysite".to_owned() }, "{manage}");
    }
}

#[test]
fn settings_that_text_does_not_tell() {
    let set = |value: &str| line(&format!("os.environ.setdefault('DJANGO_SETTINGS_MODULE', {value})"));
    let long = format!("'{}.settings'", "a".repeat(64));
    for (manage, told) in [
        (String::new(), "setdefault"),
        (set("NAME"), "setdefault"),
        (set("__import__('os').environ['A']"), "setdefault"),
        (set("'mysite.settings"), "setdefault"),
        (set("''"), "one package"),
        (set("'.settings'"), "one package"),
        (set("'settings'"), "`settings`"),
        (set("'mysite.settings.local'"), "`mysite.settings.local`"),
        (set("'a.b.settings'"), "`a.b.settings`"),
        (set("'../../etc.settings'"), "`../../etc.settings`"),
        (set("'my\\nsite.settings'"), "one package"),
        (set("'网站.settings'"), "one package"),
        (set(&long), "one package"),
        (set("'other.settings'"), "no `other/settings.py`"),
        (set("'mysite.settings'") + &set("'other.settings'"), "more than one"),
        (format!("{MANAGE}# {}", "x".repeat(70_000)), "64 KiB"),
    ] {
        let (code, message) = refused(&project("", &manage, &[]));
        assert_eq!(code, "package.django_project", "{manage}");
        assert!(message.contains(told) && message.contains("mspf.toml"), "{told}: {message}");
    }
    let not_text = zip(&[Entry::stored("manage.py", b"\xff\xfe")]);
    assert!(refused(&not_text).1.contains("UTF-8"));
}

#[test]
fn a_module_that_is_missing_is_named() {
    for missing in ["settings.py", "urls.py", "wsgi.py"] {
        let mut entries = vec![Entry::stored("manage.py", MANAGE)];
        let modules = MODULES.into_iter().filter(|module| *module != missing);
        entries.extend(modules.map(|module| Entry::stored(format!("mysite/{module}"), "")));
        let (code, message) = refused(&zip(&entries));
        assert_eq!(code, "package.django_project");
        assert!(message.contains(&format!("no `mysite/{missing}`")), "{message}");
    }
}

#[test]
fn a_manifest_is_believed_before_the_project() {
    let manifest = "manifest_version = 1\n[plugin]\nname = \"own\"\nversion = \"3.0.0\"\n[runtime]\n\
                    kind = \"python\"\nframework = \"django\"\napp = \"mysite.wsgi:application\"\n";
    let mut entries = vec![Entry::stored("a/mspf.toml", manifest), Entry::stored("a/manage.py", "nonsense")];
    entries.extend(["wsgi.py", "db.sqlite3"].map(|module| Entry::stored(format!("a/mysite/{module}"), "")));
    let package = package(&zip(&entries));
    assert_eq!((package.origin, package.manifest.plugin.name.as_str()), (Origin::Manifest, "own"));
    assert_eq!(package.files.len(), 4, "its author says what is in it");
}

#[test]
fn no_file_can_take_the_place_of_the_manifest() {
    for name in ["MSPF.toml", "Mspf.Toml/a"] {
        assert_eq!(refused(&project("", MANAGE, &[name])).0, "package.duplicate_name", "{name}");
    }
}

#[test]
fn projects_that_lie_too_deep_or_beside_others_are_none() {
    let beside = zip(&[Entry::stored("a/manage.py", MANAGE), Entry::stored("b/README.md", "")]);
    for archive in [project("work/site/", MANAGE, &[]), beside] {
        let (code, message) = refused(&archive);
        assert_eq!(code, "package.no_manifest");
        assert!(message.contains("manage.py"), "{message}");
    }
}
