use http::StatusCode;
use mspf_test_support::{TestDatabase, on_each_database};
use serde_json::json;

use crate::support::TestApp;

on_each_database! { a_folder_is_made }

async fn a_folder_is_made(database: TestDatabase) {
    let app = TestApp::new(database).await;
    let ada = app.sign_up("ada").await;
    app.plugin(&ada, "hello").await;
    let make = |path: &str| app.act(&ada, "folders", json!({ "path": path }));
    make("static/img").await.expect(StatusCode::CREATED);
    make("static").await.problem(StatusCode::CONFLICT, "workspace.exists");
    make("STATIC/js").await.problem(StatusCode::CONFLICT, "workspace.name_clash");
    make("../up").await.field("path", "package.path_traversal");
    make("").await.field("path", "package.path_empty");
    assert_eq!(app.paths(&ada).await, json!(["static", "static/img"]));
}
