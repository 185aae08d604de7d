use http::StatusCode;
use mspf_test_support::{TestDatabase, on_each_database};

use crate::support::TestApp;

on_each_database! { a_file_is_read_and_nothing_in_it_runs }

async fn a_file_is_read_and_nothing_in_it_runs(database: TestDatabase) {
    let app = TestApp::new(database).await;
    let ada = app.sign_up("ada").await;
    app.plugin(&ada, "hello").await;
    let page = "<script>alert(1)</script>";
    let written = app.write(&ada, "templates/a%20b.html", page).await;
    let answer = app.read(&ada, "templates/a%20b.html").await.expect(StatusCode::OK);
    assert_eq!(answer.text(), page);
    assert_eq!(answer.header("etag"), written.header("etag"));
    assert_eq!(answer.header("content-type"), "application/octet-stream");
    assert_eq!(answer.header("content-disposition"), "attachment");
    assert_eq!(answer.header("x-content-type-options"), "nosniff");
    let call = app.get("plugins/ada/hello/workspace/files/templates/a%20b.html").bearer(&ada.token);
    let same = call.header("if-none-match", answer.header("etag")).send().await;
    assert_eq!(same.status, StatusCode::NOT_MODIFIED);
    let large = "x".repeat(3 << 20);
    app.write(&ada, "large.txt", large.clone()).await;
    let sent = app.read(&ada, "large.txt").await;
    assert_eq!((sent.header("content-length"), sent.body.len()), ("3145728", large.len()));
    for nothing in ["templates", "missing.py"] {
        app.read(&ada, nothing).await.problem(StatusCode::NOT_FOUND, "workspace.no_such_file");
    }
    for attack in ["..%2f..%2fetc%2fpasswd", "%2Fetc%2Fpasswd", "a%5Cb"] {
        assert_eq!(app.read(&ada, attack).await.status, StatusCode::UNPROCESSABLE_ENTITY, "{attack}");
    }
}
