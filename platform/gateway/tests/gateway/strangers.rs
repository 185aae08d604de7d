//! Attacks from both sides: clients that lie about themselves, plugins that reach for the platform's origin.

use chrono::{TimeDelta, Utc};
use mspf_catalog::{NewToken, PluginId, Scope, Scopes, Visibility};

use crate::client::{get, raw, request};
use crate::world::{Version, World};
use mspf_gateway::{GatewayConfig, ServerConfig};

#[tokio::test]
async fn a_client_cannot_lie_about_where_it_comes_from() {
    let world = World::new().await;
    let plugin = world.publish(Version::default()).await;
    let lies = [
        ("x-forwarded-for", "10.0.0.1"),
        ("x_forwarded_for", "10.0.0.1"),
        ("x-forwarded-proto", "https"),
        ("x-forwarded-host", "evil.example"),
        ("x-forwarded-prefix", "/evil"),
        ("forwarded", "for=10.0.0.1"),
        ("x-real-ip", "10.0.0.1"),
        ("x-request-id", "forged"),
        ("connection", "x-forwarded-for, x-forwarded-prefix"),
    ];
    let answer = world.get_with(&plugin, "/request", &lies).await;
    let seen = answer.json();
    let headers = seen["headers"].as_object().unwrap();
    assert_eq!(headers["x-forwarded-for"][0], "127.0.0.1");
    assert_eq!(headers["x-forwarded-proto"][0], "http");
    assert_eq!(headers["x-forwarded-host"][0], "mspf.test");
    assert_eq!(headers["x-forwarded-prefix"][0], format!("/plugins.{plugin}"));
    assert_eq!(headers["x-request-id"][0].as_str(), answer.header("x-request-id"));
    assert!(
        !answer.text().contains("10.0.0.1")
            && !answer.text().contains("forged")
            && !answer.text().contains("evil")
    );
}

#[tokio::test]
async fn a_trusted_proxy_is_believed() {
    let server = ServerConfig { trusted_proxies: "127.0.0.0/8".parse().unwrap(), ..ServerConfig::default() };
    let world = World::with(GatewayConfig::default(), server).await;
    let plugin = world.publish(Version::default()).await;
    let told = [
        ("x-forwarded-for", "198.51.100.1"),
        ("x-forwarded-proto", "https"),
        ("x-forwarded-host", "a.example"),
    ];
    let headers = world.get_with(&plugin, "/request", &told).await.json()["headers"].clone();
    assert_eq!(headers["x-forwarded-for"][0], "198.51.100.1, 127.0.0.1");
    assert_eq!(headers["x-forwarded-proto"][0], "https");
    assert_eq!(headers["x-forwarded-host"][0], "a.example");
    let answer = world.send(get("/", &told)).await;
    assert_eq!(answer.text(), "control plane for 198.51.100.1");
}

#[tokio::test]
async fn the_platforms_credentials_never_reach_a_guest_and_the_plugins_do() {
    let world = World::new().await;
    let plugin = world.publish(Version::default()).await;
    let sent = [
        ("mspf-key", "secret"),
        ("mspf_key", "secret"),
        ("cookie", "own=1; mspf_refresh=secret; =mspf_refresh=secret; __Host-mspf_x=secret"),
        ("authorization", "Bearer plugin's own"),
    ];
    let answer = world.get_with(&plugin, "/request", &sent).await;
    assert!(!answer.text().contains("secret"), "{}", answer.text());
    let headers = &answer.json()["headers"];
    assert_eq!(headers["cookie"][0], "own=1");
    assert_eq!(headers["authorization"][0], "Bearer plugin's own");
}

#[tokio::test]
async fn requests_that_two_servers_could_read_in_two_ways_are_not_passed_on() {
    let world = World::new().await;
    let plugin = world.publish(Version::default()).await;
    let path = format!("/plugins.{plugin}/request");
    for hosts in ["host: a\r\nhost: b\r\n", "", "host: a b\r\n", "host: \r\n", "host: a/b\r\n"] {
        let head = format!("GET {path} HTTP/1.1\r\n{hosts}connection: close\r\n\r\n");
        let answer = raw(world.address, &head).await;
        assert!(answer.starts_with("HTTP/1.1 400 ") && answer.contains("request.host"), "{hosts}: {answer}");
    }
    // Two lengths, and a length beside chunks: the second request must not be seen as one.
    let smuggled = format!("GET {path}?smuggled HTTP/1.1\r\nhost: a\r\n\r\n");
    for lengths in [
        "content-length: 4\r\ncontent-length: 5",
        "content-length: 5, 4",
        "transfer-encoding: chunked, identity",
    ] {
        let head = format!("POST {path} HTTP/1.1\r\nhost: a\r\n{lengths}\r\n\r\n");
        let answer = raw(world.address, &format!("{head}0\r\n\r\n{smuggled}")).await;
        assert!(is_refused(&answer), "{lengths}: {answer}");
    }
    let both = format!(
        "POST {path} HTTP/1.1\r\nhost: a\r\ncontent-length: {}\r\ntransfer-encoding: chunked\r\nconnection: close\r\n\r\n0\r\n\r\n{smuggled}",
        smuggled.len() + 5
    );
    assert!(!raw(world.address, &both).await.contains("smuggled"));
    // A name with a space before the colon, and a folded line.
    for odd in ["x-forwarded-for : 10.0.0.1", "x-a: 1\r\n x-forwarded-for: 10.0.0.1"] {
        let answer = raw(world.address, &format!("GET {path} HTTP/1.1\r\nhost: a\r\n{odd}\r\n\r\n")).await;
        assert!(is_refused(&answer), "{odd}: {answer}");
    }
}

