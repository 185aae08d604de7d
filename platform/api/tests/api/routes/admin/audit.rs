//! `GET /admin/audit`

use http::StatusCode;
use mspf_test_support::{TestDatabase, on_each_database};
use serde_json::json;

use crate::{assert_answer, support::TestApp};

on_each_database! { what_was_done_is_on_record }

async fn what_was_done_is_on_record(database: TestDatabase) {
    let app = TestApp::new(database).await;
    let (admin, ada) = (app.administrator().await, app.sign_up("ada").await);
    app.token(&ada, &["plugins:read"]).await;
    app.organisation(&ada, "engines").await;
    app.member(&ada, "engines", "grace", "developer").await.expect(StatusCode::CREATED);
    let path = format!("admin/users/{}", ada.id);
    app.patch(&path)
        .bearer(&admin.token)
        .json(&json!({ "disabled": true }))
        .send()
        .await
        .expect(StatusCode::OK);
    let log = async |query: &str| app.get(&format!("admin/audit?{query}")).bearer(&admin.token).send().await;
    assert_answer!(log("").await);
    let by_ada = log(&format!("actor={}&action=token.created", ada.id)).await.json();
    assert_eq!(by_ada["items"].as_array().unwrap().len(), 1);
    let page = log("per_page=2").await.json();
    let next = log(&format!("per_page=2&after={}", page["next"].as_str().unwrap())).await.json();
    assert_eq!(next["items"][0]["action"], "organisation.created");
    log("actor=ada").await.problem(StatusCode::BAD_REQUEST, "request.query_malformed");
    assert!(!log("").await.text().contains("mspf_"), "no secret is ever on record");
}
