//! Flask and Bottle, unchanged.

use http_body_util::Full;
use mspf_test_support::python_source;

use super::{REUSED, answer, empty, forwarded, get, upload};
use crate::support::{Plugin, Setup, read};

fn flask() -> Plugin {
    Plugin::python(python_source("flask"), "app:app", "flask", Setup { reuse: REUSED, ..Setup::default() })
}

#[tokio::test]
async fn templates_blueprints_and_links_know_the_address() {
    let plugin = flask();
    for prefix in ["", "/plugins.SP_1"] {
        let (status, _, page) = get(&plugin, "/", prefix).await;
        assert_eq!(status, 200);
        assert_eq!(
            page,
            format!(
                "<!doctype html><title>Flask</title><p>Hello, &lt;world&gt;! {prefix}/static/style.css</p>"
            )
        );
        assert_eq!(get(&plugin, "/shop/item/3", prefix).await.2, format!("3 at {prefix}/shop/item/3"));
        let (status, location, _) = get(&plugin, "/go", prefix).await;
        assert_eq!((status, location), (302, format!("{prefix}/shop/item/7")));
        assert_eq!(get(&plugin, "/external", prefix).await.2, format!("https://platform.test:8899{prefix}/"));
    }
}

#[tokio::test]
async fn json_uploads_and_streams_work() {
    let plugin = flask();
    let request = forwarded("POST", "/json", "").header("content-type", "application/json");
    let (_, _, text) =
        answer(&plugin, request.body(Full::new(r#"{"a":[1]}"#.into())).unwrap()).await.unwrap();
    assert_eq!(text.trim(), r#"{"got":{"a":[1]},"mimetype":"application/json"}"#);
    // Larger than what Werkzeug keeps in memory by itself.
    let (status, _, text) =
        answer(&plugin, upload("/upload", "note", "hi", &vec![7; 2 << 20])).await.unwrap();
    assert_eq!((status, text.trim()), (200, r#"{"last":7,"length":2097152,"name":"a.bin","note":"hi"}"#));
    assert_eq!(get(&plugin, "/stream", "").await.2, "/stream 0\n/stream 1\n/stream 2\n");
    assert_eq!(get(&plugin, "/async", "/plugins.SP_1").await.2, "async at /plugins.SP_1/async");
}

#[tokio::test]
async fn sessions_are_kept_in_a_cookie() {
    let plugin = flask();
    let first = plugin.head("/visits").await.unwrap();
    let cookie = first.headers()["set-cookie"].to_str().unwrap().split(';').next().unwrap().to_owned();
    assert_eq!(read(first).await.unwrap().1, "1");
    let request = forwarded("GET", "/visits", "").header("cookie", cookie).body(empty()).unwrap();
    assert_eq!(answer(&plugin, request).await.unwrap().2, "2");
}

#[tokio::test]
async fn errors_are_the_frameworks_own_and_logged() {
    let plugin = flask();
    let (status, _, page) = get(&plugin, "/missing", "").await;
    assert!(status == 404 && page.contains("<h1>Not Found</h1>"), "{page}");
    let (status, _, page) = get(&plugin, "/broken", "").await;
    assert!(status == 500 && page.contains("<h1>Internal Server Error</h1>"), "{page}");
    let log = plugin.log.take();
    assert!(
        log.iter().any(|line| line.starts_with("r1 Log(Error)") && line.contains("/plugin/app.py")),
        "{log:#?}"
    );
    assert!(log.iter().any(|line| line.contains("KeyError: 'nothing'")), "{log:#?}");
}

#[tokio::test]
async fn bottle_answers() {
    let plugin = Plugin::python(
        python_source("bottle"),
        "app:app",
        "bottle",
        Setup { reuse: REUSED, ..Setup::default() },
    );
    assert_eq!(get(&plugin, "/?name=%3Cb%3E", "").await.2, "Hello, &lt;b&gt;!");
    let (_, _, text) = answer(&plugin, upload("/form", "name", "Ada", &vec![1; 200_000])).await.unwrap();
    assert_eq!(text, r#"{"name": "Ada", "file": 200000}"#);
    let (status, location, _) = get(&plugin, "/go", "/plugins.SP_1").await;
    assert_eq!((status, location.as_str()), (303, "https://platform.test:8899/elsewhere"));
    let (status, _, _) = get(&plugin, "/broken", "").await;
    assert_eq!(status, 500);
    assert!(plugin.log.take().iter().any(|line| line.contains("LookupError: in Bottle")));
}
