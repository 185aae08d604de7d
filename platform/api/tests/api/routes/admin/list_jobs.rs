//! `GET /admin/jobs`

use http::StatusCode;
use mspf_test_support::{TestDatabase, on_each_database};

use crate::{
    assert_answer,
    support::{TestApp, package},
};

on_each_database! { an_administrator_sees_what_the_builders_do }

async fn an_administrator_sees_what_the_builders_do(database: TestDatabase) {
    let app = TestApp::new(database).await;
    let (admin, ada) = (app.administrator().await, app.sign_up("ada").await);
    app.private_plugin(&ada, "hello").await;
    for version in ["1.0.0", "1.1.0", "1.2.0"] {
        app.publish(&ada, "ada/hello", package("hello", version)).await.expect(StatusCode::ACCEPTED);
    }
    let lease = app.claim().await;
    let version = lease.job.key.parse().unwrap();
    app.state.catalog.versions().build_failed(&lease, version, "It imports wasi:sockets.").await.unwrap();
    app.build().await;

    let list = async |query: &str| app.get(&format!("admin/jobs?{query}")).bearer(&admin.token).send().await;
    assert_answer!(list("").await.expect(StatusCode::OK));
    let failed = list("state=failed").await.json();
    assert_eq!(failed["items"].as_array().unwrap().len(), 1);
    assert_eq!(failed["items"][0]["error"], "It imports wasi:sockets.");
    let page = list("per_page=2").await.json();
    let next = list(&format!("per_page=2&after={}", page["next"].as_str().unwrap())).await.json();
    assert_eq!((next["items"].as_array().unwrap().len(), next["next"].is_null()), (1, true));
    assert_eq!(next["items"][0]["id"], failed["items"][0]["id"], "newest first");

    list("state=lost").await.problem(StatusCode::BAD_REQUEST, "request.query_malformed");
    app.get("admin/jobs").send().await.problem(StatusCode::UNAUTHORIZED, "auth.required");
    let other = app.get("admin/jobs").bearer(&ada.token).send().await;
    other.problem(StatusCode::FORBIDDEN, "auth.admin_required");
    let weak = app.token(&admin, &["plugins:read"]).await;
    let weak = app.get("admin/jobs").bearer(&weak).send().await;
    weak.problem(StatusCode::FORBIDDEN, "auth.scope_missing");
}
