//! `POST /auth/refresh`

use chrono::TimeDelta;
use http::StatusCode;
use mspf_catalog::{REFRESH_GRACE, SESSION_IDLE};
use mspf_test_support::{TestDatabase, on_each_database};

use crate::{
    assert_answer,
    support::{Answer, TestApp, Visitor},
};

on_each_database! {
    a_refresh_token_works_once_and_is_replaced, a_stolen_refresh_token_ends_the_session,
    two_tabs_may_refresh_at_once, a_session_unused_for_long_ends, a_session_in_use_goes_on,
}

async fn refresh(app: &TestApp, token: &str) -> Answer {
    app.post("auth/refresh").refresh(token).header("sec-fetch-site", "same-origin").send().await
}

async fn a_refresh_token_works_once_and_is_replaced(database: TestDatabase) {
    let app = TestApp::new(database).await;
    let ada = app.sign_up("ada").await;
    app.wait(TimeDelta::minutes(5));
    let answer = refresh(&app, &ada.refresh).await;
    assert_answer!(answer);
    let next = Visitor::from(answer);
    assert_ne!(next.refresh, ada.refresh);
    assert_eq!(next.id, ada.id);
    app.get("whoami").bearer(&next.token).send().await.expect(StatusCode::OK);
    refresh(&app, &next.refresh).await.expect(StatusCode::OK);
}

async fn a_stolen_refresh_token_ends_the_session(database: TestDatabase) {
    let app = TestApp::new(database).await;
    let ada = app.sign_up("ada").await;
    let elsewhere = Visitor::from(app.login("ada", crate::support::PASSWORD).await);
    let thief = Visitor::from(refresh(&app, &ada.refresh).await);
    app.wait(REFRESH_GRACE + TimeDelta::seconds(1));
    let answer = refresh(&app, &ada.refresh).await;
    assert_answer!(answer.problem(StatusCode::UNAUTHORIZED, "auth.refresh_reused"));
    refresh(&app, &thief.refresh).await.problem(StatusCode::UNAUTHORIZED, "auth.session_ended");
    for token in [&ada.token, &thief.token] {
        let answer = app.get("whoami").bearer(token).send().await;
        answer.problem(StatusCode::UNAUTHORIZED, "auth.session_ended");
    }
    app.get("whoami").bearer(&elsewhere.token).send().await.expect(StatusCode::OK);
}

async fn two_tabs_may_refresh_at_once(database: TestDatabase) {
    let app = TestApp::new(database).await;
    let ada = app.sign_up("ada").await;
    let tabs = futures::future::join_all((0..3).map(|_| refresh(&app, &ada.refresh))).await;
    let next: Vec<String> = tabs.iter().filter_map(Answer::refresh_cookie).collect();
    assert_eq!(next.len(), 1, "only the first holds the next token");
    for tab in tabs {
        let token = tab.expect(StatusCode::OK).json()["access_token"].as_str().unwrap().to_owned();
        app.get("whoami").bearer(&token).send().await.expect(StatusCode::OK);
    }
    refresh(&app, &next[0]).await.expect(StatusCode::OK);
}

async fn a_session_unused_for_long_ends(database: TestDatabase) {
    let app = TestApp::new(database).await;
    let ada = app.sign_up("ada").await;
    app.wait(SESSION_IDLE);
    refresh(&app, &ada.refresh).await.problem(StatusCode::UNAUTHORIZED, "auth.session_ended");
}

async fn a_session_in_use_goes_on(database: TestDatabase) {
    let app = TestApp::new(database).await;
    let mut ada = app.sign_up("ada").await;
    for _ in 0..4 {
        app.wait(SESSION_IDLE - TimeDelta::days(1));
        ada = Visitor::from(refresh(&app, &ada.refresh).await.expect(StatusCode::OK));
    }
}

#[tokio::test]
async fn pages_of_other_sites_cannot_use_the_cookie() {
    let app = TestApp::sqlite().await;
    let ada = app.sign_up("ada").await;
    for (name, value) in [
        ("sec-fetch-site", "cross-site"),
        ("sec-fetch-site", "same-site"),
        ("origin", "http://sp-1.plugins.localhost:8899"),
        ("origin", "null"),
        ("origin", "https://evil.example"),
    ] {
        for path in ["auth/refresh", "auth/logout"] {
            let answer = app.post(path).refresh(&ada.refresh).header(name, value).send().await;
            answer.problem(StatusCode::FORBIDDEN, "auth.cross_origin");
        }
    }
    let answer = app.post("auth/refresh").refresh(&ada.refresh).header("origin", "http://localhost:8899");
    answer.send().await.expect(StatusCode::OK);
}

#[tokio::test]
async fn what_is_no_refresh_token_is_refused() {
    let app = TestApp::sqlite().await;
    let ada = app.sign_up("ada").await;
    let answer = app.post("auth/refresh").send().await;
    answer.problem(StatusCode::UNAUTHORIZED, "auth.refresh_missing");
    for token in ["x", &ada.token, "%00", &"a".repeat(5_000)] {
        refresh(&app, token).await.problem(StatusCode::UNAUTHORIZED, "auth.session_ended");
    }
}

#[tokio::test]
async fn over_tls_the_cookie_never_travels_without() {
    let database = TestDatabase::sqlite().await;
    let app = TestApp::with(database, |config| config.public_url = "https://mspf.example".to_owned()).await;
    app.sign_up("ada").await;
    let answer = app.login("ada", crate::support::PASSWORD).await;
    let cookie = answer.header("set-cookie");
    for attribute in ["; Secure", "; HttpOnly", "; SameSite=Strict", "; Path=/api/v1/auth"] {
        assert!(cookie.contains(attribute), "{cookie}");
    }
    assert!(answer.header("strict-transport-security").contains("max-age"));
}
