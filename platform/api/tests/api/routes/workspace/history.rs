use http::StatusCode;
use mspf_test_support::{TestDatabase, on_each_database};
use serde_json::json;

use crate::{assert_answer, support::TestApp};

on_each_database! { saves_are_listed_and_brought_back }

async fn saves_are_listed_and_brought_back(database: TestDatabase) {
    let app = TestApp::new(database).await;
    let ada = app.sign_up("ada").await;
    app.plugin(&ada, "hello").await;
    app.write(&ada, "views.py", "one").await;
    app.write(&ada, "views.py", "two").await;
    app.delete("plugins/ada/hello/workspace/files/views.py").bearer(&ada.token).send().await;
    let page = app.look(&ada, "history?per_page=2").await.expect(StatusCode::OK).json();
    let saves: Vec<_> = page["items"].as_array().unwrap().iter().map(|save| save["save"].clone()).collect();
    assert_eq!(saves, [json!(3), json!(2)]);
    let rest = app.look(&ada, &format!("history?after={}", page["next"].as_str().unwrap())).await.json();
    assert_eq!((&rest["items"][0]["save"], &rest["next"]), (&json!(1), &json!(null)));
    assert_eq!(app.read(&ada, "views.py?save=1").await.text(), "one");
    app.read(&ada, "views.py?save=9").await.problem(StatusCode::NOT_FOUND, "workspace.no_such_save");

    app.act(&ada, "restore", json!({ "save": 1, "path": "views.py" })).await.expect(StatusCode::OK);
    assert_eq!(app.read(&ada, "views.py").await.text(), "one");
    app.act(&ada, "restore", json!({ "save": 0 })).await.expect(StatusCode::OK);
    assert_eq!(app.paths(&ada).await, json!([]));
    for never in [-1, 99] {
        let answer = app.act(&ada, "restore", json!({ "save": never })).await;
        answer.problem(StatusCode::NOT_FOUND, "workspace.no_such_save");
    }
    let escape = app.act(&ada, "restore", json!({ "save": 1, "path": "../x" })).await;
    escape.field("path", "package.path_traversal");
    assert_answer!(app.look(&ada, "history?path=views.py").await);
}
