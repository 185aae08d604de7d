use http::StatusCode;
use mspf_test_support::{TestDatabase, on_each_database};
use serde_json::json;

use crate::support::TestApp;

on_each_database! { a_version_is_yanked_and_deprecated_by_its_own_only }

async fn a_version_is_yanked_and_deprecated_by_its_own_only(database: TestDatabase) {
    let app = TestApp::new(database).await;
    let (ada, bob) = (app.sign_up("ada").await, app.sign_up("bob").await);
    app.plugin(&ada, "hello").await;
    app.release(&ada, "hello", "1.0.0").await;
    app.release(&ada, "hello", "2.0.0").await;
    let patch = |token: &str, version: &str, body: serde_json::Value| {
        app.patch(&format!("plugins/ada/hello/versions/{version}")).bearer(token).json(&body).send()
    };
    let yank = || json!({ "yanked": "It leaks.", "deprecated": "Use 2.0." });
    patch(&bob.token, "1.0.0", yank()).await.problem(StatusCode::FORBIDDEN, "account.role_required");
    let yanked = patch(&ada.token, "1.0.0", yank()).await.expect(StatusCode::OK).json();
    assert_eq!((&yanked["yanked"], &yanked["deprecated"]), (&json!("It leaks."), &json!("Use 2.0.")));
    let back = patch(&ada.token, "1.0.0", json!({ "yanked": null })).await.expect(StatusCode::OK).json();
    assert_eq!((&back["yanked"], &back["deprecated"]), (&json!(null), &json!("Use 2.0.")));
    patch(&ada.token, "2.0.0", yank()).await.problem(StatusCode::CONFLICT, "version.released");
    patch(&ada.token, "3.0.0", yank()).await.problem(StatusCode::NOT_FOUND, "version.not_found");
    patch(&ada.token, "1.0.0", json!({ "yanked": "" })).await.field("yanked", "version.reason_needed");
    patch(&ada.token, "1.0.0", json!({ "version": "1.0.1" })).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
}
