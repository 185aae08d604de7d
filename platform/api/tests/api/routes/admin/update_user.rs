//! `PATCH /admin/users/{id}`

use http::StatusCode;
use mspf_test_support::{TestDatabase, on_each_database};
use serde_json::{Value, json};

use crate::{
    assert_answer,
    support::{Answer, TestApp, Visitor},
};

on_each_database! { a_disabled_user_is_out_at_once, an_administrator_always_remains }

async fn update(app: &TestApp, who: &Visitor, user: &str, change: Value) -> Answer {
    app.patch(&format!("admin/users/{user}")).bearer(&who.token).json(&change).send().await
}

async fn a_disabled_user_is_out_at_once(database: TestDatabase) {
    let app = TestApp::new(database).await;
    let (admin, ada) = (app.administrator().await, app.sign_up("ada").await);
    assert_answer!(update(&app, &admin, &ada.id, json!({ "disabled": true })).await);
    let answer = app.get("whoami").bearer(&ada.token).send().await;
    answer.problem(StatusCode::UNAUTHORIZED, "auth.session_ended");
    let answer = app.post("auth/refresh").refresh(&ada.refresh).send().await;
    answer.problem(StatusCode::UNAUTHORIZED, "auth.session_ended");
    // Sessions stay ended when the user may come back.
    update(&app, &admin, &ada.id, json!({ "disabled": false })).await.expect(StatusCode::OK);
    let answer = app.get("whoami").bearer(&ada.token).send().await;
    answer.problem(StatusCode::UNAUTHORIZED, "auth.session_ended");
    app.login("ada", crate::support::PASSWORD).await.expect(StatusCode::OK);
}

async fn an_administrator_always_remains(database: TestDatabase) {
    let app = TestApp::new(database).await;
    let (admin, ada) = (app.administrator().await, app.sign_up("ada").await);
    for change in [json!({ "disabled": true }), json!({ "is_admin": false })] {
        update(&app, &admin, &admin.id, change).await.problem(StatusCode::CONFLICT, "admin.last");
    }
    update(&app, &admin, &ada.id, json!({ "is_admin": true })).await.expect(StatusCode::OK);
    // Each dismisses the other at the same moment: one stays.
    let dismiss = json!({ "is_admin": false });
    let (one, other) =
        tokio::join!(update(&app, &admin, &ada.id, dismiss.clone()), update(&app, &ada, &admin.id, dismiss));
    let successes = [one.status, other.status].iter().filter(|status| **status == StatusCode::OK).count();
    assert_eq!(successes, 1, "{} {}", one.text(), other.text());
}

#[tokio::test]
async fn nobody_else_does() {
    let app = TestApp::sqlite().await;
    let (admin, ada) = (app.administrator().await, app.sign_up("ada").await);
    let answer = update(&app, &ada, &ada.id, json!({ "is_admin": true })).await;
    answer.problem(StatusCode::FORBIDDEN, "auth.admin_required");
    update(&app, &admin, "1", json!({ "disabled": true })).await.problem(StatusCode::NOT_FOUND, "not_found");
}
