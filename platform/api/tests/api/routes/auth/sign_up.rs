//! `POST /auth/sign-up`

use http::StatusCode;
use mspf_test_support::{TestDatabase, on_each_database};
use serde_json::{Value, json};

use crate::{
    assert_answer,
    support::{Answer, PASSWORD, TestApp},
};

on_each_database! {
    whoever_signs_up_is_signed_in, a_name_or_address_belongs_to_one, unacceptable_values_are_named,
    one_of_many_at_once_gets_the_name,
}

fn ada() -> Value {
    json!({ "username": "ada", "email": "Ada@Example.org", "password": PASSWORD, "display_name": " Ada Lovelace " })
}

async fn sign_up(app: &TestApp, body: &Value) -> Answer {
    app.post("auth/sign-up").json(body).send().await
}

async fn whoever_signs_up_is_signed_in(database: TestDatabase) {
    let app = TestApp::new(database).await;
    let answer = sign_up(&app, &ada()).await;
    assert_answer!(answer);
    let token = answer.json()["access_token"].as_str().unwrap().to_owned();
    app.get("whoami").bearer(&token).send().await.expect(StatusCode::OK);
}

async fn a_name_or_address_belongs_to_one(database: TestDatabase) {
    let app = TestApp::new(database).await;
    sign_up(&app, &ada()).await.expect(StatusCode::CREATED);
    let mut again = ada();
    again["email"] = "other@example.org".into();
    sign_up(&app, &again).await.problem(StatusCode::CONFLICT, "account.name_taken");
    let mut again = ada();
    again["username"] = "other".into();
    again["email"] = "ADA@example.ORG".into();
    sign_up(&app, &again).await.problem(StatusCode::CONFLICT, "account.email_taken");
}

async fn unacceptable_values_are_named(database: TestDatabase) {
    let app = TestApp::with(database, |config| config.rates.sign_in = config.rates.address).await;
    let with = async |field: &str, value: &str| {
        let mut body = ada();
        body[field] = value.into();
        sign_up(&app, &body).await
    };
    for name in
        ["", "a", "Ada", "ada lovelace", "-ada", "ada-", "a--da", "adä", "ada\u{202e}", &"a".repeat(40)]
    {
        with("username", name).await.field("username", "account.name_malformed");
    }
    for name in ["admin", "api", "mspf", "me"] {
        with("username", name).await.field("username", "account.name_reserved");
    }
    for email in ["", "ada", "@example.org", "ada@", "a b@example.org", "a@b@c", "ada@.org", &"a".repeat(300)]
    {
        with("email", email).await.field("email", "account.email_malformed");
    }
    for password in ["", "short", "Ada@Example.org", &"x".repeat(257)] {
        with("password", password).await.field("password", "password.weak");
    }
    with("display_name", &"x".repeat(101)).await.field("display_name", "account.display_name_malformed");
    with("display_name", "two\nlines").await.field("display_name", "account.display_name_malformed");
    sign_up(&app, &ada()).await.expect(StatusCode::CREATED);
}

async fn one_of_many_at_once_gets_the_name(database: TestDatabase) {
    let app = TestApp::new(database).await;
    let body = ada();
    let tries = (0..4).map(|_| sign_up(&app, &body));
    let mut statuses: Vec<u16> =
        futures::future::join_all(tries).await.iter().map(|answer| answer.status.as_u16()).collect();
    statuses.sort_unstable();
    assert_eq!(statuses, [201, 409, 409, 409]);
}

#[tokio::test]
async fn an_operator_can_close_it() {
    let app = TestApp::with(TestDatabase::sqlite().await, |config| config.sign_up_open = false).await;
    sign_up(&app, &ada()).await.problem(StatusCode::FORBIDDEN, "auth.sign_up_closed");
}

#[tokio::test]
async fn nobody_can_make_themselves_an_administrator() {
    let app = TestApp::sqlite().await;
    let mut body = ada();
    body["is_admin"] = true.into();
    sign_up(&app, &body).await.problem(StatusCode::UNPROCESSABLE_ENTITY, "request.invalid");
}
