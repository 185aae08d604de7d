//! `POST /auth/login`

use chrono::TimeDelta;
use http::StatusCode;
use mspf_test_support::{TestDatabase, on_each_database};
use serde_json::json;

use crate::{
    assert_answer,
    support::{PASSWORD, TestApp},
};

on_each_database! { a_name_or_an_address_and_the_password_open, the_disabled_stay_out }

async fn a_name_or_an_address_and_the_password_open(database: TestDatabase) {
    let app = TestApp::new(database).await;
    app.sign_up("ada").await;
    assert_answer!(app.login("ada", PASSWORD).await);
    for login in ["ADA", " ada ", "ada@example.org", "Ada@Example.org"] {
        app.login(login, PASSWORD).await.expect(StatusCode::OK);
    }
}

async fn the_disabled_stay_out(database: TestDatabase) {
    let app = TestApp::new(database).await;
    let (admin, ada) = (app.administrator().await, app.sign_up("ada").await);
    let disable = json!({ "disabled": true });
    app.patch(&format!("admin/users/{}", ada.id)).bearer(&admin.token).json(&disable).send().await;
    app.login("ada", PASSWORD).await.problem(StatusCode::FORBIDDEN, "auth.account_disabled");
    // Only who knows the password learns that.
    app.login("ada", "not the password").await.problem(StatusCode::UNAUTHORIZED, "auth.wrong_credentials");
}

#[tokio::test]
async fn a_wrong_password_and_an_unknown_name_look_the_same() {
    let app = TestApp::sqlite().await;
    app.sign_up("ada").await;
    let wrong = app.login("ada", "not the password").await;
    let unknown = app.login("nobody", "not the password").await;
    assert_eq!(wrong.shown()["body"]["detail"], unknown.shown()["body"]["detail"]);
    assert_answer!(wrong.problem(StatusCode::UNAUTHORIZED, "auth.wrong_credentials"));
    app.login(&"a".repeat(10_000), "x").await.problem(StatusCode::UNAUTHORIZED, "auth.wrong_credentials");
}

#[tokio::test]
async fn guessing_gets_slower_and_slower() {
    let app = TestApp::sqlite().await;
    app.sign_up("ada").await;
    for _ in 0..5 {
        app.login("ada", "a guess").await.problem(StatusCode::UNAUTHORIZED, "auth.wrong_credentials");
    }
    for wait in [2, 4, 8, 16] {
        // Even the right password has to wait, or waiting would tell it.
        let answer = app.login("ada", PASSWORD).await;
        let answer = answer.problem(StatusCode::TOO_MANY_REQUESTS, "auth.throttled");
        assert_eq!(answer.header("retry-after"), wait.to_string());
        app.wait(TimeDelta::seconds(wait));
        app.login("ada", "a guess").await.problem(StatusCode::UNAUTHORIZED, "auth.wrong_credentials");
    }
    // The owner, elsewhere, is not locked out by a stranger.
    let body = json!({ "username": "ada", "password": PASSWORD });
    app.post("auth/login").from("198.51.100.9").json(&body).send().await.expect(StatusCode::OK);
    // And the right password clears the slate.
    app.wait(TimeDelta::seconds(32));
    app.login("ada", PASSWORD).await.expect(StatusCode::OK);
    app.login("ada", "a typo").await.problem(StatusCode::UNAUTHORIZED, "auth.wrong_credentials");
    app.login("ada", PASSWORD).await.expect(StatusCode::OK);
}

#[tokio::test]
async fn guessing_many_at_once_does_not_outrun_the_count() {
    let app = TestApp::sqlite().await;
    app.sign_up("ada").await;
    let guesses = (0..20).map(|_| app.login("ada", "a guess"));
    let answers = futures::future::join_all(guesses).await;
    let tried = answers.iter().filter(|answer| answer.status == StatusCode::UNAUTHORIZED).count();
    assert_eq!(tried, 5);
}
