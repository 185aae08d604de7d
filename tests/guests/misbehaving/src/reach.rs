//! Attempts to reach what a plugin must not: files, environment, network.
//!
//! Each answers 200 with what it got, or 403 with the error's own words.

use std::fmt::Display;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream, ToSocketAddrs, UdpSocket};

use wasip2::http::types::{Fields, OutgoingRequest, ResponseOutparam, Scheme};
use wasip2::http::{outgoing_handler, types::RequestOptions};

use crate::output;
use crate::request::Request;

const SECOND: u64 = 1_000_000_000;

fn report<E: Display>(out: ResponseOutparam, outcome: Result<String, E>) {
    match outcome {
        Ok(got) => output::text(out, 200, &got),
        Err(error) => output::text(out, 403, &format!("{error}\n")),
    }
}

/// `?path=`
pub(crate) fn read_file(request: &Request, out: ResponseOutparam) {
    let bytes = std::fs::read(request.text("path", "/etc/passwd"));
    report(out, bytes.map(|bytes| String::from_utf8_lossy(&bytes).into_owned()));
}

/// `?path=`
pub(crate) fn list_directory(request: &Request, out: ResponseOutparam) {
    let entries = std::fs::read_dir(request.text("path", "/"))
        .map(|entries| entries.flatten().map(|entry| format!("{}\n", entry.path().display())).collect());
    report(out, entries);
}

/// `?path=`
pub(crate) fn write_file(request: &Request, out: ResponseOutparam) {
    let written = std::fs::write(request.text("path", "/tmp/escaped"), b"escaped");
    report(out, written.map(|()| "written\n".to_owned()));
}

/// Everything in the environment and on the command line, a line each; empty when there is nothing.
pub(crate) fn environment(out: ResponseOutparam) {
    let variables = std::env::vars_os().map(|(name, value)| format!("{name:?}={value:?}\n"));
    let arguments = std::env::args_os().map(|argument| format!("argument {argument:?}\n"));
    output::text(out, 200, &variables.chain(arguments).collect::<String>());
}

/// `?address=`: opens a TCP connection and reads a little.
pub(crate) fn connect(request: &Request, out: ResponseOutparam) {
    let outcome = TcpStream::connect(request.text("address", "127.0.0.1:22")).and_then(|mut stream| {
        let mut bytes = [0; 64];
        stream.write_all(b"hello\r\n")?;
        let got = stream.read(&mut bytes)?;
        Ok(String::from_utf8_lossy(&bytes[..got]).into_owned())
    });
    report(out, outcome);
}

/// `?address=`
pub(crate) fn listen(request: &Request, out: ResponseOutparam) {
    let listener = TcpListener::bind(request.text("address", "127.0.0.1:0"));
    report(out, listener.map(|_| "listening\n".to_owned()));
}

/// `?address=`
pub(crate) fn udp(request: &Request, out: ResponseOutparam) {
    let sent = UdpSocket::bind("0.0.0.0:0")
        .and_then(|socket| socket.send_to(b"hello", request.text("address", "127.0.0.1:53")));
    report(out, sent.map(|count| format!("{count} sent\n")));
}

/// `?name=`: asks the host's name service.
pub(crate) fn resolve(request: &Request, out: ResponseOutparam) {
    let found = (request.text("name", "localhost").as_str(), 80).to_socket_addrs();
    report(out, found.map(|found| found.map(|address| format!("{address}\n")).collect()));
}

/// `?authority=&path=&scheme=`: an outgoing HTTP request; answers with the status it got.
pub(crate) fn fetch(request: &Request, out: ResponseOutparam) {
    report(out, try_fetch(request));
}

fn try_fetch(request: &Request) -> Result<String, String> {
    let outgoing = OutgoingRequest::new(Fields::new());
    let scheme = if request.text("scheme", "http") == "https" { Scheme::Https } else { Scheme::Http };
    let set = outgoing
        .set_scheme(Some(&scheme))
        .and_then(|()| outgoing.set_authority(Some(&request.text("authority", "127.0.0.1:8899"))))
        .and_then(|()| outgoing.set_path_with_query(Some(&request.text("path", "/"))));
    set.map_err(|()| "the host does not take this address".to_owned())?;
    let options = RequestOptions::new();
    let _ = options.set_connect_timeout(Some(5 * SECOND));
    let pending = outgoing_handler::handle(outgoing, Some(options)).map_err(|error| error.to_string())?;
    pending.subscribe().block();
    match pending.get() {
        Some(Ok(Ok(response))) => Ok(format!("status {}\n", response.status())),
        Some(Ok(Err(error))) => Err(error.to_string()),
        _ => Err("no answer".to_owned()),
    }
}
