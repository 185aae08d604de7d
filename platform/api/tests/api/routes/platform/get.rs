use http::StatusCode;
use mspf_test_support::TestDatabase;
use serde_json::json;

use crate::support::TestApp;

#[tokio::test]
async fn a_stranger_learns_what_this_platform_is() {
    let app = TestApp::with(TestDatabase::sqlite().await, |config| {
        config.plugin_domain = Some("plugins.example.org".into());
        config.sign_up_open = false;
        config.upload_max_bytes = 1 << 20;
        config.python = true;
    })
    .await;
    let answer = app.get("platform").send().await.expect(StatusCode::OK);
    let told = json!({
        "version": env!("CARGO_PKG_VERSION"), "plugin_domain": "plugins.example.org", "sign_up": false,
        "upload_max_bytes": 1 << 20, "python": true,
    });
    assert_eq!(answer.json(), told);
}

#[tokio::test]
async fn a_node_that_knows_little_says_little() {
    let app = TestApp::sqlite().await;
    let told = app.get("platform").send().await.expect(StatusCode::OK).json();
    assert_eq!((&told["plugin_domain"], &told["python"]), (&json!(null), &json!(false)));
}
