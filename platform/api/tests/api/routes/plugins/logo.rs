use http::StatusCode;
use mspf_test_support::{TestDatabase, on_each_database};

use crate::support::TestApp;

on_each_database! { a_logo_is_shown_and_cannot_run }

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
