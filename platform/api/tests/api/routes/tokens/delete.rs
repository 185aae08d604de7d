//! `DELETE /tokens/{id}`

use http::StatusCode;
use mspf_test_support::{TestDatabase, on_each_database};

use crate::support::{TestApp, Visitor};

on_each_database! { a_deleted_token_stops_working_at_once, tokens_of_others_cannot_be_deleted }

async fn path_of_only_token(app: &TestApp, owner: &Visitor) -> String {
    let list = app.get("tokens").bearer(&owner.token).send().await.expect(StatusCode::OK).json();
    format!("tokens/{}", list["items"][0]["id"].as_str().unwrap())
}

async fn a_deleted_token_stops_working_at_once(database: TestDatabase) {
    let app = TestApp::new(database).await;
    let ada = app.sign_up("ada").await;
    let token = app.token(&ada, &["plugins:read"]).await;
    let path = path_of_only_token(&app, &ada).await;
    app.delete(&path).bearer(&ada.token).send().await.expect(StatusCode::NO_CONTENT);
    let answer = app.get("whoami").bearer(&token).send().await;
    answer.problem(StatusCode::UNAUTHORIZED, "auth.token_invalid");
    app.delete(&path).bearer(&ada.token).send().await.problem(StatusCode::NOT_FOUND, "not_found");
}

async fn tokens_of_others_cannot_be_deleted(database: TestDatabase) {
    let app = TestApp::new(database).await;
    let (ada, mallory) = (app.sign_up("ada").await, app.sign_up("mallory").await);
    let token = app.token(&ada, &["plugins:read"]).await;
    let path = path_of_only_token(&app, &ada).await;
    app.delete(&path).bearer(&mallory.token).send().await.problem(StatusCode::NOT_FOUND, "not_found");
    app.delete(&path).bearer(&token).send().await.problem(StatusCode::FORBIDDEN, "auth.session_required");
    app.get("whoami").bearer(&token).send().await.expect(StatusCode::OK);
}
