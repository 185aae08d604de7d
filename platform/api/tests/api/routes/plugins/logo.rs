use http::StatusCode;
use mspf_test_support::{TestDatabase, on_each_database};
use serde_json::json;

use crate::support::TestApp;

on_each_database! { a_logo_is_shown_and_cannot_run, a_logo_is_uploaded_named_and_taken_away, only_an_image_is_a_logo }

const PNG: &[u8] = b"\x89PNG\r\n\x1a\n and so on";

async fn a_logo_is_shown_and_cannot_run(database: TestDatabase) {
    let app = TestApp::new(database).await;
    let ada = app.sign_up("ada").await;
    app.plugin(&ada, "hello").await;
    app.get("plugins/ada/hello/logo").send().await.problem(StatusCode::NOT_FOUND, "plugin.no_logo");
    app.release(&ada, "hello", "1.0.0").await;
    let logo = app.get("plugins/ada/hello").send().await.json()["logo"].as_str().unwrap().to_owned();
    let answer = app.get(&logo).send().await.expect(StatusCode::OK);
    assert_eq!(answer.header("content-type"), "image/svg+xml");
    assert!(answer.header("content-security-policy").contains("sandbox"));
    assert_eq!(answer.header("x-content-type-options"), "nosniff");
    let again = app.get(&logo).header("if-none-match", answer.header("etag")).send().await;
    assert_eq!(again.status, StatusCode::NOT_MODIFIED);
}

async fn a_logo_is_uploaded_named_and_taken_away(database: TestDatabase) {
    let app = TestApp::new(database).await;
    let (ada, bob) = (app.sign_up("ada").await, app.sign_up("bob").await);
    app.plugin(&ada, "hello").await;
    let put = |token: &str| app.put("plugins/ada/hello/logo").bearer(token).body("image/png", PNG);
    put(&bob.token).send().await.problem(StatusCode::FORBIDDEN, "account.role_required");
    let plugin = put(&ada.token).send().await.expect(StatusCode::OK);
    assert_eq!(plugin.header("etag"), "\"2\"");
    let late = put(&ada.token).header("if-match", "\"1\"").send().await;
    late.problem(StatusCode::PRECONDITION_FAILED, "etag.stale");
    let shown = app.get(plugin.json()["logo"].as_str().unwrap()).send().await.expect(StatusCode::OK);
    assert_eq!((shown.header("content-type"), &*shown.body), ("image/png", PNG));

    for logo in [json!("https://example.org/a.svg"), json!(null)] {
        put(&ada.token).send().await.expect(StatusCode::OK);
        let patch = app.patch("plugins/ada/hello").bearer(&ada.token).header("if-match", "*");
        let plugin = patch.json(&json!({ "logo": logo })).send().await.expect(StatusCode::OK);
        assert_eq!(plugin.json()["logo"], logo);
        app.get("plugins/ada/hello/logo").send().await.problem(StatusCode::NOT_FOUND, "plugin.no_logo");
    }
}

async fn only_an_image_is_a_logo(database: TestDatabase) {
    let app = TestApp::new(database).await;
    let ada = app.sign_up("ada").await;
    app.plugin(&ada, "hello").await;
    let put =
        |body: Vec<u8>| app.put("plugins/ada/hello/logo").bearer(&ada.token).body("image/png", body).send();
    let page = b"<!doctype html><title>an image, surely</title>";
    for body in [&b""[..], b"GIF88a", b"\x89PNG", page, b"\xff\xfe<svg>"] {
        let refused = put(body.to_vec()).await;
        refused.problem(StatusCode::UNPROCESSABLE_ENTITY, "plugin.logo_no_image");
    }
    let too_large = put([PNG, &[0; 512 * 1024]].concat()).await;
    too_large.problem(StatusCode::PAYLOAD_TOO_LARGE, "plugin.logo_too_large");
    assert_eq!(app.get("plugins/ada/hello").send().await.json()["logo"], json!(null));
    let drawing = b"\xef\xbb\xbf<?xml version=\"1.0\"?>\n<!-- made by hand -->\n<svg xmlns=\"x\"/>";
    for (body, ending) in [(&drawing[..], "svg"), (b"GIF89a...", "gif"), (b"RIFF....WEBP", "webp")] {
        put(body.to_vec()).await.expect(StatusCode::OK);
        let shown = app.get("plugins/ada/hello/logo").send().await.expect(StatusCode::OK);
        assert!(shown.header("content-type").contains(ending));
    }
}
