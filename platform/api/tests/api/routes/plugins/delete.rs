use http::StatusCode;
use mspf_test_support::{TestDatabase, on_each_database};

use crate::support::TestApp;

on_each_database! { a_plugin_is_deleted_by_its_owner_only }

async fn a_plugin_is_deleted_by_its_owner_only(database: TestDatabase) {
    let app = TestApp::new(database).await;
    let (ada, bob) = (app.sign_up("ada").await, app.sign_up("bob").await);
    let first = app.plugin(&ada, "hello").await;
    let delete =
        |token: &str| app.delete("plugins/ada/hello").bearer(token).header("if-match", "\"1\"").send();
    delete(&bob.token).await.problem(StatusCode::FORBIDDEN, "account.role_required");
    delete(&ada.token).await.expect(StatusCode::NO_CONTENT);
    delete(&ada.token).await.problem(StatusCode::NOT_FOUND, "plugin.not_found");
    let second = app.plugin(&ada, "hello").await;
    assert_ne!(first["id"], second["id"]);
}
