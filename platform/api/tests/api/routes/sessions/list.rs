//! `GET /sessions`

use chrono::TimeDelta;
use http::StatusCode;
use mspf_test_support::{TestDatabase, on_each_database};
use serde_json::json;

use crate::{
    assert_answer,
    support::{PASSWORD, TestApp, Visitor},
};

on_each_database! { living_sessions_are_listed_the_last_used_first, there_are_not_endlessly_many }

async fn living_sessions_are_listed_the_last_used_first(database: TestDatabase) {
    let app = TestApp::new(database).await;
    app.sign_up("charles").await;
    let ada = app.sign_up("ada").await;
    app.wait(TimeDelta::minutes(1));
    let body = json!({ "username": "ada", "password": PASSWORD });
    let call = app.post("auth/login").from("198.51.100.9").header("user-agent", "a telephone").json(&body);
    call.send().await.expect(StatusCode::OK);
    app.wait(TimeDelta::minutes(1));
    let ended = Visitor::from(app.login("ada", PASSWORD).await);
    app.post("auth/logout").bearer(&ended.token).send().await.expect(StatusCode::NO_CONTENT);
    assert_answer!(app.get("sessions").bearer(&ada.token).send().await);
}

async fn there_are_not_endlessly_many(database: TestDatabase) {
    let app = TestApp::with(database, |config| config.rates.sign_in = config.rates.address).await;
    let first = app.sign_up("ada").await;
    let id = first.id.parse().unwrap();
    for second in 1..=50 {
        let now = app.state.clock.now() + TimeDelta::seconds(second);
        app.state.catalog.sessions().start(id, "robot", "203.0.113.7", now).await.unwrap();
    }
    app.wait(TimeDelta::seconds(60));
    app.get("sessions")
        .bearer(&first.token)
        .send()
        .await
        .problem(StatusCode::UNAUTHORIZED, "auth.session_ended");
    let last = Visitor::from(app.login("ada", PASSWORD).await);
    let list = app.get("sessions").bearer(&last.token).send().await.expect(StatusCode::OK).json();
    assert_eq!(list["items"].as_array().unwrap().len(), 50);
}

#[tokio::test]
async fn a_token_does_not_see_sessions() {
    let app = TestApp::sqlite().await;
    let ada = app.sign_up("ada").await;
    let token = app.token(&ada, &["account:read"]).await;
    let answer = app.get("sessions").bearer(&token).send().await;
    answer.problem(StatusCode::FORBIDDEN, "auth.session_required");
}
