use http::StatusCode;
use mspf_test_support::{TestDatabase, on_each_database};

use crate::{
    assert_answer,
    support::{TestApp, package},
};

on_each_database! { a_version_is_shown_when_it_is_ready }

async fn a_version_is_shown_when_it_is_ready(database: TestDatabase) {
    let app = TestApp::new(database).await;
    let ada = app.sign_up("ada").await;
    app.plugin(&ada, "hello").await;
    app.publish(&ada, "ada/hello", package("hello", "1.0.0")).await.expect(StatusCode::ACCEPTED);
    let path = "plugins/ada/hello/versions/1.0.0";
    app.get(path).send().await.problem(StatusCode::NOT_FOUND, "version.not_found");
    assert_eq!(app.get(path).bearer(&ada.token).send().await.json()["state"], "building");
    app.build().await;
    let answer = app.get(path).send().await.expect(StatusCode::OK);
    assert_answer!(answer);
    for none in ["1.0", "1.0.1", "..", "'"] {
        let answer = app.get(&format!("plugins/ada/hello/versions/{none}")).send().await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{none}");
    }
}
