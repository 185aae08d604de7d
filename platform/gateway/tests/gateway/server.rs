//! The listener: patience, limits, HTTP/2, and the end.

use std::time::{Duration, Instant};

use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper_util::rt::{TokioExecutor, TokioIo};
use mspf_gateway::{GatewayConfig, ServerConfig};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::client::{get, open, raw};
use crate::world::{Version, World};

fn hasty() -> ServerConfig {
    ServerConfig { head_timeout: Duration::from_millis(200), ..ServerConfig::default() }
}

#[tokio::test]
async fn a_client_that_dribbles_its_head_is_let_go() {
    let world = World::with(GatewayConfig::default(), hasty()).await;
    for start in ["", "G", "PR", "GET / HTTP/1.1\r\nhost: a\r\nx-slow: "] {
        let mut stream = TcpStream::connect(world.address).await.unwrap();
        stream.write_all(start.as_bytes()).await.unwrap();
        let begun = Instant::now();
        let mut rest = Vec::new();
        tokio::time::timeout(Duration::from_secs(10), stream.read_to_end(&mut rest)).await.expect(start).ok();
        assert!(begun.elapsed() >= Duration::from_millis(150), "{start:?}");
    }
}

#[tokio::test]
async fn a_head_that_is_too_large_is_refused() {
    let world = World::new().await;
    let long = format!("GET / HTTP/1.1\r\nhost: a\r\nx: {}\r\n\r\n", "x".repeat(1 << 20));
    let many = format!("GET / HTTP/1.1\r\nhost: a\r\n{}\r\n", "x: y\r\n".repeat(200));
    for head in [long, many] {
        let answer = raw(world.address, &head).await;
        assert!(
            answer.is_empty() || answer.starts_with("HTTP/1.1 431 ") || answer.starts_with("HTTP/1.1 400 "),
            "{answer}"
        );
    }
}

#[tokio::test]
async fn http2_without_tls_is_spoken_with_many_requests_on_one_connection() {
    let world = World::new().await;
    let plugin = world.publish(Version::default()).await;
    let stream = TcpStream::connect(world.address).await.unwrap();
    let (sender, connection) =
        hyper::client::conn::http2::handshake(TokioExecutor::new(), TokioIo::new(stream)).await.unwrap();
    tokio::spawn(connection);
    let requests = (0..20).map(|_| {
        let mut sender = sender.clone();
        let target = format!("http://mspf.test/plugins.{plugin}/request");
        async move {
            let request = http::Request::get(target).body(Full::new(Bytes::new())).unwrap();
            let body = sender.send_request(request).await.unwrap().into_body();
            serde_json::from_slice::<serde_json::Value>(&body.collect().await.unwrap().to_bytes()).unwrap()
        }
    });
    for seen in futures::future::join_all(requests).await {
        assert_eq!(
            (seen["path"].as_str(), seen["authority"].as_str()),
            (Some("/request"), Some("mspf.test"))
        );
        assert_eq!(seen["headers"]["x-forwarded-host"][0], "mspf.test");
    }
}

#[tokio::test]
async fn stopping_lets_requests_in_flight_end_and_takes_no_new_ones() {
    let world = World::new().await;
    let plugin = world.publish(Version::default()).await;
    let in_flight =
        open(world.address, get(&format!("/plugins.{plugin}/slow-body?chunks=10&ms=20"), &[])).await;
    let mut idle = TcpStream::connect(world.address).await.unwrap();
    idle.write_all(b"GET / HTTP/1.1\r\nhost: a\r\n\r\n").await.unwrap();
    let mut first = [0; 12];
    idle.read_exact(&mut first).await.unwrap();
    world.stop.cancel();
    let body = in_flight.into_body().collect().await.unwrap().to_bytes();
    assert!(body.ends_with(b"9\n"));
    world.serving.await.unwrap().unwrap();
    let mut rest = Vec::new();
    idle.read_to_end(&mut rest).await.unwrap();
    assert!(TcpStream::connect(world.address).await.is_err());
}

#[tokio::test]
async fn trailers_and_streams_go_through_both_ways() {
    let world = World::new().await;
    let plugin = world.publish(Version::default()).await;
    let request = http::Request::builder()
        .uri(format!("/plugins.{plugin}/trailers"))
        .header("host", "a")
        .header("te", "trailers")
        .body(Full::new(Bytes::new()))
        .unwrap();
    let collected = open(world.address, request).await.into_body().collect().await.unwrap();
    let trailers = collected.trailers().cloned().unwrap_or_default();
    assert_eq!(trailers.get("x-checksum").map(|value| value.to_str().unwrap()), Some("1234"));
}
