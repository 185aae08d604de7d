use http::StatusCode;
use mspf_test_support::{TestDatabase, on_each_database};
use serde_json::json;

use crate::{assert_answer, support::TestApp};

on_each_database! { a_plugin_is_changed, a_lost_update_is_refused, others_change_nothing }

async fn a_plugin_is_changed(database: TestDatabase) {
    let app = TestApp::new(database).await;
    let ada = app.sign_up("ada").await;
    app.plugin_like(&ada, json!({ "name": "hello", "licence": "MIT", "category": "tools" })).await;
    let change = json!({
        "name": "bonjour", "title": "Bonjour", "licence": null, "price": 100, "currency": "CHF",
        "visibility": "unlisted",
    });
    let patch = app.patch("plugins/ada/hello").bearer(&ada.token).header("if-match", "\"1\"").json(&change);
    let answer = patch.send().await.expect(StatusCode::OK);
    assert_eq!(answer.header("etag"), "\"2\"");
    app.get("plugins/ada/hello").send().await.problem(StatusCode::NOT_FOUND, "plugin.not_found");
    let now = app.get("plugins/ada/bonjour").send().await.expect(StatusCode::OK);
    assert_eq!(now.json(), answer.json());
    assert_answer!(answer);
}

async fn a_lost_update_is_refused(database: TestDatabase) {
    let app = TestApp::new(database).await;
    let ada = app.sign_up("ada").await;
    app.plugin(&ada, "hello").await;
    let patch = |tag: Option<&'static str>, title: &str| {
        let call = app.patch("plugins/ada/hello").bearer(&ada.token).json(&json!({ "title": title }));
        match tag {
            Some(tag) => call.header("if-match", tag).send(),
            None => call.send(),
        }
    };
    patch(None, "One").await.problem(StatusCode::PRECONDITION_REQUIRED, "etag.required");
    let (one, other) = tokio::join!(patch(Some("\"1\""), "One"), patch(Some("\"1\""), "Other"));
    let mut statuses = [one.status, other.status];
    statuses.sort();
    assert_eq!(statuses, [StatusCode::OK, StatusCode::PRECONDITION_FAILED]);
    patch(Some("\"1\""), "Late").await.problem(StatusCode::PRECONDITION_FAILED, "etag.stale");
    patch(Some("*"), "Whatever").await.expect(StatusCode::OK);
}

async fn others_change_nothing(database: TestDatabase) {
    let app = TestApp::new(database).await;
    let (ada, bob) = (app.sign_up("ada").await, app.sign_up("bob").await);
    app.plugin(&ada, "hello").await;
    let patch = |token: String| {
        let change = json!({ "title": "Mine" });
        app.patch("plugins/ada/hello").bearer(&token).header("if-match", "*").json(&change).send()
    };
    patch(bob.token).await.problem(StatusCode::FORBIDDEN, "account.role_required");
    let reader = app.token(&ada, &["plugins:read", "versions:publish"]).await;
    patch(reader).await.problem(StatusCode::FORBIDDEN, "auth.scope_missing");
}
