//! `POST /organisations/{name}/members`

use http::StatusCode;
use mspf_test_support::{TestDatabase, on_each_database};

use crate::{assert_answer, support::TestApp};

on_each_database! { an_owner_adds_anyone, an_admin_adds_developers_only, strangers_and_developers_add_nobody }

async fn an_owner_adds_anyone(database: TestDatabase) {
    let app = TestApp::new(database).await;
    let ada = app.sign_up("ada").await;
    app.sign_up("charles").await;
    app.organisation(&ada, "engines").await;
    assert_answer!(app.member(&ada, "engines", "charles", "owner").await);
    let again = app.member(&ada, "engines", "charles", "developer").await;
    again.problem(StatusCode::CONFLICT, "organisation.already_member");
    app.member(&ada, "engines", "nobody", "developer").await.problem(StatusCode::NOT_FOUND, "not_found");
    app.member(&ada, "engines", "engines", "developer")
        .await
        .field("username", "organisation.member_not_user");
    app.member(&ada, "engines", "charles", "king").await.field("role", "field.malformed");
    app.member(&ada, "none", "charles", "owner").await.problem(StatusCode::NOT_FOUND, "not_found");
}

async fn an_admin_adds_developers_only(database: TestDatabase) {
    let app = TestApp::new(database).await;
    let (ada, charles) = (app.sign_up("ada").await, app.sign_up("charles").await);
    app.sign_up("mary").await;
    app.organisation(&ada, "engines").await;
    app.member(&ada, "engines", "charles", "admin").await.expect(StatusCode::CREATED);
    for role in ["admin", "owner"] {
        let answer = app.member(&charles, "engines", "mary", role).await;
        answer.problem(StatusCode::FORBIDDEN, "account.role_required");
    }
    app.member(&charles, "engines", "mary", "developer").await.expect(StatusCode::CREATED);
}

async fn strangers_and_developers_add_nobody(database: TestDatabase) {
    let app = TestApp::new(database).await;
    let (ada, charles) = (app.sign_up("ada").await, app.sign_up("charles").await);
    let mallory = app.sign_up("mallory").await;
    app.organisation(&ada, "engines").await;
    app.member(&ada, "engines", "charles", "developer").await.expect(StatusCode::CREATED);
    for who in [&charles, &mallory] {
        let answer = app.member(who, "engines", "mallory", "developer").await;
        answer.problem(StatusCode::FORBIDDEN, "account.role_required");
    }
}

#[tokio::test]
async fn an_administrator_s_token_without_the_scope_admin_has_no_special_rights() {
    let app = TestApp::sqlite().await;
    let (admin, ada) = (app.administrator().await, app.sign_up("ada").await);
    app.organisation(&ada, "engines").await;
    let body = serde_json::json!({ "username": "grace", "role": "owner" });
    let token = app.token(&admin, &["organisations:write"]).await;
    let answer = app.post("organisations/engines/members").bearer(&token).json(&body).send().await;
    answer.problem(StatusCode::FORBIDDEN, "account.role_required");
    app.member(&admin, "engines", "grace", "owner").await.expect(StatusCode::CREATED);
}
