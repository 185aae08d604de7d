//! `GET /admin/nodes`

use chrono::TimeDelta;
use http::StatusCode;
use mspf_catalog::NewNode;
use mspf_test_support::{TestDatabase, on_each_database};
use serde_json::json;

use crate::{assert_answer, support::TestApp};

on_each_database! { an_administrator_sees_which_nodes_live }

async fn an_administrator_sees_which_nodes_live(database: TestDatabase) {
    let app = TestApp::new(database).await;
    let (admin, ada) = (app.administrator().await, app.sign_up("ada").await);
    let started_at = app.state.clock.now();
    let seen = async |name: &str, role: &str| {
        let node = NewNode { name: name.into(), role: role.into(), version: "2.0.0".into(), started_at };
        app.state.catalog.nodes().seen(&node, app.state.clock.now()).await.unwrap();
    };
    seen("silent", "builder").await;
    app.wait(TimeDelta::seconds(90));
    seen("busy", "gateway").await;
    let answer = app.get("admin/nodes").bearer(&admin.token).send().await.expect(StatusCode::OK);
    assert_answer!(answer);
    let alive: Vec<_> =
        answer.json()["items"].as_array().unwrap().iter().map(|node| node["alive"].clone()).collect();
    assert_eq!(alive, [json!(true), json!(false)]);

    app.get("admin/nodes").send().await.problem(StatusCode::UNAUTHORIZED, "auth.required");
    let other = app.get("admin/nodes").bearer(&ada.token).send().await;
    other.problem(StatusCode::FORBIDDEN, "auth.admin_required");
}
