//! The platform itself to take along.

use reqwest::blocking::{Client, get};

use crate::harness::Sandbox;

#[test]
fn the_program_that_runs_can_be_had_whole_and_in_parts() {
    let sandbox = Sandbox::new();
    let server = sandbox.serve(&[]);
    let whole = get(server.url("/download/mspf")).unwrap();
    assert_eq!(whole.status(), 200);
    let name = whole.headers()["content-disposition"].to_str().unwrap().to_owned();
    let start = concat!("attachment; filename=\"mspf-", env!("CARGO_PKG_VERSION"), "-");
    assert!(name.starts_with(start) && name.contains(std::env::consts::ARCH), "{name}");
    assert_eq!(whole.headers()["content-type"], "application/octet-stream");
    assert_eq!(whole.headers()["x-content-type-options"], "nosniff");
    let program = std::fs::read(env!("CARGO_BIN_EXE_mspf")).unwrap();
    assert!(whole.bytes().unwrap() == program, "another program");
    let part = Client::new().get(server.url("/download/mspf")).header("range", "bytes=1-3").send().unwrap();
    assert_eq!((part.status().as_u16(), &part.bytes().unwrap()[..]), (206, &b"ELF"[..]));
}

#[test]
fn the_source_can_be_had_where_there_is_one() {
    let sandbox = Sandbox::new();
    let server = sandbox.serve(&[]);
    let none = get(server.url("/download/source.zip")).unwrap();
    assert_eq!(none.status(), 404);
    assert_eq!(none.headers()["content-type"], "application/problem+json");
    let problem: serde_json::Value = none.json().unwrap();
    assert_eq!(problem["code"], "download.none");
    assert!(problem["detail"].as_str().unwrap().contains("source_archive"));
    drop(server);

    sandbox.write("source.zip", "PK of the source");
    let server = sandbox.serve(&["--source-archive", "source.zip"]);
    let source = get(server.url("/download/source.zip")).unwrap();
    assert_eq!(source.status(), 200);
    assert_eq!(source.headers()["content-type"], "application/zip");
    let name = source.headers()["content-disposition"].to_str().unwrap().to_owned();
    assert!(name.ends_with("-source.zip\""), "{name}");
    assert_eq!(source.text().unwrap(), "PK of the source");
    // One that goes away while the server runs is missing, not an error.
    std::fs::remove_file(sandbox.path("source.zip")).unwrap();
    assert_eq!(get(server.url("/download/source.zip")).unwrap().status(), 404);
}
