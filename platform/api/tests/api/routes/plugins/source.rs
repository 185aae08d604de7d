use std::io::Cursor;

use http::StatusCode;
use mspf_package::{Package, ReadLimits};
use mspf_test_support::{TestDatabase, on_each_database};
use serde_json::json;

use crate::support::{TestApp, package};

on_each_database! { the_source_comes_back_as_it_went, the_source_of_what_costs_something_is_closed }

async fn the_source_comes_back_as_it_went(database: TestDatabase) {
    let app = TestApp::new(database).await;
    let ada = app.sign_up("ada").await;
    app.plugin(&ada, "hello").await;
    app.get("plugins/ada/hello/source").send().await.problem(StatusCode::NOT_FOUND, "version.not_found");
    app.release(&ada, "hello", "1.0.0").await;
    app.release(&ada, "hello", "2.0.0").await;
    let answer = app.get("plugins/ada/hello/source?version=1.0.0").send().await.expect(StatusCode::OK);
    assert_eq!(answer.header("content-type"), "application/zip");
    assert_eq!(answer.header("content-disposition"), "attachment; filename=\"hello-1.0.0.zip\"");
    assert_eq!(answer.body, package("hello", "1.0.0"));
    let read = Package::read(Cursor::new(&answer.body), &ReadLimits::default()).unwrap();
    assert_eq!(read.package().files.len(), 3);
    let latest = app.get("plugins/ada/hello/source").send().await.expect(StatusCode::OK);
    assert_eq!(latest.body, package("hello", "2.0.0"));
    let again =
        app.get("plugins/ada/hello/source").header("if-none-match", latest.header("etag")).send().await;
    assert_eq!(again.status, StatusCode::NOT_MODIFIED);
}

async fn the_source_of_what_costs_something_is_closed(database: TestDatabase) {
    let app = TestApp::new(database).await;
    let (ada, bob) = (app.sign_up("ada").await, app.sign_up("bob").await);
    app.plugin_like(&ada, json!({ "name": "hello", "price": 499, "currency": "EUR" })).await;
    app.release(&ada, "hello", "1.0.0").await;
    let source = |token: &str| app.get("plugins/ada/hello/source").bearer(token).send();
    source(&bob.token).await.problem(StatusCode::FORBIDDEN, "plugin.source_closed");
    source(&ada.token).await.expect(StatusCode::OK);
}
