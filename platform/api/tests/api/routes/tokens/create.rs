//! `POST /tokens`

use chrono::TimeDelta;
use http::StatusCode;
use mspf_test_support::{TestDatabase, on_each_database};
use serde_json::{Value, json};

use crate::{
    assert_answer,
    support::{Answer, TestApp, Visitor},
};

on_each_database! {
    the_secret_is_shown_once_and_opens, a_token_expires, a_disabled_user_s_tokens_are_refused,
    there_are_not_endlessly_many,
}

async fn create(app: &TestApp, visitor: &Visitor, body: &Value) -> Answer {
    app.post("tokens").bearer(&visitor.token).json(body).send().await
}

async fn the_secret_is_shown_once_and_opens(database: TestDatabase) {
    let app = TestApp::new(database).await;
    let ada = app.sign_up("ada").await;
    let body = json!({
        "name": " continuous integration ",
        "scopes": ["versions:publish", "plugins:read", "plugins:read"],
        "plugin": "SP_1424952348698091520",
    });
    let answer = create(&app, &ada, &body).await;
    assert_answer!(answer);
    let secret = answer.json()["secret"].as_str().unwrap().to_owned();
    app.get("whoami").bearer(&secret).send().await.expect(StatusCode::OK);
    let list = app.get("tokens").bearer(&ada.token).send().await.text();
    assert!(!list.contains(&secret));
}

async fn a_token_expires(database: TestDatabase) {
    let app = TestApp::new(database).await;
    let ada = app.sign_up("ada").await;
    let expires_at = app.state.clock.now() + TimeDelta::hours(1);
    let body = json!({ "name": "brief", "scopes": ["plugins:read"], "expires_at": expires_at });
    let token = app.token_like(&ada, body).await;
    app.wait(TimeDelta::minutes(59));
    app.get("whoami").bearer(&token).send().await.expect(StatusCode::OK);
    app.wait(TimeDelta::minutes(1));
    let answer = app.get("whoami").bearer(&token).send().await;
    answer.problem(StatusCode::UNAUTHORIZED, "auth.token_expired");
}

async fn a_disabled_user_s_tokens_are_refused(database: TestDatabase) {
    let app = TestApp::new(database).await;
    let (admin, ada) = (app.administrator().await, app.sign_up("ada").await);
    let token = app.token(&ada, &["plugins:read"]).await;
    let path = format!("admin/users/{}", ada.id);
    app.patch(&path)
        .bearer(&admin.token)
        .json(&json!({ "disabled": true }))
        .send()
        .await
        .expect(StatusCode::OK);
    let answer = app.get("whoami").bearer(&token).send().await;
    answer.problem(StatusCode::UNAUTHORIZED, "auth.token_invalid");
    app.patch(&path)
        .bearer(&admin.token)
        .json(&json!({ "disabled": false }))
        .send()
        .await
        .expect(StatusCode::OK);
    app.get("whoami").bearer(&token).send().await.expect(StatusCode::OK);
}

async fn there_are_not_endlessly_many(database: TestDatabase) {
    let app = TestApp::new(database).await;
    let ada = app.sign_up("ada").await;
    for _ in 0..100 {
        app.token(&ada, &["plugins:read"]).await;
    }
    let answer = create(&app, &ada, &json!({ "name": "one more", "scopes": ["plugins:read"] })).await;
    answer.problem(StatusCode::CONFLICT, "token.too_many");
}

#[tokio::test]
async fn unacceptable_values_are_named() {
    let app = TestApp::sqlite().await;
    let ada = app.sign_up("ada").await;
    let with = async |field: &str, value: Value| {
        let mut body = json!({ "name": "robot", "scopes": ["plugins:read"] });
        body[field] = value;
        create(&app, &ada, &body).await
    };
    with("name", json!(" ")).await.field("name", "token.name_malformed");
    with("name", json!("x".repeat(101))).await.field("name", "token.name_malformed");
    with("scopes", json!([])).await.field("scopes", "token.scopes_empty");
    with("scopes", json!(["plugins:read", "everything"])).await.field("scopes[1]", "field.malformed");
    with("plugin", json!("ada/blog")).await.field("plugin", "field.malformed");
    let now = app.state.clock.now();
    for at in [now, now - TimeDelta::days(1), now + TimeDelta::days(367)] {
        with("expires_at", json!(at)).await.field("expires_at", "token.expiry_out_of_range");
    }
    for at in ["-262143-01-01T00:00:00Z", "+262142-12-31T23:59:59Z"] {
        with("expires_at", json!(at)).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
    }
}

#[tokio::test]
async fn a_token_cannot_make_a_stronger_one() {
    let app = TestApp::sqlite().await;
    let admin = app.administrator().await;
    let token = app.token(&admin, &["plugins:read", "plugins:write", "account:read"]).await;
    let body = json!({ "name": "stronger", "scopes": ["admin"] });
    let answer = app.post("tokens").bearer(&token).json(&body).send().await;
    answer.problem(StatusCode::FORBIDDEN, "auth.session_required");
    let answer = app.get("admin/users").bearer(&token).send().await;
    answer.problem(StatusCode::FORBIDDEN, "auth.scope_missing");
}

#[tokio::test]
async fn only_administrators_make_tokens_that_administer() {
    let app = TestApp::sqlite().await;
    let (admin, ada) = (app.administrator().await, app.sign_up("ada").await);
    let body = json!({ "name": "stronger", "scopes": ["admin"] });
    create(&app, &ada, &body).await.problem(StatusCode::FORBIDDEN, "token.scope_forbidden");
    let token = app.token(&admin, &["admin"]).await;
    app.get("admin/users").bearer(&token).send().await.expect(StatusCode::OK);
    // And such a token is worth no more than its owner.
    let ada_admin = json!({ "is_admin": true });
    app.patch(&format!("admin/users/{}", ada.id))
        .bearer(&token)
        .json(&ada_admin)
        .send()
        .await
        .expect(StatusCode::OK);
    let demoted = json!({ "is_admin": false });
    let path = format!("admin/users/{}", admin.id);
    app.patch(&path).bearer(&ada.token).json(&demoted).send().await.expect(StatusCode::OK);
    let answer = app.get("admin/users").bearer(&token).send().await;
    answer.problem(StatusCode::FORBIDDEN, "auth.admin_required");
}

#[tokio::test]
async fn a_token_bound_to_a_plugin_does_nothing_else() {
    let app = TestApp::sqlite().await;
    let admin = app.administrator().await;
    let scopes = ["admin", "organisations:write", "account:read"];
    let body = json!({ "name": "bound", "scopes": scopes, "plugin": "SP_1424952348698091520" });
    let token = app.token_like(&admin, body).await;
    app.organisation(&admin, "analytical-engines").await;
    let answer = app.get("admin/users").bearer(&token).send().await;
    answer.problem(StatusCode::FORBIDDEN, "auth.plugin_bound");
    let answer = app.post("organisations").bearer(&token).json(&json!({ "name": "another" })).send().await;
    answer.problem(StatusCode::FORBIDDEN, "auth.plugin_bound");
    let answer = app.get("organisations/analytical-engines/members").bearer(&token).send().await;
    answer.problem(StatusCode::FORBIDDEN, "auth.plugin_bound");
}
