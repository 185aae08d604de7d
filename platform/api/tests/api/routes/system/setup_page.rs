//! `GET /setup`

use http::StatusCode;

use crate::support::TestApp;

#[tokio::test]
async fn the_page_and_its_parts_are_served() {
    let app = TestApp::sqlite().await;
    for (path, kind) in
        [("/setup", "text/html"), ("/setup/setup.js", "text/javascript"), ("/setup/setup.css", "text/css")]
    {
        let answer = app.get(path).send().await.expect(StatusCode::OK);
        assert!(answer.header("content-type").starts_with(kind));
        assert!(answer.header("content-security-policy").contains("script-src 'self'"));
    }
}
