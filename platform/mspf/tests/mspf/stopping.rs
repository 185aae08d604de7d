//! Stopping: in good order when asked to, and without harm when killed.

use std::{
    io::{Read, Write},
    net::TcpStream,
    time::Duration,
};

use crate::harness::Sandbox;

#[test]
fn a_server_asked_to_stop_exits_with_zero() {
    let sandbox = Sandbox::new();
    let mut server = sandbox.serve(&[]);
    assert_eq!(server.terminate(), Some(0));
    assert!(reqwest::blocking::get(server.url("/")).is_err(), "it still listens");
}

#[test]
fn an_event_stream_does_not_keep_a_server_from_stopping() {
    let sandbox = Sandbox::new();
    let mut server = sandbox.serve(&["--drain-timeout", "1h"]);
    let mut events = reqwest::blocking::get(server.url("/api/v1/events")).unwrap();
    assert_eq!(events.status(), 200);
    assert_eq!(server.terminate(), Some(0));
    // The stream ends properly instead of breaking off.
    assert!(events.read_to_end(&mut Vec::new()).is_ok());
}

#[test]
fn an_idle_connection_does_not_keep_a_server_from_stopping() {
    let sandbox = Sandbox::new();
    let mut server = sandbox.serve(&["--drain-timeout", "1h"]);
    let mut connection = TcpStream::connect(server.address.trim_start_matches("http://")).unwrap();
    connection.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
    connection.write_all(b"GET /healthz HTTP/1.1\r\nhost: x\r\n\r\n").unwrap();
    let mut start = [0; 12];
    connection.read_exact(&mut start).unwrap();
    assert_eq!(&start, b"HTTP/1.1 200");
    assert_eq!(server.terminate(), Some(0));
}
