//! Attacks through what a plugin sends back: heads, bodies, trailers, lines of log.

use std::io::Write;

use mspf_sdk::bindings::wasi::logging::logging;
use wasip2::clocks::monotonic_clock;
use wasip2::http::types::{
    ErrorCode, Fields, IncomingBody, OutgoingBody, OutgoingResponse, ResponseOutparam,
};
use wasip2::io::streams::{OutputStream, StreamError};

use crate::request::Request;

/// What `wasi:io` takes in one blocking write.
const CHUNK: usize = 4096;
const MEGABYTE: u64 = 1 << 20;

pub(crate) fn text(out: ResponseOutparam, status: u16, body: &str) {
    answer(out, status, "text/plain; charset=utf-8", body.as_bytes());
}

pub(crate) fn json(out: ResponseOutparam, body: &serde_json::Value) {
    answer(out, 200, "application/json", body.to_string().as_bytes());
}

fn answer(out: ResponseOutparam, status: u16, content_type: &str, bytes: &[u8]) {
    let body = open(out, status, &[("content-type", content_type)]);
    write(&body, bytes);
    let _ = OutgoingBody::finish(body, None);
}

/// Sends the head and gives the body to write.
fn open(out: ResponseOutparam, status: u16, headers: &[(&str, &str)]) -> OutgoingBody {
    let fields = Fields::new();
    for (name, value) in headers {
        fields.append(name, value.as_bytes()).expect("a header the host takes");
    }
    let response = OutgoingResponse::new(fields);
    response.set_status_code(status).expect("a status the host takes");
    let body = response.body().expect("taken once");
    ResponseOutparam::set(out, Ok(response));
    body
}

fn write(body: &OutgoingBody, bytes: &[u8]) {
    let stream = body.write().expect("taken once");
    let _ = write_all(&stream, bytes);
}

fn write_all(stream: &OutputStream, bytes: &[u8]) -> Result<(), StreamError> {
    bytes.chunks(CHUNK).try_for_each(|chunk| stream.blocking_write_and_flush(chunk))
}

/// Settles the answer a second time through the handle that the first has used up.
pub(crate) fn answer_twice(out: ResponseOutparam) {
    let handle = out.take_handle();
    for _ in 0..2 {
        // SAFETY: on purpose not sound for the second: the host has to notice.
        let out = unsafe { ResponseOutparam::from_handle(handle) };
        text(out, 200, "once\n");
    }
}

/// Answers with an error instead of a response.
pub(crate) fn fail(out: ResponseOutparam) {
    ResponseOutparam::set(out, Err(ErrorCode::InternalError(Some("secret detail".to_owned()))));
}

/// `?mb=`, without end unless given: a body as fast as the host takes it.
pub(crate) fn body(request: &Request, out: ResponseOutparam) {
    let body = open(out, 200, &[("content-type", "application/octet-stream")]);
    let stream = body.write().expect("taken once");
    let chunk = [b'x'; CHUNK];
    let chunks = request.number("mb", u64::MAX / MEGABYTE) * (MEGABYTE / CHUNK as u64);
    for _ in 0..chunks {
        if stream.blocking_write_and_flush(&chunk).is_err() {
            return;
        }
    }
    drop(stream);
    let _ = OutgoingBody::finish(body, None);
}

/// `?chunks=&ms=`: numbered lines, each after a pause.
pub(crate) fn slow_body(request: &Request, out: ResponseOutparam) {
    let body = open(out, 200, &[("content-type", "text/plain")]);
    let stream = body.write().expect("taken once");
    for n in 0..request.number("chunks", 10) {
        if write_all(&stream, format!("{n}\n").as_bytes()).is_err() {
            return;
        }
        monotonic_clock::subscribe_duration(request.number("ms", 100) * 1_000_000).block();
    }
    drop(stream);
    let _ = OutgoingBody::finish(body, None);
}

/// Sends a head and then nothing, for ever.
pub(crate) fn headers_only(out: ResponseOutparam) {
    let _body = open(out, 200, &[]);
    monotonic_clock::subscribe_duration(u64::MAX).block();
}

/// Traps when half the body is out.
pub(crate) fn trap_in_body(out: ResponseOutparam) {
    let body = open(out, 200, &[("content-type", "text/plain")]);
    write(&body, b"the first half, ");
    core::arch::wasm32::unreachable()
}

