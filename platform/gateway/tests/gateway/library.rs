//! The front-end library that every plugin may use.

use std::path::PathBuf;
use std::sync::Arc;

use mspf_catalog::PluginId;
use mspf_gateway::{GatewayConfig, Library, ServerConfig};

use crate::client::{get, request};
use crate::world::{Version, World};

const SCRIPT: &str = "/static/base-plugins/jquery-3.5.1.min.js";

/// Packs a library of a few files.
fn package(directory: &tempfile::TempDir, mount: &str) -> PathBuf {
    let manifest = format!(
        "manifest_version = 1\n[plugin]\nname = \"base-plugins\"\nversion = \"1.0.0\"\n[runtime]\nkind = \"static\"\n\
         [static]\ndir = \"base-plugins\"\nmount = \"{mount}\"\n"
    );
    let files = [
        ("mspf.toml", manifest.as_str()),
        ("base-plugins/jquery-3.5.1.min.js", "let plain = 1;"),
        ("base-plugins/jquery-3.5.1.min.js.br", "brotli bytes"),
        ("base-plugins/font-awesome-4.7.0/fonts/fontawesome-webfont.woff2", "font"),
    ];
    let files = files.map(|(path, text)| (path.to_owned(), text.as_bytes().to_vec()));
    let path = directory.path().join("base-plugins.zip");
    std::fs::write(&path, mspf_package::write_package(files).unwrap()).unwrap();
    path
}

async fn world() -> World {
    let directory = tempfile::tempdir().unwrap();
    let library = Library::open(&package(&directory, "/static/base-plugins")).unwrap();
    let config = GatewayConfig { library: Some(Arc::new(library)), ..GatewayConfig::default() };
    World::with(config, ServerConfig::default()).await
}

fn own_origin(plugin: &PluginId) -> String {
    format!("{}.plugins.localhost", mspf_gateway::host_label(plugin.as_str()))
}

#[tokio::test]
async fn it_answers_at_the_root_and_below_every_plugin() {
    let world = world().await;
    let plugin = world.publish(Version::default()).await;
    let host = own_origin(&plugin);
    for answer in [
        world.send(get(SCRIPT, &[])).await,
        world.get(&plugin, SCRIPT).await,
        world.send(get(SCRIPT, &[("host", &host)])).await,
    ] {
        assert_eq!((answer.status, answer.text()), (200, "let plain = 1;"), "{answer:?}");
        assert_eq!(answer.header("content-type"), Some("text/javascript; charset=utf-8"));
        assert_eq!(answer.header("cache-control"), Some("public, max-age=604800"));
        assert_eq!(answer.header("access-control-allow-origin"), Some("*"));
        assert_eq!(answer.header("x-content-type-options"), Some("nosniff"));
        let tag = answer.header("etag").unwrap();
        assert!(tag.starts_with('"'), "{tag}");
        let again = world.send(get(SCRIPT, &[("if-none-match", tag)])).await;
        assert_eq!((again.status, again.body.len()), (304, 0));
        assert_eq!(again.header("access-control-allow-origin"), Some("*"));
    }
}

#[tokio::test]
async fn packed_files_parts_and_fonts() {
    let world = world().await;
    let packed = world.send(get(SCRIPT, &[("accept-encoding", "gzip, br")])).await;
    assert_eq!((packed.header("content-encoding"), packed.text()), (Some("br"), "brotli bytes"));
    let part = world.send(get(SCRIPT, &[("range", "bytes=4-8")])).await;
    assert_eq!((part.status, part.text()), (206, "plain"));
    let head = world.send(request("HEAD", SCRIPT, &[], "")).await;
    assert_eq!((head.status, head.header("content-length")), (200, Some("14")));
    // A page in the sandbox has no origin of its own.
    let plugin = world.publish(Version::default()).await;
    let font = "/static/base-plugins/font-awesome-4.7.0/fonts/fontawesome-webfont.woff2?v=4.7.0";
    let font = world.get_with(&plugin, font, &[("origin", "null")]).await;
    assert_eq!((font.status, font.header("content-type")), (200, Some("font/woff2")));
    assert_eq!(font.header("access-control-allow-origin"), Some("null"));
}

#[tokio::test]
async fn a_plugins_own_file_wins() {
    let world = world().await;
    let files: Vec<(&str, &[u8])> = vec![("static/base-plugins/jquery-3.5.1.min.js", b"own")];
    let plugin = world.publish(Version { files, manifest: "[static]\n", ..Version::default() }).await;
    assert_eq!(world.get(&plugin, SCRIPT).await.text(), "own");
    assert_eq!(world.send(get(SCRIPT, &[])).await.text(), "let plain = 1;");
}

#[tokio::test]
async fn nothing_else_can_be_read_through_it() {
    let world = world().await;
    for path in [
        "/static/base-plugins/",
        "/static/base-plugins/mspf.toml",
        "/static/base-plugins/../mspf.toml",
        "/static/base-plugins/%2e%2e/mspf.toml",
        "/static/base-plugins/..%2fmspf.toml",
        "/static/base-plugins//etc/passwd",
        "/static/base-plugins/font-awesome-4.7.0",
        "/static/base-plugins/jquery-3.5.1.min.js/",
    ] {
        let answer = world.send(get(path, &[])).await;
        assert_eq!((answer.status, answer.code().as_str()), (404, "library.no_such_file"), "{path}");
    }
    let written = world.send(request("PUT", SCRIPT, &[], "x")).await;
    assert_eq!(written.status, 404);
    // Beside it everything is as before.
    assert!(world.send(get("/static/base-plugins", &[])).await.text().starts_with("control plane"));
    assert!(world.send(get("/static/other.js", &[])).await.text().starts_with("control plane"));
}

#[tokio::test]
async fn without_a_library_its_addresses_are_like_all_others() {
    let world = World::new().await;
    assert!(world.send(get(SCRIPT, &[])).await.text().starts_with("control plane"));
    let directory = tempfile::tempdir().unwrap();
    let other = package(&directory, "/static");
    assert!(Library::open(&other).unwrap_err().to_string().contains("/static/base-plugins"));
    std::fs::write(&other, "no zip").unwrap();
    assert!(Library::open(&other).is_err());
    assert!(Library::open(&directory.path().join("absent")).is_err());
}
