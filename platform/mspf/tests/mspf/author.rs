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
