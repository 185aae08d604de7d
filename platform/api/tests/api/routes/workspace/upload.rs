use http::StatusCode;
use mspf_package::write_package;
use mspf_test_support::{TestDatabase, on_each_database};
use serde_json::json;

use crate::support::TestApp;

on_each_database! { files_are_uploaded_together, a_zip_is_a_file_or_what_is_in_it, what_is_wrong_is_refused_whole }

async fn files_are_uploaded_together(database: TestDatabase) {
    let app = TestApp::new(database).await;
    let ada = app.sign_up("ada").await;
    app.plugin(&ada, "hello").await;
    let files: [(&str, &[u8]); 2] = [("a.txt", b"a"), ("img/b.png", b"\x89PNG")];
    let saved = app.upload(&ada, "?folder=static", &files).await.expect(StatusCode::CREATED).json();
    assert_eq!(saved["paths"], json!(["static", "static/a.txt", "static/img", "static/img/b.png"]));
    let again: [(&str, &[u8]); 1] = [("a.txt", b"other")];
    app.upload(&ada, "?folder=static", &again).await.problem(StatusCode::CONFLICT, "workspace.exists");
    app.upload(&ada, "?folder=static/&overwrite=true", &again).await.expect(StatusCode::CREATED);
    assert_eq!(app.read(&ada, "static/a.txt").await.text(), "other");
}

async fn a_zip_is_a_file_or_what_is_in_it(database: TestDatabase) {
    let app = TestApp::new(database).await;
    let ada = app.sign_up("ada").await;
    app.plugin(&ada, "hello").await;
    let zip = [("css/a.css", "a {}"), ("b.js", "b()")].map(|(path, text)| (path.to_owned(), text.into()));
    let zip = write_package(zip).unwrap();
    app.upload(&ada, "", &[("site.zip", &zip)]).await.expect(StatusCode::CREATED);
    app.upload(&ada, "?unpack=true&folder=static", &[("site.zip", &zip)]).await.expect(StatusCode::CREATED);
    let expected = ["site.zip", "static", "static/b.js", "static/css", "static/css/a.css"];
    assert_eq!(app.paths(&ada).await, json!(expected));
}

async fn what_is_wrong_is_refused_whole(database: TestDatabase) {
    let app = TestApp::new(database).await;
    let ada = app.sign_up("ada").await;
    app.plugin(&ada, "hello").await;
    for (name, code) in [
        ("../escape.txt", "package.path_traversal"),
        ("/etc/passwd", "package.path_absolute"),
        ("aux", "package.path_reserved"),
    ] {
        let files: [(&str, &[u8]); 2] = [("fine.txt", b"x"), (name, b"x")];
        app.upload(&ada, "", &files).await.field("path", code);
    }
    let clash: [(&str, &[u8]); 2] = [("a.txt", b"x"), ("A.txt", b"y")];
    app.upload(&ada, "", &clash).await.problem(StatusCode::CONFLICT, "workspace.name_clash");
    let no_zip: [(&str, &[u8]); 1] = [("a.zip", b"no zip")];
    let answer = app.upload(&ada, "?unpack=true", &no_zip).await;
    answer.problem(StatusCode::UNPROCESSABLE_ENTITY, "package.not_a_zip");
    app.upload(&ada, "", &[]).await.field("file", "workspace.nothing_sent");
    assert_eq!(app.paths(&ada).await, json!([]));
}
