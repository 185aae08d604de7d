//! The whole way of a plugin: a fresh server, the first administrator, a new plugin, its address, its next version, and
//! back again under load; and what a crash in the middle of it leaves behind.

use std::{
    sync::atomic::{AtomicBool, AtomicUsize, Ordering::Relaxed},
    time::{Duration, Instant},
};

use reqwest::blocking::Client;
use serde_json::{Value, json};

use crate::harness::{Sandbox, Server};

pub(crate) const PASSWORD: &str = "correct horse battery staple";
/// Threads that call the plugin while it is changed under them.
const CALLERS: usize = 4;

/// Makes the first administrator with the link that the server printed, and signs the sandbox's author in.
pub(crate) fn set_up(sandbox: &Sandbox, server: &Server) {
    let link = server.setup_link.as_deref().expect("a fresh server prints a set-up link");
    let token = link.split_once('#').unwrap().1;
    let administrator =
        json!({ "token": token, "username": "ada", "email": "ada@example.org", "password": PASSWORD });
    let setup = server.url("/api/v1/auth/setup");
    let made = Client::new().post(&setup).json(&administrator).send().unwrap();
    assert_eq!(made.status(), 201, "{}", made.text().unwrap());
    // It works once.
    assert_eq!(Client::new().post(&setup).json(&administrator).send().unwrap().status(), 403);
    let arguments = ["login", &server.address, "--user", "ada", "--password-stdin"];
    sandbox.run_with_input("", &arguments, PASSWORD).done();
}

/// The token that the author's sign-in has saved.
pub(crate) fn token(sandbox: &Sandbox, server: &Server) -> String {
    let saved = std::fs::read_to_string(sandbox.path(".config/mspf/credentials.toml")).unwrap();
    let saved: toml::Table = saved.parse().unwrap();
    let login = &saved["servers"][&format!("{}/", server.address)];
    login["token"].as_str().unwrap().to_owned()
}

/// Sets the version in the manifest, and has the plugin answer with it.
fn write_version(sandbox: &Sandbox, version: &str) {
    let replace = |path: &str, pattern: &str, replacement: &str| {
        let path = sandbox.path(path);
        let text = std::fs::read_to_string(&path).unwrap();
        let line = text.lines().find(|line| line.starts_with(pattern)).unwrap().to_owned();
        std::fs::write(&path, text.replacen(&line, replacement, 1)).unwrap();
    };
    replace("demo/mspf.toml", "version = ", &format!("version = \"{version}\""));
}

#[test]
fn from_a_fresh_server_to_a_rollback_under_load() {
    let sandbox = Sandbox::new();
    let mut server = sandbox.serve(&[]);
    set_up(&sandbox, &server);
    sandbox.run(&["new", "demo"]).done();
    write_version(&sandbox, "1.0.0");
    sandbox.run_in("demo", &["build"]).done();
    assert!(sandbox.run_in("demo", &["inspect"]).done().stdout.contains("wasi:http"));
    let published: Value =
        serde_json::from_str(&sandbox.run_in("demo", &["publish", "--json"]).done().stdout).unwrap();
    let address = published["address"].as_str().unwrap().to_owned();
    let first = reqwest::blocking::get(&address).unwrap();
    assert_eq!(first.status(), 200);

    let (stop, calls) = (AtomicBool::new(false), AtomicUsize::new(0));
    std::thread::scope(|scope| {
        for _ in 0..CALLERS {
            scope.spawn(|| {
                let client = Client::new();
                while !stop.load(Relaxed) {
                    let answer = client.get(&address).send().unwrap();
                    assert_eq!(answer.status(), 200, "{}", answer.text().unwrap());
                    answer.text().unwrap();
                    calls.fetch_add(1, Relaxed);
                }
            });
        }
        let wait_for_calls = || {
            let (before, deadline) = (calls.load(Relaxed), Instant::now() + Duration::from_secs(30));
            while calls.load(Relaxed) < before + 20 && Instant::now() < deadline {
                std::thread::sleep(Duration::from_millis(5));
            }
        };
        wait_for_calls();
        write_version(&sandbox, "1.1.0");
        let published = sandbox.run_in("demo", &["publish", "--changelog", "faster"]).done();
        assert!(published.stdout.contains("published 1.1.0 at "), "{published}");
        let versions = sandbox.run_in("demo", &["versions"]).done();
        assert!(versions.stdout.contains("1.1.0    ready, released"), "{versions}");
        wait_for_calls();
        let back = sandbox.run_in("demo", &["rollback"]).done();
        assert!(back.stdout.contains("released 1.0.0 at "), "{back}");
        wait_for_calls();
        let again = sandbox.run_in("demo", &["release", "1.1.0"]).done();
        assert!(again.stdout.contains("released 1.1.0 at "), "{again}");
        wait_for_calls();
        stop.store(true, Relaxed);
    });
    assert!(calls.load(Relaxed) >= 80);

    // Versions never change.
    let twice = sandbox.run_in("demo", &["publish"]);
    assert_eq!(twice.code, Some(4), "{twice}");
    assert!(twice.stderr.contains("version.exists"), "{twice}");
    // What was counted is there after a restart.
    assert_eq!(server.terminate(), Some(0));
    let server = sandbox.serve_at(server.port(), &[]);
    assert_eq!(server.setup_link, None, "there is an administrator");
    assert_eq!(reqwest::blocking::get(&address).unwrap().status(), 200);
}
