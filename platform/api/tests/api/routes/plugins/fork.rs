use http::StatusCode;
use mspf_catalog::TreeFile;
use mspf_test_support::{TestDatabase, on_each_database};
use serde_json::{Value, json};

use crate::{
    assert_answer,
    support::{Answer, TestApp, Visitor, component, manifest, package, static_manifest},
};

on_each_database! {
    a_release_is_forked_with_its_source_and_its_licence,
    a_draft_is_forked_by_its_maintainers_alone,
    what_is_closed_hidden_or_banned_is_not_forked,
    a_fork_belongs_to_whoever_may_make_plugins_there,
    packages_of_a_version_stay_behind,
}

async fn fork(app: &TestApp, who: &Visitor, plugin: &str, body: Value) -> Answer {
    app.post(&format!("plugins/{plugin}/fork")).bearer(&who.token).json(&body).send().await
}

async fn file(app: &TestApp, who: &Visitor, plugin: &str, path: &str) -> Answer {
    app.get(&format!("plugins/{plugin}/workspace/files/{path}")).bearer(&who.token).send().await
}

async fn paths(app: &TestApp, who: &Visitor, plugin: &str) -> Vec<String> {
    let tree = app.get(&format!("plugins/{plugin}/workspace/tree")).bearer(&who.token).send().await.json();
    let path = |entry: &Value| entry["path"].as_str().unwrap().to_owned();
    tree["entries"].as_array().unwrap().iter().map(path).collect()
}

async fn a_release_is_forked_with_its_source_and_its_licence(database: TestDatabase) {
    let app = TestApp::new(database).await;
    let (ada, bob) = (app.sign_up("ada").await, app.sign_up("bob").await);
    let body = json!({
        "name": "hello", "licence": "MIT OR Apache-2.0", "copyright": "© Ada", "developer": "Ada Lovelace",
        "keywords": ["greeting"], "default_options": { "who": "world" }, "visibility": "unlisted",
    });
    let original = app.plugin_like(&ada, body).await;
    app.release(&ada, "hello", "1.0.0").await;
    app.write(&ada, "mspf.toml", manifest("hello", "9.0.0")).await;

    let answer = fork(&app, &bob, "ada/hello", json!({ "name": "hi" })).await.expect(StatusCode::CREATED);
    let forked = answer.json();
    assert_eq!(answer.header("location"), format!("/api/v1/plugins/{}", forked["id"].as_str().unwrap()));
    assert_eq!(answer.header("etag"), "\"1\"");
    assert_eq!((&forked["parent"], &forked["version"]), (&original["id"], &json!(null)));
    assert_answer!(answer);
    // What was released, not what came after it.
    assert_eq!(paths(&app, &bob, "bob/hi").await, ["mspf.toml", "plugin.wasm", "static", "static/logo.svg"]);
    let text = file(&app, &bob, "bob/hi", "mspf.toml").await.text();
    assert_eq!(text, manifest("hi", "1.0.0"));
    assert_eq!(file(&app, &bob, "bob/hi", "plugin.wasm").await.body, component());

    // It lives on its own.
    let publish =
        app.post("plugins/bob/hi/versions").bearer(&bob.token).json(&json!({ "from": "workspace" }));
    publish.send().await.expect(StatusCode::ACCEPTED);
    app.build().await;
    assert_eq!(app.get("plugins/bob/hi").send().await.json()["version"], "1.0.0");
    assert_eq!(app.read(&ada, "mspf.toml").await.text(), manifest("hello", "9.0.0"));
}

async fn a_draft_is_forked_by_its_maintainers_alone(database: TestDatabase) {
    let app = TestApp::new(database).await;
    let (ada, bob) = (app.sign_up("ada").await, app.sign_up("bob").await);
    app.plugin(&ada, "hello").await;
    let body = json!({ "name": "again" });
    fork(&app, &ada, "ada/hello", body.clone()).await.problem(StatusCode::NOT_FOUND, "version.not_found");
    app.write(&ada, "mspf.toml", static_manifest("hello")).await;
    app.write(&ada, "static/index.html", "draft").await;
    fork(&app, &bob, "ada/hello", json!({})).await.problem(StatusCode::NOT_FOUND, "version.not_found");
    let forked = fork(&app, &ada, "ada/hello", body).await.expect(StatusCode::CREATED).json();
    assert_eq!(forked["kind"], "static");
    assert_eq!(file(&app, &ada, "ada/again", "static/index.html").await.text(), "draft");
    assert_eq!(file(&app, &ada, "ada/again", "mspf.toml").await.text(), static_manifest("again"));

    // One that can't run is forked as it is.
    app.write(&ada, "mspf.toml", "manifest_version = ").await;
    fork(&app, &ada, "ada/hello", json!({ "name": "broken" })).await.expect(StatusCode::CREATED);
    assert_eq!(file(&app, &ada, "ada/broken", "mspf.toml").await.text(), "manifest_version = ");
}

