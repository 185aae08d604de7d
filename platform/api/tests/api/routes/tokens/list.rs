//! `GET /tokens`

use chrono::TimeDelta;
use http::StatusCode;
use mspf_test_support::{TestDatabase, on_each_database};

use crate::{assert_answer, support::TestApp};

on_each_database! { the_caller_s_tokens_are_listed_with_their_last_use }

async fn the_caller_s_tokens_are_listed_with_their_last_use(database: TestDatabase) {
    let app = TestApp::new(database).await;
    let (ada, charles) = (app.sign_up("ada").await, app.sign_up("charles").await);
    app.token(&charles, &["plugins:read"]).await;
    app.token(&ada, &["plugins:read"]).await;
    let used = app.token(&ada, &["logs:read", "account:read"]).await;
    app.wait(TimeDelta::minutes(3));
    app.get("whoami").bearer(&used).send().await.expect(StatusCode::OK);
    app.wait(TimeDelta::seconds(59));
    app.get("whoami").bearer(&used).send().await.expect(StatusCode::OK);
    assert_answer!(app.get("tokens").bearer(&ada.token).send().await);
}
