use http::StatusCode;
use mspf_test_support::{TestDatabase, on_each_database};

use crate::{
    assert_answer,
    support::{TestApp, package},
};

on_each_database! { a_build_is_its_maintainers_only }

async fn a_build_is_its_maintainers_only(database: TestDatabase) {
    let app = TestApp::new(database).await;
    let (ada, bob) = (app.sign_up("ada").await, app.sign_up("bob").await);
    app.plugin(&ada, "hello").await;
    let published = app.publish(&ada, "ada/hello", package("hello", "1.0.0")).await.json();
    let path = format!("builds/{}", published["build"]["id"].as_str().unwrap());
    assert_eq!(app.get(&path).bearer(&ada.token).send().await.json()["state"], "queued");
    let lease = app.claim().await;
    app.state.catalog.jobs().progress(&lease, 10, "compiling").await.unwrap();
    let version = lease.job.key.parse().unwrap();
    app.state.catalog.versions().build_failed(&lease, version, "It imports wasi:sockets.").await.unwrap();
    let answer = app.get(&path).bearer(&ada.token).send().await.expect(StatusCode::OK);
    assert_answer!(answer);
    for stranger in [app.get(&path).bearer(&bob.token), app.get("builds/1").bearer(&ada.token)] {
        stranger.send().await.problem(StatusCode::NOT_FOUND, "build.not_found");
    }
    app.get(&path).send().await.problem(StatusCode::UNAUTHORIZED, "auth.required");
    app.get("builds/x").bearer(&ada.token).send().await.problem(StatusCode::NOT_FOUND, "not_found");
}
