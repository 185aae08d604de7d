//! `GET /readyz`

use http::StatusCode;
use mspf_test_support::{TestDatabase, on_each_database};

use crate::support::TestApp;

on_each_database! { a_server_is_ready_until_it_stops }

async fn a_server_is_ready_until_it_stops(database: TestDatabase) {
    let app = TestApp::new(database).await;
    app.get("/readyz").send().await.expect(StatusCode::OK);
    app.state.shutdown.cancel();
    let answer = app.get("/readyz").send().await;
    answer.problem(StatusCode::SERVICE_UNAVAILABLE, "server.stopping");
    app.get("/healthz").send().await.expect(StatusCode::OK);
}
