//! Nobody but its maintainers finds a workspace, by whatever verb.

use http::{Method, StatusCode};
use mspf_test_support::{TestDatabase, on_each_database};
use serde_json::json;

use crate::support::{TestApp, form};

on_each_database! { a_workspace_is_its_maintainers_alone, a_token_does_what_its_scopes_say }

const READS: [&str; 6] = ["tree", "files/views.py", "archive", "search?q=a", "history", "diff?version=1.0.0"];

async fn a_workspace_is_its_maintainers_alone(database: TestDatabase) {
    let app = TestApp::new(database).await;
    let (ada, bob) = (app.sign_up("ada").await, app.sign_up("bob").await);
    app.plugin(&ada, "hello").await;
    app.write(&ada, "views.py", "secret").await;
    let way = |what: &str| format!("plugins/ada/hello/workspace/{what}");
    for read in READS {
        app.get(&way(read))
            .bearer(&bob.token)
            .send()
            .await
            .problem(StatusCode::NOT_FOUND, "workspace.not_found");
        app.get(&way(read)).send().await.problem(StatusCode::UNAUTHORIZED, "auth.required");
    }
    let file = way("files/views.py");
    let put =
        app.put(&file).bearer(&bob.token).header("if-match", "*").body("text/plain", "mine").send().await;
    put.problem(StatusCode::NOT_FOUND, "workspace.not_found");
    app.delete(&file).bearer(&bob.token).send().await.problem(StatusCode::NOT_FOUND, "workspace.not_found");
    for (verb, body) in [
        ("folders", json!({ "path": "x" })),
        ("copy", json!({ "from": ["views.py"], "to": "x" })),
        ("move", json!({ "from": ["views.py"], "to": "x" })),
        ("restore", json!({ "save": 0 })),
    ] {
        app.act(&bob, verb, body).await.problem(StatusCode::NOT_FOUND, "workspace.not_found");
    }
    let upload = app.post(&way("upload")).bearer(&bob.token);
    let upload = upload.body("multipart/form-data; boundary=b", form(&[("a", b"a")])).send().await;
    upload.problem(StatusCode::NOT_FOUND, "workspace.not_found");
    assert_eq!(app.read(&ada, "views.py").await.text(), "secret");
    assert_eq!(app.look(&ada, "tree").await.json()["revision"], 1);
}

async fn a_token_does_what_its_scopes_say(database: TestDatabase) {
    let app = TestApp::new(database).await;
    let ada = app.sign_up("ada").await;
    app.plugin(&ada, "hello").await;
    app.write(&ada, "views.py", "1").await;
    let reader = app.token(&ada, &["plugins:read"]).await;
    let writer = app.token(&ada, &["plugins:write"]).await;
    let call = |method, token: &str| {
        let call = app.call(method, "plugins/ada/hello/workspace/files/views.py").bearer(token);
        call.header("if-match", "*").body("text/plain", "2").send()
    };
    call(Method::GET, &reader).await.expect(StatusCode::OK);
    call(Method::PUT, &writer).await.expect(StatusCode::OK);
    call(Method::PUT, &reader).await.problem(StatusCode::FORBIDDEN, "auth.scope_missing");
    call(Method::DELETE, &reader).await.problem(StatusCode::FORBIDDEN, "auth.scope_missing");
    call(Method::GET, &writer).await.problem(StatusCode::FORBIDDEN, "auth.scope_missing");
}
