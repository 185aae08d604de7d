//! What runs in production: several nodes on PostgreSQL and S3, one of which dies.

use std::time::{Duration, Instant};

use mspf_test_support::{TestDatabase, s3};
use reqwest::blocking::{Client, get};
use serde_json::{Value, json};

use crate::{
    harness::{Sandbox, Server},
    story::{PASSWORD, set_up, token},
};

/// How long a change may take to reach another node on a busy machine; usually some milliseconds.
const PATIENCE: Duration = Duration::from_secs(60);

/// A machine of its own: nothing is shared but the database, the object storage and the key.
fn machine(database: &TestDatabase, storage: &mspf_test_support::TestS3) -> Sandbox {
    Sandbox::new()
        .with("MSPF_DATABASE_URL", database.url())
        .with("MSPF_STORAGE_URL", &storage.address)
        .with("MSPF_S3_ENDPOINT", &storage.endpoint)
        .with("MSPF_S3_ACCESS_KEY", storage.access_key_id)
        .with("MSPF_S3_SECRET_KEY", storage.secret_access_key)
        .with("MSPF_S3_ALLOW_HTTP", "true")
        .with("MSPF_SEAL_KEY", "5e".repeat(32))
}

fn wait_for(what: &str, reached: impl Fn() -> bool) {
    let deadline = Instant::now() + PATIENCE;
    while !reached() {
        assert!(Instant::now() < deadline, "{what} never came");
        std::thread::sleep(Duration::from_millis(20));
    }
}

fn publish(author: &Sandbox, version: &str, component: &str) -> Value {
    let manifest = std::fs::read_to_string(author.path("demo/mspf.toml")).unwrap();
    let line = manifest.lines().find(|line| line.starts_with("version = ")).unwrap();
    author.write("demo/mspf.toml", manifest.replacen(line, &format!("version = \"{version}\""), 1));
    author.write("demo/plugin.wasm", mspf_test_support::component(component));
    serde_json::from_str(&author.run_in("demo", &["publish", "--json"]).done().stdout).unwrap()
}

/// What the editor does: the control plane makes the ticket, and a browser asks whichever node is nearest.
fn a_ticket_of_one_node_opens_on_the_other(author: &Sandbox, control: &Server, gateway: &Server) {
    let token = token(author, control);
    let post = |path: &str, body: Value| {
        let call = Client::new().post(control.url(path)).bearer_auth(&token).json(&body);
        call.send().unwrap().error_for_status().unwrap().json::<Value>().unwrap()
    };
    let plugin = post("/api/v1/plugins", json!({ "name": "draft", "template": "static" }));
    let id = plugin["id"].as_str().unwrap();
    let ticket = post(&format!("/api/v1/plugins/{id}/preview"), json!({}));
    let path = gateway.url(ticket["path"].as_str().unwrap());
    wait_for("the draft on the other node", || get(&path).unwrap().status() == 200);
    let host = ticket["host"].as_str().unwrap();
    let by_host = Client::new().get(gateway.url("/")).header("host", host).send().unwrap();
    assert_eq!(by_host.status(), 200);
    assert_eq!(by_host.text().unwrap(), get(&path).unwrap().text().unwrap());
    let forged = path.replacen("preview-", "preview-1", 1);
    assert_eq!(get(forged).unwrap().status(), 404);
}

/// What an administrator sees.
fn both_nodes_are_seen(control: &Server) {
    let login = json!({ "username": "ada", "password": PASSWORD });
    let login = Client::new().post(control.url("/api/v1/auth/login")).json(&login).send().unwrap();
    let session = login.json::<Value>().unwrap()["access_token"].as_str().unwrap().to_owned();
    let nodes = Client::new().get(control.url("/api/v1/admin/nodes")).bearer_auth(session).send().unwrap();
    let nodes = nodes.json::<Value>().unwrap();
    let told = |node: &Value| (node["role"].as_str().unwrap().to_owned(), node["alive"] == true);
    let mut roles: Vec<_> = nodes["items"].as_array().unwrap().iter().map(told).collect();
    roles.sort();
    assert_eq!(roles, [("all".to_owned(), true), ("gateway".to_owned(), true)]);
}

#[test]
fn nodes_share_everything_and_one_may_die() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let (database, storage) = runtime.block_on(async { (TestDatabase::postgres().await, s3().await) });
    let (first, second) = (machine(&database, &storage), machine(&database, &storage));
    let mut control = first.serve(&["--role", "all"]);
    let gateway = second.serve(&["--role", "gateway"]);
    set_up(&first, &control);
    first.run(&["new", "demo", "--template", "component"]).done();

    let published = publish(&first, "1.0.0", "hello");
    let path = format!("/plugins.{}/", published["plugin"].as_str().unwrap());
    let answer = |server: &Server| get(server.url(&path)).unwrap().text().unwrap();
    wait_for("the new plugin on the other node", || answer(&gateway) == "Hello, world!\n");

    publish(&first, "1.1.0", "rest-axum");
    wait_for("the new release on the other node", || answer(&gateway).contains("/convert"));
    first.run_in("demo", &["rollback"]).done();
    wait_for("the rollback on the other node", || answer(&gateway) == "Hello, world!\n");

    a_ticket_of_one_node_opens_on_the_other(&first, &control, &gateway);
    both_nodes_are_seen(&control);

    // The control plane's node dies while the gateway's serves on; its successor knows everything.
    control.kill();
    assert_eq!(answer(&gateway), "Hello, world!\n");
    let control = first.serve_at(control.port(), &[]);
    let releases =
        control.url(&format!("/api/v1/plugins/{}/releases", published["plugin"].as_str().unwrap()));
    let releases = Client::new().get(releases).bearer_auth(token(&first, &control)).send().unwrap();
    let releases: Value = releases.json().unwrap();
    let versions: Vec<_> =
        releases["items"].as_array().unwrap().iter().map(|item| &item["version"]).collect();
    assert_eq!(json!(versions), json!(["1.0.0", "1.1.0", "1.0.0"]));
    assert_eq!(answer(&control), "Hello, world!\n");
}
