use http::StatusCode;
use mspf_test_support::{TestDatabase, on_each_database};

use crate::support::TestApp;

on_each_database! { one_call_goes_back }

async fn one_call_goes_back(database: TestDatabase) {
    let app = TestApp::new(database).await;
    let (ada, bob) = (app.sign_up("ada").await, app.sign_up("bob").await);
    app.plugin(&ada, "hello").await;
    let rollback = |token: &str| app.post("plugins/ada/hello/releases/rollback").bearer(token).send();
    rollback(&ada.token).await.problem(StatusCode::CONFLICT, "release.nothing_before");
    for version in ["1.0.0", "2.0.0", "3.0.0"] {
        app.release(&ada, "hello", version).await;
    }
    rollback(&bob.token).await.problem(StatusCode::FORBIDDEN, "account.role_required");
    for version in ["2.0.0", "1.0.0"] {
        let released = rollback(&ada.token).await.expect(StatusCode::CREATED).json();
        assert_eq!(released["version"], version);
    }
    rollback(&ada.token).await.problem(StatusCode::CONFLICT, "release.nothing_before");
}
