//! `PATCH /whoami`

use http::StatusCode;
use mspf_test_support::{TestDatabase, on_each_database};
use serde_json::json;

use crate::{assert_answer, support::TestApp};

on_each_database! { what_is_named_changes, addresses_stay_unique }

async fn what_is_named_changes(database: TestDatabase) {
    let app = TestApp::new(database).await;
    let ada = app.sign_up("ada").await;
    let body = json!({ "display_name": "Countess of Lovelace" });
    assert_answer!(app.patch("whoami").bearer(&ada.token).json(&body).send().await);
    let body = json!({ "email": "Countess@example.org", "display_name": "" });
    let answer =
        app.patch("whoami").bearer(&ada.token).json(&body).send().await.expect(StatusCode::OK).json();
    assert_eq!((&answer["email"], &answer["display_name"]), (&json!("countess@example.org"), &json!("ada")));
    let answer =
        app.patch("whoami").bearer(&ada.token).json(&json!({})).send().await.expect(StatusCode::OK).json();
    assert_eq!(answer["email"], "countess@example.org");
}

async fn addresses_stay_unique(database: TestDatabase) {
    let app = TestApp::new(database).await;
    let ada = app.sign_up("ada").await;
    app.sign_up("charles").await;
    let body = json!({ "email": "charles@example.org", "display_name": "Charles" });
    let answer = app.patch("whoami").bearer(&ada.token).json(&body).send().await;
    answer.problem(StatusCode::CONFLICT, "account.email_taken");
    let answer = app.get("whoami").bearer(&ada.token).send().await.json();
    assert_eq!(answer["user"]["display_name"], "ada", "nothing changes when something is refused");
}

#[tokio::test]
async fn a_token_cannot_take_an_account_over() {
    let app = TestApp::sqlite().await;
    let ada = app.sign_up("ada").await;
    let token = app.token(&ada, &["account:read", "plugins:write"]).await;
    let answer =
        app.patch("whoami").bearer(&token).json(&json!({ "email": "mallory@example.org" })).send().await;
    answer.problem(StatusCode::FORBIDDEN, "auth.session_required");
    let body = json!({ "current_password": crate::support::PASSWORD, "new_password": "mallory was here" });
    let answer = app.put("whoami/password").bearer(&token).json(&body).send().await;
    answer.problem(StatusCode::FORBIDDEN, "auth.session_required");
}
