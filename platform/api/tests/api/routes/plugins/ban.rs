use http::StatusCode;
use mspf_test_support::{TestDatabase, on_each_database};
use serde_json::json;

use crate::support::TestApp;

on_each_database! { administrators_ban_with_a_reason_and_lift_it }

async fn administrators_ban_with_a_reason_and_lift_it(database: TestDatabase) {
    let app = TestApp::new(database).await;
    let grace = app.administrator().await;
    let ada = app.sign_up("ada").await;
    app.plugin(&ada, "hello").await;
    let ban = |token: &str, reason: &str| {
        app.put("plugins/ada/hello/ban").bearer(token).json(&json!({ "reason": reason })).send()
    };
    ban(&ada.token, "me").await.problem(StatusCode::FORBIDDEN, "auth.admin_required");
    ban(&grace.token, " ").await.field("reason", "plugin.reason_needed");
    let banned = ban(&grace.token, "It mines coins.").await.expect(StatusCode::OK).json();
    assert_eq!(banned["ban_reason"], "It mines coins.");
    assert_eq!(app.get("plugins").send().await.json()["items"], json!([]));
    let lift = |token: &str| app.delete("plugins/ada/hello/ban").bearer(token).send();
    lift(&ada.token).await.problem(StatusCode::FORBIDDEN, "auth.admin_required");
    assert_eq!(lift(&grace.token).await.expect(StatusCode::OK).json()["ban_reason"], json!(null));
    assert_eq!(app.get("plugins").send().await.json()["items"][0]["name"], "hello");
}
