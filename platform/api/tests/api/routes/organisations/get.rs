//! `GET /organisations/{name}`

use http::StatusCode;
use mspf_test_support::{TestDatabase, on_each_database};

use crate::{assert_answer, support::TestApp};

on_each_database! { anyone_sees_it }

async fn anyone_sees_it(database: TestDatabase) {
    let app = TestApp::new(database).await;
    let ada = app.sign_up("ada").await;
    app.organisation(&ada, "analytical-engines").await;
    assert_answer!(app.get("organisations/analytical-engines").send().await);
    for name in ["ada", "none", "%27%20OR%201=1", "Analytical-Engines"] {
        let answer = app.get(&format!("organisations/{name}")).send().await;
        answer.problem(StatusCode::NOT_FOUND, "not_found");
    }
}
