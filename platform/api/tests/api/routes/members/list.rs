//! `GET /organisations/{name}/members`

use http::StatusCode;
use mspf_test_support::{TestDatabase, on_each_database};

use crate::{assert_answer, support::TestApp};

on_each_database! { members_see_each_other }

async fn members_see_each_other(database: TestDatabase) {
    let app = TestApp::new(database).await;
    let (ada, charles) = (app.sign_up("ada").await, app.sign_up("charles").await);
    let mallory = app.sign_up("mallory").await;
    app.organisation(&ada, "engines").await;
    app.member(&ada, "engines", "charles", "developer").await.expect(StatusCode::CREATED);
    assert_answer!(app.get("organisations/engines/members").bearer(&charles.token).send().await);
    let answer = app.get("organisations/engines/members").bearer(&mallory.token).send().await;
    answer.problem(StatusCode::FORBIDDEN, "account.role_required");
}
