//! `POST /admin/users`

use http::StatusCode;
use mspf_test_support::{TestDatabase, on_each_database};
use serde_json::json;

use crate::{
    assert_answer,
    support::{PASSWORD, TestApp},
};

on_each_database! { administrators_make_users_even_where_sign_up_is_closed }

async fn administrators_make_users_even_where_sign_up_is_closed(database: TestDatabase) {
    let app = TestApp::with(database, |config| config.sign_up_open = false).await;
    let admin = app.administrator().await;
    let body = json!({ "username": "ada", "email": "ada@example.org", "password": PASSWORD });
    assert_answer!(app.post("admin/users").bearer(&admin.token).json(&body).send().await);
    app.login("ada", PASSWORD).await.expect(StatusCode::OK);
    let again = app.post("admin/users").bearer(&admin.token).json(&body).send().await;
    again.problem(StatusCode::CONFLICT, "account.name_taken");
}

#[tokio::test]
async fn nobody_else_does() {
    let app = TestApp::sqlite().await;
    let ada = app.sign_up("ada").await;
    let body =
        json!({ "username": "eve", "email": "eve@example.org", "password": PASSWORD, "is_admin": true });
    let answer = app.post("admin/users").bearer(&ada.token).json(&body).send().await;
    answer.problem(StatusCode::FORBIDDEN, "auth.admin_required");
}
