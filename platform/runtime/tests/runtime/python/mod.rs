//! The shared Python runtime: real plugins, as their authors write them.

mod component;
mod crypto;
mod django;
mod files;
mod flask;
mod hostile;
mod idle;
mod loading;
mod outbound;
mod randomness;
mod tester;
mod vandals;
mod wsgi;

use bytes::Bytes;
use http::Request;
use http_body_util::Full;
use mspf_runtime::{CallError, Reuse};
use mspf_test_support::python_source;
use serde_json::Value;

use crate::support::{Plugin, Setup, read};

/// Python's default: one instance answers many requests.
const REUSED: Reuse = Reuse { calls: 1000, idle: 4 };

fn wsgi(setup: Setup) -> Plugin {
    Plugin::python(python_source("wsgi"), "app:app", "wsgi", setup)
}

/// A request as the gateway passes it on.
fn forwarded(method: &str, path: &str, prefix: &str) -> http::request::Builder {
    Request::builder()
        .method(method)
        .uri(path)
        .header("host", "platform.test:8899")
        .header("x-forwarded-for", "192.0.2.7")
        .header("x-forwarded-proto", "https")
        .header("x-forwarded-host", "platform.test:8899")
        .header("x-forwarded-prefix", prefix)
}

fn empty() -> Full<Bytes> {
    Full::default()
}

/// The whole answer: status, `Location`, text.
async fn answer(plugin: &Plugin, request: Request<Full<Bytes>>) -> Result<(u16, String, String), CallError> {
    let head = plugin.send(request).await?;
    let location = head.headers().get("location").map(|value| value.to_str().unwrap().to_owned());
    let (status, text) = read(head).await?;
    Ok((status, location.unwrap_or_default(), text))
}

async fn get(plugin: &Plugin, path: &str, prefix: &str) -> (u16, String, String) {
    answer(plugin, forwarded("GET", path, prefix).body(empty()).unwrap()).await.unwrap()
}

async fn json(plugin: &Plugin, path: &str) -> Value {
    let (status, text) = plugin.get(path).await.unwrap();
    assert_eq!(status, 200, "{text}");
    serde_json::from_str(&text).unwrap()
}

/// A file upload as browsers send it, with a text field beside it.
fn upload(path: &str, field: &str, text: &str, bytes: &[u8]) -> Request<Full<Bytes>> {
    let mut body = format!(
        "--edge\r\nContent-Disposition: form-data; name=\"{field}\"\r\n\r\n{text}\r\n--edge\r\n\
         Content-Disposition: form-data; name=\"file\"; filename=\"a.bin\"\r\n\r\n"
    )
    .into_bytes();
    body.extend_from_slice(bytes);
    body.extend_from_slice(b"\r\n--edge--\r\n");
    forwarded("POST", path, "")
        .header("content-type", "multipart/form-data; boundary=edge")
        .header("content-length", body.len())
        .body(Full::new(body.into()))
        .unwrap()
}