/// `?declared=&sent=`: a content-length that is not the body's.
pub(crate) fn wrong_length(request: &Request, out: ResponseOutparam) {
    let declared = request.number("declared", 100).to_string();
    let body = open(out, 200, &[("content-length", &declared)]);
    write(&body, &vec![b'x'; request.number("sent", 10) as usize]);
    let _ = OutgoingBody::finish(body, None);
}

/// `?count=&bytes=`: that many headers of that size; answers how many the host took if not all.
pub(crate) fn huge_headers(request: &Request, out: ResponseOutparam) {
    let fields = Fields::new();
    let value = vec![b'x'; request.number("bytes", 4096) as usize];
    for n in 0..request.number("count", 10_000) {
        if fields.append(&format!("x-huge-{n}"), &value).is_err() {
            return text(out, 200, &format!("{n} headers taken\n"));
        }
    }
    let response = OutgoingResponse::new(fields);
    let body = response.body().expect("taken once");
    ResponseOutparam::set(out, Ok(response));
    let _ = OutgoingBody::finish(body, None);
}

/// `?name=&value=`: one header of the caller's choice; answers 500 "refused" if the host does not take it.
pub(crate) fn set_header(request: &Request, out: ResponseOutparam) {
    let fields = Fields::new();
    if fields.append(&request.text("name", "x-test"), request.text("value", "1").as_bytes()).is_err() {
        return text(out, 500, "refused\n");
    }
    let response = OutgoingResponse::new(fields);
    let body = response.body().expect("taken once");
    ResponseOutparam::set(out, Ok(response));
    write(&body, b"set\n");
    let _ = OutgoingBody::finish(body, None);
}

/// A body with a trailer.
pub(crate) fn trailers(out: ResponseOutparam) {
    let body = open(out, 200, &[("trailer", "x-checksum")]);
    write(&body, b"body\n");
    let trailers = Fields::new();
    trailers.append("x-checksum", b"1234").expect("a header the host takes");
    let _ = OutgoingBody::finish(body, Some(trailers));
}

/// `?stream=stdout|stderr|log&line_bytes=&lines=`: writes lines, without end unless told how many.
pub(crate) fn flood(request: &Request, out: ResponseOutparam) {
    let line = "x".repeat(request.number("line_bytes", 200) as usize);
    let stream = request.text("stream", "stdout");
    for _ in 0..request.number("lines", u64::MAX) {
        write_line(&stream, logging::Level::Info, &line);
    }
    text(out, 200, "written\n");
}

/// `?stream=stdout|stderr|log&level=&line=`: writes one line.
pub(crate) fn log(request: &Request, out: ResponseOutparam) {
    let level = match request.text("level", "info").as_str() {
        "trace" => logging::Level::Trace,
        "debug" => logging::Level::Debug,
        "warn" => logging::Level::Warn,
        "error" => logging::Level::Error,
        "critical" => logging::Level::Critical,
        _ => logging::Level::Info,
    };
    write_line(&request.text("stream", "log"), level, &request.text("line", "a line"));
    text(out, 200, "written\n");
}

fn write_line(stream: &str, level: logging::Level, line: &str) {
    match stream {
        "stderr" => drop(writeln!(std::io::stderr(), "{line}")),
        "stdout" => drop(writeln!(std::io::stdout(), "{line}")),
        _ => logging::log(level, "misbehaving", line),
    }
}

/// Sends the request's body back as it comes, and its content type.
pub(crate) fn echo(request: Request, out: ResponseOutparam) {
    let incoming = request.into_incoming();
    let content_type = incoming.headers().get("content-type").into_iter().next();
    let content_type = content_type.and_then(|value| String::from_utf8(value).ok());
    let body = open(out, 200, &[("content-type", content_type.as_deref().unwrap_or("text/plain"))]);
    let input = incoming.consume().expect("taken once");
    let trailers = {
        let (from, to) = (input.stream().expect("taken once"), body.write().expect("taken once"));
        while let Ok(bytes) = from.blocking_read(64 * 1024) {
            if write_all(&to, &bytes).is_err() {
                return;
            }
        }
        drop((from, to));
        let trailers = IncomingBody::finish(input);
        trailers.subscribe().block();
        trailers.get().and_then(Result::ok).and_then(Result::ok).flatten()
    };
    let _ = OutgoingBody::finish(body, trailers.map(|trailers| Fields::clone(&trailers)));
}
