//! `PATCH /organisations/{name}/members/{username}`

use http::StatusCode;
use mspf_test_support::{TestDatabase, on_each_database};
use serde_json::json;

use crate::{
    assert_answer,
    support::{Answer, TestApp, Visitor},
};

on_each_database! { an_owner_gives_roles, nobody_gives_themselves_more, an_owner_always_remains }

async fn change(app: &TestApp, who: &Visitor, member: &str, role: &str) -> Answer {
    let path = format!("organisations/engines/members/{member}");
    app.patch(&path).bearer(&who.token).json(&json!({ "role": role })).send().await
}

async fn an_owner_gives_roles(database: TestDatabase) {
    let app = TestApp::new(database).await;
    let (ada, _) = (app.sign_up("ada").await, app.sign_up("charles").await);
    app.organisation(&ada, "engines").await;
    app.member(&ada, "engines", "charles", "developer").await.expect(StatusCode::CREATED);
    assert_answer!(change(&app, &ada, "charles", "admin").await);
    change(&app, &ada, "nobody", "admin").await.problem(StatusCode::NOT_FOUND, "not_found");
}

async fn nobody_gives_themselves_more(database: TestDatabase) {
    let app = TestApp::new(database).await;
    let (ada, charles) = (app.sign_up("ada").await, app.sign_up("charles").await);
    let mary = app.sign_up("mary").await;
    app.organisation(&ada, "engines").await;
    app.member(&ada, "engines", "charles", "admin").await.expect(StatusCode::CREATED);
    app.member(&ada, "engines", "mary", "developer").await.expect(StatusCode::CREATED);
    for (who, member, role) in [
        (&charles, "charles", "owner"),
        (&charles, "ada", "developer"),
        (&charles, "mary", "admin"),
        (&mary, "mary", "owner"),
    ] {
        change(&app, who, member, role).await.problem(StatusCode::FORBIDDEN, "account.role_required");
    }
}

async fn an_owner_always_remains(database: TestDatabase) {
    let app = TestApp::new(database).await;
    let (ada, charles) = (app.sign_up("ada").await, app.sign_up("charles").await);
    app.organisation(&ada, "engines").await;
    change(&app, &ada, "ada", "admin").await.problem(StatusCode::CONFLICT, "organisation.last_owner");
    app.member(&ada, "engines", "charles", "owner").await.expect(StatusCode::CREATED);
    // Both step down at the same moment: one of them cannot.
    let (one, other) =
        tokio::join!(change(&app, &ada, "ada", "developer"), change(&app, &charles, "charles", "developer"));
    let mut statuses = [one.status, other.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [StatusCode::OK, StatusCode::CONFLICT]);
}
