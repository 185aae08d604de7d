//! Static files over HTTP.

use crate::client::{get, raw, request};
use crate::world::{Version, World};
use mspf_catalog::PluginId;

const LARGE: usize = 300_000;

async fn site(world: &World) -> PluginId {
    let large: Vec<u8> = (0..LARGE).map(|n| (n % 251) as u8).collect();
    let files: Vec<(&str, &[u8])> = vec![
        ("mspf.toml", b"secret"),
        ("web/index.html", b"<h1>Home</h1>"),
        ("web/docs/index.html", b"<h1>Docs</h1>"),
        ("web/app.js", b"let plain = 1;"),
        ("web/app.js.br", b"brotli bytes"),
        ("web/app.js.gz", b"gzip bytes"),
        ("web/large.bin", &large),
    ];
    let manifest = "[static]\ndir = \"web\"\nmount = \"/\"\n";
    world.publish(Version { component: None, files, manifest, ..Version::default() }).await
}

#[tokio::test]
async fn files_come_with_type_tag_and_policy() {
    let world = World::new().await;
    let plugin = site(&world).await;
    let home = world.get(&plugin, "/").await;
    assert_eq!((home.status, home.text()), (200, "<h1>Home</h1>"));
    assert_eq!(home.header("content-type"), Some("text/html; charset=utf-8"));
    assert_eq!(
        (home.header("cache-control"), home.header("x-content-type-options")),
        (Some("no-cache"), Some("nosniff"))
    );
    assert!(home.header("content-security-policy").unwrap().starts_with("sandbox "));
    let tag = home.header("etag").unwrap();
    let again = world.get_with(&plugin, "/", &[("if-none-match", tag)]).await;
    assert_eq!((again.status, again.body.len(), again.header("etag")), (304, 0, Some(tag)));
    let fixed = world.send(get(&format!("/plugins.{plugin}@1.0.0/index.html"), &[])).await;
    assert!(fixed.header("cache-control").unwrap().contains("immutable"));
}

#[tokio::test]
async fn folders_lead_to_their_page() {
    let world = World::new().await;
    let plugin = site(&world).await;
    let folder = world.get(&plugin, "/docs?a=b").await;
    assert_eq!(
        (folder.status, folder.header("location")),
        (308, Some(&*format!("/plugins.{plugin}/docs/?a=b")))
    );
    assert_eq!(world.get(&plugin, "/docs/").await.text(), "<h1>Docs</h1>");
}

#[tokio::test]
async fn the_best_stored_form_is_sent() {
    let world = World::new().await;
    let plugin = site(&world).await;
    for (accepted, encoding, text) in [
        ("gzip, br", Some("br"), "brotli bytes"),
        ("gzip", Some("gzip"), "gzip bytes"),
        ("br;q=0", None, "let plain = 1;"),
    ] {
        let answer = world.get_with(&plugin, "/app.js", &[("accept-encoding", accepted)]).await;
        assert_eq!((answer.header("content-encoding"), answer.text()), (encoding, text));
        assert_eq!(answer.header("vary"), Some("accept-encoding"));
        assert_eq!(answer.header("content-type"), Some("text/javascript; charset=utf-8"));
    }
}

#[tokio::test]
async fn parts_and_heads_of_small_and_large_files() {
    let world = World::new().await;
    let plugin = site(&world).await;
    let whole = world.get(&plugin, "/large.bin").await;
    assert_eq!((whole.status, whole.body.len()), (200, LARGE));
    assert_eq!(whole.header("content-length"), Some("300000"));
    let part = world.get_with(&plugin, "/large.bin", &[("range", "bytes=200000-200009")]).await;
    assert_eq!((part.status, &part.body[..]), (206, &whole.body[200_000..200_010]));
    assert_eq!(part.header("content-range"), Some("bytes 200000-200009/300000"));
    let end = world.get_with(&plugin, "/app.js", &[("range", "bytes=-2"), ("accept-encoding", "br")]).await;
    assert_eq!((end.status, end.text(), end.header("content-encoding")), (206, "1;", None));
    let beyond = world.get_with(&plugin, "/app.js", &[("range", "bytes=99-")]).await;
    assert_eq!((beyond.status, beyond.header("content-range")), (416, Some("bytes */14")));
    let head = world.send(request("HEAD", &format!("/plugins.{plugin}/large.bin"), &[], "")).await;
    assert_eq!((head.status, head.header("content-length"), head.body.len()), (200, Some("300000"), 0));
}

#[tokio::test]
async fn no_spelling_of_a_path_leads_out_of_the_folder() {
    let world = World::new().await;
    let plugin = site(&world).await;
    for path in [
        "/../mspf.toml",
        "/%2e%2e/mspf.toml",
        "/..%2fmspf.toml",
        "/%2e%2e%2fmspf.toml",
        "/docs/../../mspf.toml",
        "/..%5cmspf.toml",
        "//mspf.toml",
        "/%00",
        "/web/index.html",
        "/%252e%252e/mspf.toml",
    ] {
        let target = format!("/plugins.{plugin}{path}");
        let answer =
            raw(world.address, &format!("GET {target} HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n"))
                .await;
        assert!(answer.starts_with("HTTP/1.1 404 ") && !answer.contains("secret"), "{path}: {answer}");
    }
}

#[tokio::test]
async fn a_site_without_code_is_read_only() {
    let world = World::new().await;
    let plugin = site(&world).await;
    let posted = world.send(request("POST", &format!("/plugins.{plugin}/app.js"), &[], "x")).await;
    assert_eq!(
        (posted.status, &*posted.code(), posted.header("allow")),
        (405, "plugin.read_only", Some("GET, HEAD"))
    );
    let missing = world.get(&plugin, "/nothing.js").await;
    assert_eq!((missing.status, &*missing.code()), (404, "plugin.no_such_file"));
}

#[tokio::test]
async fn beside_code_files_come_first_and_the_rest_is_the_codes() {
    let world = World::new().await;
    let files: Vec<(&str, &[u8])> = vec![("static/logo.svg", b"<svg/>")];
    let plugin = world.publish(Version { files, manifest: "[static]\n", ..Version::default() }).await;
    let logo = world.get(&plugin, "/static/logo.svg").await;
    assert_eq!(logo.header("content-type"), Some("image/svg+xml; charset=utf-8"));
    assert_eq!(world.get(&plugin, "/static/none").await.text(), "no such attack\n");
    assert_eq!(world.get(&plugin, "/").await.text(), "misbehaving\n");
}

#[tokio::test]
async fn a_new_release_brings_its_own_files() {
    let world = World::new().await;
    let page = |text: &'static [u8]| vec![("web/index.html", text)];
    let manifest = "[static]\ndir = \"web\"\nmount = \"/\"\n";
    let plugin =
        world.publish(Version { component: None, files: page(b"one"), manifest, ..Version::default() }).await;
    assert_eq!(world.get(&plugin, "/").await.text(), "one");
    let next =
        Version { number: "2.0.0", component: None, files: page(b"two"), manifest, ..Version::default() };
    world.publish_next(&plugin, next).await;
    assert_eq!(world.get(&plugin, "/").await.text(), "two");
    assert_eq!(world.send(get(&format!("/plugins.{plugin}@1.0.0/"), &[])).await.text(), "one");
}
