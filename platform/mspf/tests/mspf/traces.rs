//! Traces: what a collector is sent, joined to the caller's own trace.

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::{TcpListener, TcpStream},
    sync::mpsc::{Receiver, Sender, channel},
};

use reqwest::blocking::Client;

use crate::{harness::Sandbox, story::set_up};

const TRACE: &str = "4bf92f3577b34da6a3ce929d0e0e4736";
const CALLER: &str = "00f067aa0ba902b7";

/// A collector that keeps the bodies it is sent.
fn collector() -> (String, Receiver<Vec<u8>>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let (sender, bodies) = channel();
    std::thread::spawn(move || {
        for stream in listener.incoming().map_while(Result::ok) {
            let sender = sender.clone();
            std::thread::spawn(move || drop(collect(stream, &sender)));
        }
    });
    (address, bodies)
}

fn collect(stream: TcpStream, bodies: &Sender<Vec<u8>>) -> std::io::Result<()> {
    let mut reader = BufReader::new(stream.try_clone()?);
    loop {
        let mut length = 0;
        loop {
            let mut line = String::new();
            if reader.read_line(&mut line)? == 0 {
                return Ok(());
            }
            if line.trim().is_empty() {
                break;
            }
            if let Some((name, value)) = line.split_once(':')
                && name.eq_ignore_ascii_case("content-length")
            {
                length = value.trim().parse().unwrap();
            }
        }
        let mut body = vec![0; length];
        reader.read_exact(&mut body)?;
        let _ = bodies.send(body);
        (&stream).write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n")?;
    }
}

fn contains(body: &[u8], wanted: &[u8]) -> bool {
    body.windows(wanted.len()).any(|window| window == wanted)
}

#[test]
fn a_request_is_a_span_of_its_callers_trace() {
    let (endpoint, bodies) = collector();
    let sandbox = Sandbox::new().with("MSPF_OTLP_ENDPOINT", endpoint);
    let mut server = sandbox.serve(&[]);
    set_up(&sandbox, &server);
    sandbox.run(&["new", "demo", "--template", "component"]).done();
    sandbox.write("demo/plugin.wasm", mspf_test_support::component("misbehaving"));
    let published = sandbox.run_in("demo", &["publish", "--json"]).done().stdout;
    let published: serde_json::Value = serde_json::from_str(&published).unwrap();
    // This component answers with what it was sent.
    let request = Client::new().get(format!("{}request", published["address"].as_str().unwrap()));
    let answer = request.header("traceparent", format!("00-{TRACE}-{CALLER}-01")).send().unwrap();
    assert_eq!(answer.status(), 200);
    let request_id = answer.headers()["x-request-id"].to_str().unwrap().to_owned();
    let seen: serde_json::Value = answer.json().unwrap();
    let passed_on = seen["headers"]["traceparent"][0].as_str().unwrap();
    assert!(passed_on.contains(TRACE) && !passed_on.contains(CALLER), "{passed_on}");

    // The last spans are sent before the server ends.
    assert_eq!(server.terminate(), Some(0));
    let trace = u128::from_str_radix(TRACE, 16).unwrap().to_be_bytes();
    let sent: Vec<Vec<u8>> = bodies.try_iter().collect();
    let span = sent.iter().find(|body| contains(body, &trace)).expect("no span is part of the trace");
    for expected in ["plugin request", "mspf", &request_id] {
        assert!(contains(span, expected.as_bytes()), "{expected}");
    }
}
