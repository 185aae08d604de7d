//! `POST /auth/setup`

use http::StatusCode;
use mspf_catalog::SETUP_LINK_LIFE;
use mspf_test_support::{TestDatabase, on_each_database};
use serde_json::json;

use crate::{
    assert_answer,
    support::{Answer, PASSWORD, TestApp},
};

on_each_database! { the_link_makes_one_administrator, of_many_at_once_one_becomes_administrator, a_link_expires }

async fn set_up(app: &TestApp, token: &str, name: &str) -> Answer {
    let email = format!("{name}@example.org");
    let body = json!({ "token": token, "username": name, "email": email, "password": PASSWORD });
    app.post("auth/setup").json(&body).send().await
}

async fn issue(app: &TestApp) -> String {
    let link = app.state.issue_setup_link().await.unwrap().expect("there is no administrator yet");
    link.strip_prefix("http://localhost:8899/setup#").unwrap().to_owned()
}

async fn the_link_makes_one_administrator(database: TestDatabase) {
    let app = TestApp::new(database).await;
    let (token, other) = (issue(&app).await, issue(&app).await);
    let answer = set_up(&app, &token, "grace").await;
    assert_answer!(answer);
    let admin = answer.json()["access_token"].as_str().unwrap().to_owned();
    app.get("admin/users").bearer(&admin).send().await.expect(StatusCode::OK);
    for used in [&token, &other] {
        set_up(&app, used, "mallory").await.problem(StatusCode::FORBIDDEN, "setup.link_invalid");
    }
    assert_eq!(app.state.issue_setup_link().await.unwrap(), None);
}

async fn of_many_at_once_one_becomes_administrator(database: TestDatabase) {
    let app = TestApp::new(database).await;
    let links = [issue(&app).await, issue(&app).await, issue(&app).await];
    let tries = links.iter().zip(["grace", "ada", "charles"]).map(|(link, name)| set_up(&app, link, name));
    let mut statuses: Vec<u16> =
        futures::future::join_all(tries).await.iter().map(|answer| answer.status.as_u16()).collect();
    statuses.sort_unstable();
    assert_eq!(statuses, [201, 403, 403]);
}

async fn a_link_expires(database: TestDatabase) {
    let app = TestApp::new(database).await;
    let token = issue(&app).await;
    app.wait(SETUP_LINK_LIFE);
    set_up(&app, &token, "grace").await.problem(StatusCode::FORBIDDEN, "setup.link_invalid");
    set_up(&app, &issue(&app).await, "grace").await.expect(StatusCode::CREATED);
}

#[tokio::test]
async fn a_mistake_does_not_use_the_link_up() {
    let app = TestApp::sqlite().await;
    app.sign_up("ada").await;
    let token = issue(&app).await;
    set_up(&app, &token, "Grace").await.field("username", "account.name_malformed");
    set_up(&app, &token, "ada").await.problem(StatusCode::CONFLICT, "account.name_taken");
    set_up(&app, "a guess", "grace").await.problem(StatusCode::FORBIDDEN, "setup.link_invalid");
    set_up(&app, &token, "grace").await.expect(StatusCode::CREATED);
}
