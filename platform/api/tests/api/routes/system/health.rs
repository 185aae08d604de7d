//! `GET /healthz`

use http::StatusCode;

use crate::support::TestApp;

#[tokio::test]
async fn a_server_that_lives_says_so() {
    let app = TestApp::sqlite().await;
    assert_eq!(app.get("/healthz").send().await.expect(StatusCode::OK).text(), "ok");
}
