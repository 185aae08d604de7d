//! Settings: flags, environment, file, default, in that order; mistakes are named.

use crate::{assert_run, harness::Sandbox};

#[test]
fn every_setting_is_shown_with_its_origin() {
    let sandbox = Sandbox::new().with("MSPF_LISTEN", "127.0.0.1:7001").with("MSPF_DRAIN_TIMEOUT", "5s");
    sandbox.write(
        "mspf.server.toml",
        "drain_timeout = \"10s\"\nbuild_workers = 2\ntrusted_proxies = [\"10.0.0.0/8\"]\n",
    );
    assert_run!(sandbox.run(&["config", "check", "--role", "control", "--data-dir", "/srv/mspf"]));
}

#[test]
fn a_flag_wins_over_the_environment_and_that_over_the_file() {
    let sandbox = Sandbox::new().with("MSPF_CACHE_MB", "2").with("MSPF_BUILD_WORKERS", "2");
    sandbox.write("mspf.server.toml", "cache_mb = 1\nbuild_workers = 1\nprogram_memory_mb = 1\n");
    let run = sandbox.run(&["config", "check", "--json", "--cache-mb", "3"]).done();
    let rows: Vec<serde_json::Value> = serde_json::from_str(&run.stdout).unwrap();
    let row = |name: &str| {
        let row = rows.iter().find(|row| row["name"] == name).unwrap();
        (row["value"].as_str().unwrap().to_owned(), row["from"].as_str().unwrap().to_owned())
    };
    assert_eq!(row("cache_mb"), ("3".to_owned(), "flag".to_owned()));
    assert_eq!(row("build_workers"), ("2".to_owned(), "environment, MSPF_BUILD_WORKERS".to_owned()));
    assert_eq!(row("program_memory_mb"), ("1".to_owned(), "file, mspf.server.toml".to_owned()));
    assert_eq!(row("log"), ("info".to_owned(), "default".to_owned()));
}

#[test]
fn secrets_are_not_shown() {
    let sandbox = Sandbox::new()
        .with("MSPF_DATABASE_URL", "postgres://mspf:hunter2@db/mspf")
        .with("MSPF_S3_SECRET_KEY", "hunter3")
        .with("MSPF_SEAL_KEY", "hunter4");
    for arguments in [&["config", "check"][..], &["config", "check", "--json"]] {
        let run = sandbox.run(arguments).done();
        assert!(run.stdout.contains("postgres://mspf:hidden@db/mspf"), "{run}");
        assert!(!run.stdout.contains("hunter"), "{run}");
    }
}

#[test]
fn an_unknown_key_is_refused_with_a_suggestion() {
    let sandbox = Sandbox::new();
    sandbox.write("mspf.server.toml", "drain_timout = \"10s\"\nlisten = [1]\ncolour = \"blue\"\n");
    assert_run!(sandbox.run(&["config", "check"]));
}

#[test]
fn every_wrong_value_is_named_at_once() {
    let sandbox =
        Sandbox::new().with("MSPF_LISTEN", "8899").with("MSPF_TRUSTED_PROXIES", "10.0.0.0/8,router");
    let arguments = ["config", "check", "--role", "queen", "--drain-timeout", "soon", "--json"];
    let mut run = sandbox.run(&arguments);
    run.stdout.clear();
    assert_run!(run);
}

#[test]
fn an_unknown_variable_is_only_warned_about() {
    let sandbox = Sandbox::new().with("MSPF_SERVICE_HOST", "10.0.0.1").with("MSPF_DATABSE_URL", "sqlite://x");
    let mut run = sandbox.run(&["config", "check"]).done();
    run.stdout.clear();
    assert_run!(run);
}

#[test]
fn a_file_that_is_named_must_exist() {
    assert_run!(Sandbox::new().run(&["config", "check", "--config", "nowhere.toml"]));
}

#[test]
fn the_operators_guide_lists_every_setting() {
    let run = Sandbox::new().run(&["config", "check", "--json"]).done();
    let rows: Vec<serde_json::Value> = serde_json::from_str(&run.stdout).unwrap();
    for guide in ["docs/operators.md", "docs/zh-CN/operators.md"] {
        let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(guide);
        let text = std::fs::read_to_string(&path).unwrap();
        for row in &rows {
            let name = row["name"].as_str().unwrap();
            assert!(text.contains(&format!("| `{name}` |")), "{guide} says nothing about {name}");
        }
    }
}
