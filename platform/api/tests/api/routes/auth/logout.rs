//! `POST /auth/logout`

use http::StatusCode;
use mspf_test_support::{TestDatabase, on_each_database};

use crate::{
    assert_answer,
    support::{PASSWORD, TestApp, Visitor},
};

on_each_database! { the_session_ends_at_once, the_access_token_alone_is_enough, other_sessions_go_on }

async fn the_session_ends_at_once(database: TestDatabase) {
    let app = TestApp::new(database).await;
    let ada = app.sign_up("ada").await;
    let answer = app.post("auth/logout").refresh(&ada.refresh).bearer(&ada.token).send().await;
    assert_answer!(answer.expect(StatusCode::NO_CONTENT));
    let answer = app.get("whoami").bearer(&ada.token).send().await;
    answer.problem(StatusCode::UNAUTHORIZED, "auth.session_ended");
    let answer = app.post("auth/refresh").refresh(&ada.refresh).send().await;
    answer.problem(StatusCode::UNAUTHORIZED, "auth.session_ended");
}

async fn the_access_token_alone_is_enough(database: TestDatabase) {
    let app = TestApp::new(database).await;
    let ada = app.sign_up("ada").await;
    app.post("auth/logout").bearer(&ada.token).send().await.expect(StatusCode::NO_CONTENT);
    let answer = app.post("auth/refresh").refresh(&ada.refresh).send().await;
    answer.problem(StatusCode::UNAUTHORIZED, "auth.session_ended");
}

async fn other_sessions_go_on(database: TestDatabase) {
    let app = TestApp::new(database).await;
    let ada = app.sign_up("ada").await;
    let elsewhere = Visitor::from(app.login("ada", PASSWORD).await);
    app.post("auth/logout").refresh(&ada.refresh).send().await.expect(StatusCode::NO_CONTENT);
    app.get("whoami").bearer(&elsewhere.token).send().await.expect(StatusCode::OK);
}

#[tokio::test]
async fn whoever_is_not_signed_in_is_signed_out() {
    let app = TestApp::sqlite().await;
    app.post("auth/logout").send().await.expect(StatusCode::NO_CONTENT);
    app.post("auth/logout")
        .bearer("nonsense")
        .refresh("nonsense")
        .send()
        .await
        .expect(StatusCode::NO_CONTENT);
}
