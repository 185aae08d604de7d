//! `GET /organisations`

use http::StatusCode;
use mspf_test_support::{TestDatabase, on_each_database};

use crate::{assert_answer, support::TestApp};

on_each_database! { the_caller_s_organisations_are_listed_by_name }

async fn the_caller_s_organisations_are_listed_by_name(database: TestDatabase) {
    let app = TestApp::new(database).await;
    let (ada, charles) = (app.sign_up("ada").await, app.sign_up("charles").await);
    app.organisation(&ada, "weavers").await;
    app.organisation(&charles, "engines").await;
    app.organisation(&charles, "others").await;
    app.member(&charles, "engines", "ada", "developer").await.expect(StatusCode::CREATED);
    assert_answer!(app.get("organisations").bearer(&ada.token).send().await);
}
