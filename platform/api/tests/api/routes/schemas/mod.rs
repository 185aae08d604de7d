use http::StatusCode;

use crate::support::TestApp;

#[tokio::test]
async fn the_manifests_schema_is_there_for_everyone() {
    let app = TestApp::sqlite().await;
    let answer = app.get("schemas/manifest").send().await.expect(StatusCode::OK);
    assert_eq!(answer.header("content-type"), "application/schema+json");
    assert_eq!(answer.json()["title"], "mspf.toml");
}
