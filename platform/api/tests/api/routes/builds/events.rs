use http::StatusCode;
use mspf_test_support::{TestDatabase, on_each_database};

use crate::support::{TestApp, package};

on_each_database! { a_build_is_followed_to_its_end, a_build_is_followed_by_its_maintainers_only }

async fn a_build_is_followed_to_its_end(database: TestDatabase) {
    let app = TestApp::new(database).await;
    let ada = app.sign_up("ada").await;
    app.plugin(&ada, "hello").await;
    let published = app.publish(&ada, "ada/hello", package("hello", "1.0.0")).await.json();
    let path = format!("builds/{}/events", published["build"]["id"].as_str().unwrap());
    let mut events = app.get(&path).bearer(&ada.token).open().await;
    assert_eq!(events.next("progress").await["state"], "queued");
    let lease = app.claim().await;
    let jobs = app.state.catalog.jobs();
    jobs.progress(&lease, 10, "compiling").await.unwrap();
    assert_eq!(events.next("line").await["text"], "compiling");
    jobs.log(&lease, "a line between two steps").await.unwrap();
    assert_eq!(events.next("line").await["text"], "a line between two steps");
    app.state.catalog.versions().built(&lease, lease.job.key.parse().unwrap()).await.unwrap();
    while events.next("progress").await["state"] != "succeeded" {}
    assert!(events.ended().await);
}

async fn a_build_is_followed_by_its_maintainers_only(database: TestDatabase) {
    let app = TestApp::new(database).await;
    let (ada, bob) = (app.sign_up("ada").await, app.sign_up("bob").await);
    app.plugin(&ada, "hello").await;
    let published = app.publish(&ada, "ada/hello", package("hello", "1.0.0")).await.json();
    let path = format!("builds/{}/events", published["build"]["id"].as_str().unwrap());
    app.get(&path).bearer(&bob.token).send().await.problem(StatusCode::NOT_FOUND, "build.not_found");
    app.get(&path).send().await.problem(StatusCode::UNAUTHORIZED, "auth.required");
}
