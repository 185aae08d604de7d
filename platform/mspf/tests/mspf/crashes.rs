//! A server killed at the worst moments: what was acknowledged is there after a restart, and nothing is half there.

use std::{
    io::{Read, Write},
    net::TcpStream,
    path::Path,
    time::{Duration, Instant},
};

use reqwest::blocking::Client;
use serde_json::Value;

use crate::{
    harness::{Sandbox, Server},
    story::{set_up, token},
};

/// How long a build may take on a busy machine.
const PATIENCE: Duration = Duration::from_secs(120);

fn package() -> Vec<u8> {
    mspf_test_support::package("hello")
}

fn get(server: &Server, sandbox: &Sandbox, path: &str) -> Value {
    let request =
        Client::new().get(server.url(&format!("/api/v1{path}"))).bearer_auth(token(sandbox, server));
    request.send().unwrap().json().unwrap()
}

/// Files below a folder, the database's own aside.
fn files(folder: &Path) -> Vec<std::path::PathBuf> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let paths = entries.map(|entry| entry.unwrap().path());
    paths.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
}

#[test]
fn killed_in_the_middle_of_an_upload() {
    let sandbox = Sandbox::new();
    let mut server = sandbox.serve(&[]);
    set_up(&sandbox, &server);
    let package = package();
    let mut connection = TcpStream::connect(server.address.trim_start_matches("http://")).unwrap();
    let head = format!(
        "POST /api/v1/plugins/upload HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {}\r\n\
         content-type: application/zip\r\ncontent-length: {}\r\n\r\n",
        token(&sandbox, &server),
        package.len()
    );
    connection.write_all(head.as_bytes()).unwrap();
    connection.write_all(&package[..package.len() / 2]).unwrap();
    connection.flush().unwrap();
    server.kill();
    assert_eq!(connection.read(&mut [0; 1]).unwrap_or(0), 0, "nothing was acknowledged");

    let port = server.port();
    let server = sandbox.serve_at(port, &[]);
    assert_eq!(get(&server, &sandbox, "/plugins")["items"], serde_json::json!([]));
    assert_eq!(files(&sandbox.path("data/blobs/blobs")), Vec::<std::path::PathBuf>::new());
    // The same again works.
    let published = upload(&server, &sandbox, package);
    assert_eq!(published["created"], true);
    wait_until_it_answers(&server, &published);
}

#[test]
fn killed_in_the_middle_of_a_build() {
    let sandbox = Sandbox::new();
    let mut server = sandbox.serve(&[]);
    set_up(&sandbox, &server);
    let published = upload(&server, &sandbox, package());
    // The build has been queued, and may have been begun: it takes a second or more.
    server.kill();

    let port = server.port();
    let server = sandbox.serve_at(port, &[]);
    wait_until_it_answers(&server, &published);
    let id = published["plugin"]["id"].as_str().unwrap();
    let versions = get(&server, &sandbox, &format!("/plugins/{id}/versions"));
    assert_eq!(versions["items"].as_array().unwrap().len(), 1);
    assert_eq!(versions["items"][0]["state"], "ready");
    // The folder that the killed compiler worked in holds nothing that anybody would take for an artifact.
    let builds = files(&sandbox.path("data/cache/builds"));
    assert!(builds.iter().all(|path| path.to_string_lossy().contains("build-")), "{builds:?}");
}

fn upload(server: &Server, sandbox: &Sandbox, package: Vec<u8>) -> Value {
    let request = Client::new()
        .post(server.url("/api/v1/plugins/upload"))
        .bearer_auth(token(sandbox, server))
        .header("content-type", "application/zip")
        .body(package);
    let response = request.send().unwrap();
    assert_eq!(response.status(), 202, "{}", response.text().unwrap());
    response.json().unwrap()
}

fn wait_until_it_answers(server: &Server, published: &Value) {
    let address = server.url(published["plugin"]["address"].as_str().unwrap());
    let deadline = Instant::now() + PATIENCE;
    while reqwest::blocking::get(&address).unwrap().status() != 200 {
        assert!(Instant::now() < deadline, "the version was never built");
        std::thread::sleep(Duration::from_millis(100));
    }
}
