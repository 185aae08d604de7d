//! The authors' verbs as far as they need no server: what they print, and how they refuse.

use crate::{assert_run, harness::Sandbox};

#[test]
fn help_names_every_verb() {
    assert_run!(Sandbox::new().run(&["--help"]));
}

#[test]
fn every_verb_explains_itself() {
    let sandbox = Sandbox::new();
    for verb in [
        "new", "build", "dev", "inspect", "login", "publish", "versions", "release", "rollback", "logs",
        "top",
    ] {
        let run = sandbox.run(&[verb, "--help"]).done();
        insta::with_settings!({ omit_expression => true, snapshot_suffix => verb }, {
            insta::assert_snapshot!(run);
        });
    }
}

#[test]
fn completions_are_made_for_every_shell() {
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let run = Sandbox::new().run(&["completions", shell]).done();
        assert!(run.stdout.contains("rollback"), "{run}");
    }
}

#[test]
fn a_new_plugin_is_made_from_a_template() {
    let sandbox = Sandbox::new();
    assert_run!(sandbox.run(&["new", "demo"]));
    assert!(sandbox.path("demo/mspf.toml").is_file());
    assert!(sandbox.path("demo/src/lib.rs").is_file());
    assert!(sandbox.path("demo/.gitignore").is_file());
}

#[test]
fn plugins_without_code_to_compile_are_packed_as_they_are() {
    let sandbox = Sandbox::new();
    for template in ["django", "flask", "wsgi", "static"] {
        sandbox.run(&["new", template, "--template", template]).done();
        assert!(sandbox.path(&format!("{template}/.mspf/mspf.schema.json")).is_file(), "{template}");
        sandbox.run_in(template, &["build"]).done();
    }
    assert_run!(sandbox.run(&["inspect", "django/dist/django-0.1.0.zip"]));
    assert_run!(sandbox.run(&["inspect", "static/dist/static-0.1.0.zip"]));
}

#[test]
fn what_lies_beside_python_source_stays_at_home() {
    let sandbox = Sandbox::new();
    sandbox.run(&["new", "demo", "--template", "wsgi"]).done();
    sandbox.write("demo/.gitignore", "*.sqlite3\n");
    sandbox.write("demo/.mspfignore", "/notes/\n");
    for path in [
        ".env",
        ".git/config",
        ".venv/lib/a.py",
        "__pycache__/app.pyc",
        "lib/__pycache__/a.pyc",
        "lib/data.sqlite3",
        "node_modules/a/index.js",
        "notes/plan.txt",
        "dist/old.zip",
    ] {
        sandbox.write(&format!("demo/{path}"), "x");
    }
    for path in ["lib/__init__.py", "lib/dist/a.txt", "requirements.txt"] {
        sandbox.write(&format!("demo/{path}"), "");
    }
    sandbox.run_in("demo", &["build"]).done();
    let run = sandbox.run(&["inspect", "demo/dist/demo-0.1.0.zip", "--json"]).done();
    let found: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    let paths: Vec<&str> =
        found["files"].as_array().unwrap().iter().map(|file| file["path"].as_str().unwrap()).collect();
    assert_eq!(
        paths,
        ["README.md", "app.py", "lib/__init__.py", "lib/dist/a.txt", "mspf.toml", "requirements.txt"]
    );
}

#[test]
#[cfg(unix)]
fn a_link_is_not_followed_out_of_the_plugin() {
    let sandbox = Sandbox::new();
    sandbox.run(&["new", "demo", "--template", "wsgi"]).done();
    sandbox.write("secret.txt", "secret");
    std::os::unix::fs::symlink(sandbox.path("secret.txt"), sandbox.path("demo/data.txt")).unwrap();
    assert_run!(sandbox.run_in("demo", &["build"]));
    sandbox.write("demo/.mspfignore", "data.txt\n");
    sandbox.run_in("demo", &["build"]).done();
}

#[test]
fn a_module_that_is_not_there_is_named() {
    let sandbox = Sandbox::new();
    sandbox.run(&["new", "demo", "--template", "flask"]).done();
    std::fs::rename(sandbox.path("demo/app.py"), sandbox.path("demo/main.py")).unwrap();
    assert_run!(sandbox.run_in("demo", &["build"]));
}

#[test]
fn nothing_is_overwritten() {
    let sandbox = Sandbox::new();
    sandbox.write("demo/thesis.txt", "years of work");
    assert_run!(sandbox.run(&["new", "demo"]));
    assert!(!sandbox.path("demo/mspf.toml").exists());
}

#[test]
fn a_name_that_no_plugin_can_have_is_refused() {
    assert_run!(Sandbox::new().run(&["new", "Über Plugin"]));
}

#[test]
fn a_folder_without_a_manifest_is_no_plugin() {
    assert_run!(Sandbox::new().run(&["build"]));
}

#[test]
fn mistakes_in_a_manifest_are_listed() {
    let sandbox = Sandbox::new();
    sandbox.write("mspf.toml", "manifest_version = 1\n[plugin]\nname = \"Demo\"\nversion = \"1.0.0\"\nprice = 5\n[runtime]\nkind = \"component\"\nsource = \"../x.wasm\"\n");
    assert_run!(sandbox.run(&["build"]));
}

#[test]
fn a_build_that_makes_no_component_is_named() {
    let sandbox = Sandbox::new();
    sandbox.run(&["new", "demo", "--template", "component"]).done();
    assert_run!(sandbox.run_in("demo", &["build"]));
}

#[test]
fn what_is_no_package_is_refused() {
    let sandbox = Sandbox::new();
    sandbox.write("notes.txt", "no package at all");
    sandbox.write("core.wasm", b"\0asm\x01\0\0\0");
    assert_run!(sandbox.run(&["inspect", "notes.txt"]));
    assert_run!(sandbox.run(&["inspect", "core.wasm"]));
    assert_run!(sandbox.run(&["inspect", "missing.zip"]));
}

#[test]
fn who_is_not_signed_in_is_told_how() {
    let sandbox = Sandbox::new();
    assert_run!(sandbox.run(&["versions", "--plugin", "ada/demo"]));
    assert_run!(sandbox.run(&["versions", "--plugin", "ada/demo", "--server", "http://127.0.0.1:1"]));
}

#[test]
fn a_server_that_does_not_answer_is_named() {
    let sandbox = Sandbox::new();
    let arguments = ["logs", "--plugin", "ada/demo", "--server", "127.0.0.1:1", "--token", "mspf_x"];
    assert_run!(sandbox.run(&arguments));
    assert_run!(sandbox.run(&["top", "127.0.0.1:1"]));
}

#[test]
fn damaged_credentials_are_reported_not_overwritten() {
    let sandbox = Sandbox::new();
    sandbox.write(".config/mspf/credentials.toml", "servers = 7");
    assert_run!(sandbox.run(&["versions", "--plugin", "ada/demo"]));
}
