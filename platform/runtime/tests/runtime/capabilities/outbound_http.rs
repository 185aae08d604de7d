use std::net::SocketAddr;

use hyper::{server::conn::http1, service::service_fn};
use hyper_util::rt::TokioIo;
use mspf_runtime::{Grants, HostPattern, OutboundPolicy};

use crate::support::{Plugin, Setup};

/// A server on loopback that answers 204.
async fn server() -> SocketAddr {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        loop {
            let (stream, _) = listener.accept().await.unwrap();
            tokio::spawn(http1::Builder::new().serve_connection(
                TokioIo::new(stream),
                service_fn(async |_| http::Response::builder().status(204).body(String::new())),
            ));
        }
    });
    address
}

fn granted(pattern: &str, allow_private: bool) -> Plugin {
    let grants = Grants { outbound_hosts: vec![pattern.parse().unwrap()] };
    Plugin::new(
        "misbehaving",
        Setup { grants, outbound: OutboundPolicy { allow_private }, ..Setup::default() },
    )
}

#[tokio::test]
async fn without_a_grant_every_request_is_denied() {
    let address = server().await;
    let plugin = Plugin::new("misbehaving", Setup::default());
    let answer = plugin.get(&format!("/fetch?authority={address}")).await.unwrap();
    assert_eq!(answer, (403, "ErrorCode::HttpRequestDenied\n".to_owned()));
}

#[tokio::test]
async fn a_granted_host_answers() {
    let address = server().await;
    let plugin = granted(&format!("http://{address}"), true);
    assert_eq!(
        plugin.get(&format!("/fetch?authority={address}")).await.unwrap(),
        (200, "status 204\n".to_owned())
    );
}

#[tokio::test]
async fn a_grant_is_for_its_host_port_and_scheme_alone() {
    let (address, other) = (server().await, server().await);
    let plugin = granted(&format!("http://{address}"), true);
    for path in [
        format!("/fetch?authority={other}"),
        format!("/fetch?authority=localhost:{}", address.port()),
        format!("/fetch?authority={address}&scheme=https"),
        format!("/fetch?authority={address}@127.0.0.2"),
    ] {
        let (status, text) = plugin.get(&path).await.unwrap();
        assert_eq!(status, 403, "{path}: {text}");
    }
}

#[tokio::test]
async fn a_granted_name_must_not_lead_into_the_operators_network() {
    let address = server().await;
    for host in ["127.0.0.1", "localhost", "[::ffff:127.0.0.1]", "[::1]", "0.0.0.0"] {
        let authority = format!("{host}:{}", address.port());
        let plugin = granted(&format!("http://{authority}"), false);
        let answer = plugin.get(&format!("/fetch?authority={authority}")).await.unwrap();
        assert_eq!(answer, (403, "ErrorCode::DestinationIpProhibited\n".to_owned()), "{host}");
    }
}

#[test]
fn patterns_mean_what_they_say() {
    let matches =
        |pattern: &str, uri: &str| pattern.parse::<HostPattern>().unwrap().matches(&uri.parse().unwrap());
    assert!(matches("api.example.com", "https://API.example.com/path"));
    assert!(matches("*.example.com", "https://a.b.example.com"));
    assert!(matches("http://example.com:8080", "http://example.com:8080/"));
    assert!(!matches("api.example.com", "http://api.example.com"));
    assert!(!matches("api.example.com", "https://api.example.com:8443"));
    assert!(!matches("*.example.com", "https://example.com"));
    assert!(!matches("*.example.com", "https://evilexample.com"));
    assert!(!matches("example.com", "https://example.com.evil.org"));
    for wrong in
        ["", "*", "*.", "ftp://example.com", "a.*.com", "user@example.com", "example.com/path", "http://"]
    {
        assert!(wrong.parse::<HostPattern>().is_err(), "{wrong}");
    }
}
