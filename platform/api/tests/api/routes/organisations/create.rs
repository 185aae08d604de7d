//! `POST /organisations`

use http::StatusCode;
use mspf_test_support::{TestDatabase, on_each_database};
use serde_json::json;

use crate::{assert_answer, support::TestApp};

on_each_database! { whoever_makes_it_owns_it, names_are_shared_with_users }

async fn whoever_makes_it_owns_it(database: TestDatabase) {
    let app = TestApp::new(database).await;
    let ada = app.sign_up("ada").await;
    let body = json!({ "name": "analytical-engines", "display_name": "Analytical Engines", "description": " We weave. " });
    assert_answer!(app.post("organisations").bearer(&ada.token).json(&body).send().await);
    let members = app.get("organisations/analytical-engines/members").bearer(&ada.token).send().await.json();
    assert_eq!(
        (&members["items"][0]["username"], &members["items"][0]["role"]),
        (&json!("ada"), &json!("owner"))
    );
}

async fn names_are_shared_with_users(database: TestDatabase) {
    let app = TestApp::new(database).await;
    let ada = app.sign_up("ada").await;
    let create = async |body| app.post("organisations").bearer(&ada.token).json(&body).send().await;
    create(json!({ "name": "ada" })).await.problem(StatusCode::CONFLICT, "account.name_taken");
    create(json!({ "name": "Engines" })).await.field("name", "account.name_malformed");
    let long = "x".repeat(1001);
    create(json!({ "name": "engines", "description": long }))
        .await
        .field("description", "organisation.description_too_long");
    create(json!({ "name": "engines" })).await.expect(StatusCode::CREATED);
}

#[tokio::test]
async fn a_token_needs_the_scope() {
    let app = TestApp::sqlite().await;
    let ada = app.sign_up("ada").await;
    let weak = app.token(&ada, &["account:read", "plugins:write"]).await;
    let body = json!({ "name": "engines" });
    let answer = app.post("organisations").bearer(&weak).json(&body).send().await;
    answer.problem(StatusCode::FORBIDDEN, "auth.scope_missing");
    let token = app.token(&ada, &["organisations:write"]).await;
    app.post("organisations").bearer(&token).json(&body).send().await.expect(StatusCode::CREATED);
    let answer = app.post("organisations").json(&body).send().await;
    answer.problem(StatusCode::UNAUTHORIZED, "auth.required");
}

#[tokio::test]
async fn names_cannot_be_hoarded() {
    let app = TestApp::sqlite().await;
    let ada = app.sign_up("ada").await;
    for number in 0..50 {
        app.organisation(&ada, &format!("engines-{number}")).await;
    }
    let answer = app.post("organisations").bearer(&ada.token).json(&json!({ "name": "more" })).send().await;
    answer.problem(StatusCode::CONFLICT, "organisation.too_many");
}
