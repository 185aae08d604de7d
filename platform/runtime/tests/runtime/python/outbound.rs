//! Outgoing requests with Python's own clients: granted hosts, and no other way out.

use std::net::SocketAddr;

use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::TokioIo;
use mspf_runtime::{Grants, OutboundPolicy};

use super::{REUSED, wsgi};
use crate::support::{Plugin, Setup};

/// A server on loopback that says what it was sent.
async fn server() -> SocketAddr {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        loop {
            let (stream, _) = listener.accept().await.unwrap();
            let service = service_fn(async |request: http::Request<Incoming>| {
                let (parts, body) = request.into_parts();
                let header = |name: &str| {
                    parts
                        .headers
                        .get(name)
                        .map(|value| value.to_str().unwrap().to_owned())
                        .unwrap_or_default()
                };
                let (test, kind) = (header("x-test"), header("content-type"));
                let body = String::from_utf8(body.collect().await.unwrap().to_bytes().to_vec()).unwrap();
                let told = format!("{} {} [{body}] {test} {kind}", parts.method, parts.uri);
                http::Response::builder().status(203).body(Full::new(Bytes::from(told)))
            });
            tokio::spawn(http1::Builder::new().serve_connection(TokioIo::new(stream), service));
        }
    });
    address
}

fn granted(pattern: &str, allow_private: bool) -> Plugin {
    let grants = Grants { outbound_hosts: vec![pattern.parse().unwrap()] };
    wsgi(Setup { grants, outbound: OutboundPolicy { allow_private }, reuse: REUSED, ..Setup::default() })
}

async fn fetch(plugin: &Plugin, url: &str, more: &str) -> String {
    plugin.get(&format!("/fetch?url={url}{more}")).await.unwrap().1
}

#[tokio::test]
async fn every_client_reaches_a_granted_host() {
    let address = server().await;
    let plugin = granted(&format!("http://{address}"), true);
    let url = format!("http://{address}/a%3Fb=c");
    assert_eq!(fetch(&plugin, &url, "").await.trim(), "203 GET /a?b=c []");
    assert_eq!(fetch(&plugin, &url, "&post=1").await, "203 POST /a?b=c [{\"a\": 1}]  application/json");
    assert_eq!(fetch(&plugin, &url, "&with=urllib").await.trim(), "203 GET /a?b=c [] yes");
    let posted = fetch(&plugin, &url, "&with=urllib&post=1").await;
    assert_eq!(posted, "203 POST /a?b=c [a=1] yes application/x-www-form-urlencoded");
}

#[tokio::test]
async fn a_host_that_is_not_granted_is_refused_with_what_to_do() {
    let address = server().await;
    let plugin = wsgi(Setup { reuse: REUSED, ..Setup::default() });
    for with in ["", "&with=urllib"] {
        let told = fetch(&plugin, &format!("http://{address}/"), with).await;
        assert!(told.starts_with("PermissionError: ") && told.contains("outbound_hosts"), "{told}");
        let told = fetch(&plugin, "https://example.com/", with).await;
        assert!(told.contains("https://example.com is not granted"), "{told}");
    }
}

#[tokio::test]
async fn a_granted_name_does_not_lead_into_the_operators_network() {
    let address = server().await;
    let plugin = granted(&format!("http://{address}"), false);
    let told = fetch(&plugin, &format!("http://{address}/"), "&with=urllib").await;
    assert!(told.contains("private network"), "{told}");
}

#[tokio::test]
async fn a_host_that_does_not_answer_is_an_error_like_any_other() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    drop(listener);
    let plugin = granted(&format!("http://{address}"), true);
    let told = fetch(&plugin, &format!("http://{address}/"), "&with=urllib").await;
    assert!(told.starts_with("ConnectionRefusedError: "), "{told}");
}