/// Whether a connection was closed, with or without a word, and nothing behind the listener answered.
fn is_refused(answer: &str) -> bool {
    answer.is_empty() || (answer.starts_with("HTTP/1.1 400 ") && !answer.contains("x-request-id"))
}

#[tokio::test]
async fn a_path_form_response_does_not_speak_for_the_platforms_origin() {
    let world = World::new().await;
    let plugin = world.publish(Version::default()).await;
    for (name, value) in [
        ("service-worker-allowed", "/"),
        ("clear-site-data", "*"),
        ("strict-transport-security", "max-age=1"),
    ] {
        let answer = world.get(&plugin, &format!("/set-header?name={name}&value={value}")).await;
        assert_eq!((answer.status, answer.header(name)), (200, None));
        let policy = answer.header("content-security-policy").unwrap();
        assert!(policy.starts_with("sandbox ") && !policy.contains("allow-same-origin"), "{policy}");
    }
    let own = world.get(&plugin, "/set-header?name=content-security-policy&value=sandbox").await;
    assert_eq!(own.all("content-security-policy").len(), 2);
    let worker = world.get_with(&plugin, "/request", &[("service-worker", "script")]).await;
    assert_eq!((worker.status, &*worker.code()), (403, "request.service_worker"));
}

#[tokio::test]
async fn a_cookie_cannot_escape() {
    let world = World::new().await;
    let plugin = world.publish(Version::default()).await;
    let set = async |cookie: &str| {
        let path = format!("/set-header?name=set-cookie&value={cookie}");
        let answer = world.get(&plugin, &path).await;
        answer.all("set-cookie").into_iter().map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(set("a=1;Path=/").await, [format!("a=1; Path=/plugins.{plugin}/")]);
    assert_eq!(
        set("a=1;Domain=mspf.test;Path=/plugins.SP_2/").await,
        [format!("a=1; Path=/plugins.{plugin}/plugins.SP_2/")]
    );
    for evil in [
        "mspf_refresh=stolen",
        "mspf_refresh=stolen;Path=/api/v1/auth",
        "=mspf_refresh=stolen",
        "__Host-a=1;Secure;Path=/",
    ] {
        assert_eq!(set(evil).await, [""; 0], "{evil}");
    }
}

#[tokio::test]
async fn a_sandboxed_page_may_call_its_own_plugin() {
    let world = World::new().await;
    let plugin = world.publish(Version::default()).await;
    let path = format!("/plugins.{plugin}/echo");
    let asked = [
        ("origin", "null"),
        ("access-control-request-method", "PUT"),
        ("access-control-request-headers", "x-a"),
    ];
    let leave = world.send(request("OPTIONS", &path, &asked, "")).await;
    assert_eq!((leave.status, leave.header("access-control-allow-origin")), (204, Some("null")));
    assert_eq!(leave.header("access-control-allow-methods"), Some("PUT"));
    assert_eq!(leave.header("access-control-allow-credentials"), None);
    let answer = world.send(request("PUT", &path, &[("origin", "null")], "hello")).await;
    assert_eq!((answer.text(), answer.header("access-control-allow-origin")), ("hello", Some("null")));
    let other = world.send(request("PUT", &path, &[("origin", "https://evil.example")], "hello")).await;
    assert_eq!(other.header("access-control-allow-origin"), None);
    // Refusals can be read as well.
    let refused = world.get_with(&plugin, "/trap", &[("origin", "null")]).await;
    assert_eq!((refused.status, refused.header("access-control-allow-origin")), (500, Some("null")));
}

#[tokio::test]
async fn a_redirect_to_the_root_means_the_plugins_root() {
    let world = World::new().await;
    let plugin = world.publish(Version::default()).await;
    let answer = world.get(&plugin, "/set-header?name=location&value=/login").await;
    assert_eq!(answer.header("location"), Some(&*format!("/plugins.{plugin}/login")));
}

#[tokio::test]
async fn a_private_plugin_answers_only_to_a_maintainers_key() {
    let world = World::new().await;
    let plugin = world.publish(Version { visibility: Visibility::Private, ..Version::default() }).await;
    let other = world.publish(Version { visibility: Visibility::Private, ..Version::default() }).await;
    let key = async |user: &str, scope: Scope, plugin: Option<PluginId>| {
        let user = world.catalog.accounts().user_by_name(user).await.unwrap();
        let expires_at = Utc::now() + TimeDelta::days(1);
        let new = NewToken { name: "key".into(), scopes: Scopes::from_iter([scope]), plugin, expires_at };
        let (_, secret) = world.catalog.tokens().create(&user, new, Utc::now()).await.unwrap();
        secret.expose().to_owned()
    };
    let status = async |key: &str| world.get_with(&plugin, "/request", &[("mspf-key", key)]).await.status;
    world.add_user("eve").await;
    assert_eq!(world.get(&plugin, "/").await.code(), "plugin.not_found");
    assert_eq!(status("mspf_guess").await, 404);
    assert_eq!(status(&key("eve", Scope::PluginsRead, None).await).await, 404);
    assert_eq!(status(&key("ada", Scope::LogsRead, None).await).await, 404);
    assert_eq!(status(&key("ada", Scope::PluginsRead, Some(other)).await).await, 404);
    assert_eq!(status(&key("ada", Scope::PluginsRead, Some(plugin.clone())).await).await, 200);
    let own = key("ada", Scope::PluginsRead, None).await;
    let answer = world.get_with(&plugin, "/request", &[("mspf-key", &own)]).await;
    assert_eq!(answer.status, 200);
    assert!(!answer.text().contains(&own), "the key is not the guest's to see");
}
