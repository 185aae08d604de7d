use http::StatusCode;
use mspf_test_support::{TestDatabase, on_each_database};
use serde_json::json;

use crate::support::TestApp;

on_each_database! { files_and_folders_are_copied_and_moved }

async fn files_and_folders_are_copied_and_moved(database: TestDatabase) {
    let app = TestApp::new(database).await;
    let ada = app.sign_up("ada").await;
    app.plugin(&ada, "hello").await;
    for path in ["views.py", "templates/home.html", "templates/parts/head.html"] {
        app.write(&ada, path, path.to_owned()).await;
    }
    let before = app.blobs();
    let copied =
        app.act(&ada, "copy", json!({ "from": ["templates", "views.py"], "folder": "backup" })).await;
    assert_eq!(copied.expect(StatusCode::OK).json()["paths"].as_array().unwrap().len(), 6);
    app.act(&ada, "move", json!({ "from": ["views.py"], "to": "app/main.py" })).await.expect(StatusCode::OK);
    assert_eq!(app.read(&ada, "app/main.py").await.text(), "views.py");
    assert_eq!(app.blobs(), before, "no bytes move");

    let act = |what: &'static str, body| app.act(&ada, what, body);
    let way = json!({ "from": ["app/main.py"], "to": "templates/home.html" });
    act("move", way).await.problem(StatusCode::CONFLICT, "workspace.exists");
    let over = json!({ "from": ["app/main.py"], "to": "templates/home.html", "overwrite": true });
    act("move", over).await.expect(StatusCode::OK);
    let into = json!({ "from": ["templates"], "folder": "templates/parts" });
    act("move", into.clone()).await.problem(StatusCode::CONFLICT, "workspace.into_itself");
    act("copy", into).await.problem(StatusCode::CONFLICT, "workspace.into_itself");
    act("move", json!({ "from": [], "to": "x" })).await.field("to", "workspace.target_unclear");
    act("move", json!({ "from": ["nothing"], "to": "x" }))
        .await
        .problem(StatusCode::NOT_FOUND, "workspace.no_such_file");
    act("copy", json!({ "from": ["templates"], "to": "../x" })).await.field("to", "package.path_traversal");
}
