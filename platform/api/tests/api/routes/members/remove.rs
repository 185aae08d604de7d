//! `DELETE /organisations/{name}/members/{username}`

use http::StatusCode;
use mspf_test_support::{TestDatabase, on_each_database};

use crate::support::{Answer, TestApp, Visitor};

on_each_database! { whoever_is_removed_has_no_rights_left, roles_decide_who_removes_whom }

async fn remove(app: &TestApp, who: &Visitor, member: &str) -> Answer {
    app.delete(&format!("organisations/engines/members/{member}")).bearer(&who.token).send().await
}

async fn whoever_is_removed_has_no_rights_left(database: TestDatabase) {
    let app = TestApp::new(database).await;
    let (ada, charles) = (app.sign_up("ada").await, app.sign_up("charles").await);
    app.organisation(&ada, "engines").await;
    app.member(&ada, "engines", "charles", "admin").await.expect(StatusCode::CREATED);
    remove(&app, &ada, "charles").await.expect(StatusCode::NO_CONTENT);
    let answer = app.get("organisations/engines/members").bearer(&charles.token).send().await;
    answer.problem(StatusCode::FORBIDDEN, "account.role_required");
    remove(&app, &ada, "charles").await.problem(StatusCode::NOT_FOUND, "not_found");
    remove(&app, &ada, "ada").await.problem(StatusCode::CONFLICT, "organisation.last_owner");
}

async fn roles_decide_who_removes_whom(database: TestDatabase) {
    let app = TestApp::new(database).await;
    let (ada, charles) = (app.sign_up("ada").await, app.sign_up("charles").await);
    let (mary, mallory) = (app.sign_up("mary").await, app.sign_up("mallory").await);
    app.organisation(&ada, "engines").await;
    app.member(&ada, "engines", "charles", "admin").await.expect(StatusCode::CREATED);
    app.member(&ada, "engines", "mary", "developer").await.expect(StatusCode::CREATED);
    for (who, member) in [(&charles, "ada"), (&mary, "charles"), (&mallory, "mary"), (&mallory, "mallory")] {
        remove(&app, who, member).await.problem(StatusCode::FORBIDDEN, "account.role_required");
    }
    remove(&app, &charles, "charles").await.expect(StatusCode::NO_CONTENT);
    remove(&app, &mary, "mary").await.expect(StatusCode::NO_CONTENT);
}
