use crate::support::{Plugin, Setup};

#[tokio::test]
async fn a_guest_has_no_sockets_and_no_name_service() {
    let plugin = Plugin::new("misbehaving", Setup::default());
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    for path in [format!("/connect?address={address}"), "/listen".into(), "/udp".into(), "/resolve".into()] {
        match plugin.get(&path).await {
            Ok((status, text)) => assert_eq!(status, 403, "{path}: {text}"),
            Err(error) => assert_eq!(error.code(), "plugin.trap", "{path}: {error}"),
        }
    }
    listener.set_nonblocking(true).unwrap();
    assert!(listener.accept().is_err(), "a guest reached the host's network");
}
