use http::StatusCode;
use mspf_test_support::{TestDatabase, on_each_database};
use serde_json::json;

use crate::support::TestApp;

on_each_database! { files_and_folders_are_deleted }

async fn files_and_folders_are_deleted(database: TestDatabase) {
    let app = TestApp::new(database).await;
    let ada = app.sign_up("ada").await;
    app.plugin(&ada, "hello").await;
    for path in ["views.py", "static/a.css", "static/img/b.png", "static.txt"] {
        app.write(&ada, path, path.to_owned()).await;
    }
    let delete =
        |path: &str| app.delete(&format!("plugins/ada/hello/workspace/files/{path}")).bearer(&ada.token);
    let stale = delete("views.py").header("if-match", "\"0\"").send().await;
    stale.problem(StatusCode::PRECONDITION_FAILED, "workspace.conflict");
    delete("views.py").send().await.expect(StatusCode::OK);
    delete("views.py").send().await.problem(StatusCode::NOT_FOUND, "workspace.no_such_file");
    let gone = delete("static").send().await.expect(StatusCode::OK).json();
    assert_eq!(gone["paths"], json!(["static", "static/a.css", "static/img", "static/img/b.png"]));
    assert_eq!(app.paths(&ada).await, json!(["static.txt"]));
}
