//! `PUT /whoami/password`

use http::StatusCode;
use mspf_test_support::{TestDatabase, on_each_database};
use serde_json::json;

use crate::support::{Answer, PASSWORD, TestApp, Visitor};

const NEW: &str = "staple correct horse";

on_each_database! { the_new_password_opens_and_the_old_does_not, all_other_sessions_end }

async fn change(app: &TestApp, visitor: &Visitor, current: &str, new: &str) -> Answer {
    let body = json!({ "current_password": current, "new_password": new });
    app.put("whoami/password").bearer(&visitor.token).json(&body).send().await
}

async fn the_new_password_opens_and_the_old_does_not(database: TestDatabase) {
    let app = TestApp::new(database).await;
    let ada = app.sign_up("ada").await;
    change(&app, &ada, PASSWORD, NEW).await.expect(StatusCode::NO_CONTENT);
    app.login("ada", PASSWORD).await.problem(StatusCode::UNAUTHORIZED, "auth.wrong_credentials");
    app.login("ada", NEW).await.expect(StatusCode::OK);
}

async fn all_other_sessions_end(database: TestDatabase) {
    let app = TestApp::new(database).await;
    let ada = app.sign_up("ada").await;
    let thief = Visitor::from(app.login("ada", PASSWORD).await);
    change(&app, &ada, PASSWORD, NEW).await.expect(StatusCode::NO_CONTENT);
    app.get("whoami").bearer(&ada.token).send().await.expect(StatusCode::OK);
    let answer = app.get("whoami").bearer(&thief.token).send().await;
    answer.problem(StatusCode::UNAUTHORIZED, "auth.session_ended");
    let answer = app.post("auth/refresh").refresh(&thief.refresh).send().await;
    answer.problem(StatusCode::UNAUTHORIZED, "auth.session_ended");
}

#[tokio::test]
async fn the_present_password_has_to_be_known() {
    let app = TestApp::sqlite().await;
    let ada = app.sign_up("ada").await;
    change(&app, &ada, PASSWORD, "short").await.field("new_password", "password.weak");
    for _ in 0..5 {
        change(&app, &ada, "a guess", NEW).await.field("current_password", "password.wrong");
    }
    let answer = change(&app, &ada, "a guess", NEW).await;
    answer.problem(StatusCode::TOO_MANY_REQUESTS, "auth.throttled");
}
