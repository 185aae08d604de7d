//! `DELETE /sessions/{id}`

use http::StatusCode;
use mspf_test_support::{TestDatabase, on_each_database};

use crate::support::{PASSWORD, TestApp, Visitor};

on_each_database! { an_ended_session_is_over_at_once, sessions_of_others_cannot_be_ended }

async fn current(app: &TestApp, visitor: &Visitor) -> String {
    let list = app.get("sessions").bearer(&visitor.token).send().await.expect(StatusCode::OK).json();
    let current = list["items"].as_array().unwrap().iter().find(|session| session["current"] == true);
    current.unwrap()["id"].as_str().unwrap().to_owned()
}

async fn an_ended_session_is_over_at_once(database: TestDatabase) {
    let app = TestApp::new(database).await;
    let ada = app.sign_up("ada").await;
    let lost = Visitor::from(app.login("ada", PASSWORD).await);
    let path = format!("sessions/{}", current(&app, &lost).await);
    app.delete(&path).bearer(&ada.token).send().await.expect(StatusCode::NO_CONTENT);
    let answer = app.get("whoami").bearer(&lost.token).send().await;
    answer.problem(StatusCode::UNAUTHORIZED, "auth.session_ended");
    let answer = app.post("auth/refresh").refresh(&lost.refresh).send().await;
    answer.problem(StatusCode::UNAUTHORIZED, "auth.session_ended");
    app.delete(&path).bearer(&ada.token).send().await.problem(StatusCode::NOT_FOUND, "not_found");
}

async fn sessions_of_others_cannot_be_ended(database: TestDatabase) {
    let app = TestApp::new(database).await;
    let (ada, mallory) = (app.sign_up("ada").await, app.sign_up("mallory").await);
    let path = format!("sessions/{}", current(&app, &ada).await);
    app.delete(&path).bearer(&mallory.token).send().await.problem(StatusCode::NOT_FOUND, "not_found");
    app.get("whoami").bearer(&ada.token).send().await.expect(StatusCode::OK);
}