async fn what_is_closed_hidden_or_banned_is_not_forked(database: TestDatabase) {
    let app = TestApp::new(database).await;
    let (admin, ada, bob) = (app.administrator().await, app.sign_up("ada").await, app.sign_up("bob").await);
    app.plugin_like(&ada, json!({ "name": "hello", "price": 499, "currency": "EUR" })).await;
    app.release(&ada, "hello", "1.0.0").await;
    let closed = fork(&app, &bob, "ada/hello", json!({})).await;
    closed.problem(StatusCode::FORBIDDEN, "plugin.source_closed");
    let mine = fork(&app, &ada, "ada/hello", json!({ "name": "cheaper" })).await.expect(StatusCode::CREATED);
    assert_eq!(mine.json()["price"], 499);

    app.private_plugin(&ada, "secret").await;
    app.release(&ada, "secret", "1.0.0").await;
    fork(&app, &bob, "ada/secret", json!({})).await.problem(StatusCode::NOT_FOUND, "plugin.not_found");
    let copy = fork(&app, &ada, "ada/secret", json!({ "name": "copy" })).await.expect(StatusCode::CREATED);
    assert_eq!(copy.json()["visibility"], "private");

    app.plugin(&ada, "banned").await;
    app.release(&ada, "banned", "1.0.0").await;
    let ban = app.put("plugins/ada/banned/ban").bearer(&admin.token).json(&json!({ "reason": "It spies." }));
    ban.send().await.expect(StatusCode::OK);
    for who in [&bob, &ada] {
        let answer = fork(&app, who, "ada/banned", json!({ "name": "reborn" })).await;
        let problem = answer.problem(StatusCode::FORBIDDEN, "plugin.banned").json();
        assert_eq!(problem["detail"], "This plugin was stopped by an administrator: It spies.");
    }
    let anonymous = app.post("plugins/ada/hello/fork").json(&json!({})).send().await;
    anonymous.problem(StatusCode::UNAUTHORIZED, "auth.required");
    let nobody = fork(&app, &bob, "SP_1", json!({})).await;
    nobody.problem(StatusCode::NOT_FOUND, "plugin.not_found");
}

async fn a_fork_belongs_to_whoever_may_make_plugins_there(database: TestDatabase) {
    let app = TestApp::new(database).await;
    let (ada, bob) = (app.sign_up("ada").await, app.sign_up("bob").await);
    let original = app.plugin(&ada, "hello").await;
    app.release(&ada, "hello", "1.0.0").await;
    app.organisation(&bob, "engines").await;
    let forked = fork(&app, &bob, "ada/hello", json!({ "owner": "engines" })).await;
    let forked = forked.expect(StatusCode::CREATED).json();
    assert_eq!((&forked["owner"]["name"], &forked["name"]), (&json!("engines"), &json!("hello")));
    let theirs = fork(&app, &ada, "ada/hello", json!({ "owner": "engines" })).await;
    theirs.problem(StatusCode::FORBIDDEN, "account.role_required");
    let taken = fork(&app, &ada, "ada/hello", json!({})).await;
    taken.problem(StatusCode::CONFLICT, "plugin.name_taken");
    fork(&app, &bob, "ada/hello", json!({ "name": "a\"b" })).await.field("name", "plugin.invalid_value");
    let odd = fork(&app, &bob, "ada/hello", json!({ "title": "x" })).await;
    assert_eq!(odd.status, StatusCode::UNPROCESSABLE_ENTITY);

    let reader = app.token(&bob, &["plugins:read"]).await;
    let call = |token: &str| app.post("plugins/ada/hello/fork").bearer(token).json(&json!({})).send();
    call(&reader).await.problem(StatusCode::FORBIDDEN, "auth.scope_missing");
    let bound = json!({ "name": "robot", "scopes": ["plugins:write"], "plugin": original["id"] });
    let bound = app.token_like(&ada, bound).await;
    call(&bound).await.problem(StatusCode::FORBIDDEN, "auth.plugin_bound");
    let writer = app.token(&bob, &["plugins:write"]).await;
    call(&writer).await.expect(StatusCode::CREATED);
}

async fn packages_of_a_version_stay_behind(database: TestDatabase) {
    let app = TestApp::new(database).await;
    let (ada, bob) = (app.sign_up("ada").await, app.sign_up("bob").await);
    app.plugin(&ada, "hello").await;
    app.publish(&ada, "ada/hello", package("hello", "1.0.0")).await.expect(StatusCode::ACCEPTED);
    let lease = app.claim().await;
    let version = lease.job.key.parse().unwrap();
    let versions = app.state.catalog.versions();
    let digest = app.state.storage.blobs().put(b"x = 1".to_vec()).await.unwrap().to_string();
    let vendored = TreeFile { path: ".mspf/site-packages/x.py".into(), digest, size: 5 };
    versions.vendor(&lease, version, ".mspf/site-packages", vec![vendored]).await.unwrap();
    versions.built(&lease, version).await.unwrap();
    fork(&app, &bob, "ada/hello", json!({})).await.expect(StatusCode::CREATED);
    let paths = paths(&app, &bob, "bob/hello").await;
    assert_eq!(paths, ["mspf.toml", "plugin.wasm", "static", "static/logo.svg"]);
}
