//! `GET /whoami`

use http::StatusCode;
use mspf_test_support::{TestDatabase, on_each_database};
use serde_json::json;

use crate::{assert_answer, support::TestApp};

on_each_database! { a_session_shows_everything, a_token_shows_what_it_may }

async fn a_session_shows_everything(database: TestDatabase) {
    let app = TestApp::new(database).await;
    let ada = app.sign_up("ada").await;
    app.organisation(&ada, "analytical-engines").await;
    assert_answer!(app.get("whoami").bearer(&ada.token).send().await);
}

async fn a_token_shows_what_it_may(database: TestDatabase) {
    let app = TestApp::new(database).await;
    let ada = app.sign_up("ada").await;
    app.organisation(&ada, "analytical-engines").await;
    let body = json!({ "name": "robot", "scopes": ["plugins:read"], "plugin": "SP_1424952348698091520" });
    let token = app.token_like(&ada, body).await;
    assert_answer!(app.get("whoami").bearer(&token).send().await);
    let token = app.token(&ada, &["account:read"]).await;
    let answer = app.get("whoami").bearer(&token).send().await.expect(StatusCode::OK);
    assert_eq!(answer.json()["organisations"][0]["name"], "analytical-engines");
}
