use http::StatusCode;
use mspf_test_support::{TestDatabase, on_each_database};
use serde_json::json;

use crate::support::{TestApp, package};

on_each_database! { what_is_ready_is_released_and_nothing_else }

async fn what_is_ready_is_released_and_nothing_else(database: TestDatabase) {
    let app = TestApp::new(database).await;
    let (ada, bob) = (app.sign_up("ada").await, app.sign_up("bob").await);
    app.plugin(&ada, "hello").await;
    for version in ["1.0.0", "2.0.0", "3.0.0"] {
        app.release(&ada, "hello", version).await;
    }
    let release = |token: &str, version: &str| {
        app.post("plugins/ada/hello/releases").bearer(token).json(&json!({ "version": version })).send()
    };
    release(&bob.token, "1.0.0").await.problem(StatusCode::FORBIDDEN, "account.role_required");
    let released = release(&ada.token, "1.0.0").await.expect(StatusCode::CREATED).json();
    assert_eq!((&released["number"], &released["reason"]), (&json!(4), &json!("release")));
    assert_eq!(app.get("plugins/ada/hello").send().await.json()["version"], "1.0.0");

    let yank =
        app.patch("plugins/ada/hello/versions/2.0.0").bearer(&ada.token).json(&json!({ "yanked": "x" }));
    yank.send().await.expect(StatusCode::OK);
    release(&ada.token, "2.0.0").await.problem(StatusCode::CONFLICT, "version.yanked");
    app.publish(&ada, "ada/hello", package("hello", "4.0.0")).await.expect(StatusCode::ACCEPTED);
    release(&ada.token, "4.0.0").await.problem(StatusCode::CONFLICT, "version.not_ready");
    let lease = app.claim().await;
    let version = lease.job.key.parse().unwrap();
    app.state.catalog.versions().build_failed(&lease, version, "broken").await.unwrap();
    release(&ada.token, "4.0.0").await.problem(StatusCode::CONFLICT, "version.not_ready");
    release(&ada.token, "9.9.9").await.problem(StatusCode::NOT_FOUND, "version.not_found");
    let writer = app.token(&ada, &["plugins:write"]).await;
    release(&writer, "1.0.0").await.problem(StatusCode::FORBIDDEN, "auth.scope_missing");
}
