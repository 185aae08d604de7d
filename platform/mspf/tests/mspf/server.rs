//! What a server does when it starts, and what its admin port tells.

use std::os::unix::fs::PermissionsExt;

use crate::{assert_run, harness::Sandbox};

#[test]
fn a_fresh_server_needs_nothing_and_keeps_its_secrets_to_itself() {
    let sandbox = Sandbox::new();
    let server = sandbox.serve(&[]);
    assert!(server.setup_link.is_some(), "no set-up link while there is no administrator");
    for kept in ["data/seal.key", "data/node.name"] {
        let mode = std::fs::metadata(sandbox.path(kept)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{kept}");
    }
    assert!(sandbox.path("data/mspf.db").is_file());
}

#[test]
fn the_admin_port_tells_how_the_node_is() {
    let sandbox = Sandbox::new();
    let server = sandbox.serve(&[]);
    let ask = |path: &str| reqwest::blocking::get(format!("http://{}{path}", server.admin)).unwrap();
    assert_eq!(ask("/healthz").status(), 200);
    assert_eq!(ask("/readyz").status(), 200);
    assert_eq!(ask("/metrics").status(), 200);
    assert_run!(sandbox.run(&["top", &server.admin]));
    // None of it is on the public port.
    assert_eq!(reqwest::blocking::get(server.url("/metrics")).unwrap().status(), 404);
    assert_eq!(reqwest::blocking::get(server.url("/top")).unwrap().status(), 404);
}

#[test]
fn a_port_in_use_is_named() {
    let sandbox = Sandbox::new();
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    assert_run!(sandbox.run(&["serve", "--listen", &address, "--admin-listen", "127.0.0.1:0"]));
}

#[test]
fn a_database_that_cannot_be_reached_is_named() {
    let sandbox = Sandbox::new();
    sandbox.write("file", "");
    assert_run!(sandbox.run(&["migrate", "--database-url", "sqlite://file/mspf.db?mode=rwc"]));
    assert_run!(sandbox.run(&["migrate", "--database-url", "mysql://db/mspf"]));
}

#[test]
fn migrating_twice_changes_nothing() {
    let sandbox = Sandbox::new();
    sandbox.run(&["migrate"]).done();
    assert_run!(sandbox.run(&["migrate"]));
}

#[test]
fn an_administrator_made_on_the_command_line_ends_the_set_up() {
    let sandbox = Sandbox::new();
    let arguments = [
        "admin",
        "create-user",
        "grace",
        "--email",
        "grace@example.org",
        "--administrator",
        "--password-stdin",
    ];
    assert_run!(sandbox.run_with_input("", &arguments, "short"));
    assert_run!(sandbox.run_with_input("", &arguments, "correct horse battery staple"));
    assert_run!(sandbox.run_with_input("", &arguments, "correct horse battery staple"));
    assert_eq!(sandbox.serve(&[]).setup_link, None);
}
