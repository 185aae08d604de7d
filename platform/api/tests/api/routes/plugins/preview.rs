use chrono::TimeDelta;
use http::StatusCode;
use mspf_test_support::{TestDatabase, on_each_database};
use serde_json::json;

use crate::support::{PASSWORD, TestApp, Visitor};

on_each_database! {
    a_ticket_says_where_it_leads_and_for_how_long,
    tickets_are_for_maintainers,
}

async fn ticket(app: &TestApp, who: &Visitor) -> serde_json::Value {
    let call = app.post("plugins/ada/hello/preview").bearer(&who.token);
    call.send().await.expect(StatusCode::OK).json()
}

async fn a_ticket_says_where_it_leads_and_for_how_long(database: TestDatabase) {
    let app =
        TestApp::with(database, |config| config.plugin_domain = Some("plugins.example.org".into())).await;
    let (_, ada) = (app.administrator().await, app.sign_up("ada").await);
    let plugin = app.private_plugin(&ada, "hello").await;
    let id = plugin["id"].as_str().unwrap();
    let first = ticket(&app, &ada).await;
    let text = first["ticket"].as_str().unwrap();
    assert!(app.state.config.previews.opens(id, text, app.state.clock.now()));
    assert_eq!(first["path"], format!("/plugins.{id}@{text}/"));
    let label = id.to_lowercase().replace('_', "-");
    assert_eq!(first["host"], format!("{text}--{label}.plugins.example.org"));
    // It is noon.
    assert_eq!(first["expires_at"], "2026-01-02T01:00:00Z");

    app.wait(TimeDelta::minutes(59));
    let admin = Visitor::from(app.login("grace", PASSWORD).await);
    assert_eq!(ticket(&app, &admin).await, first, "tickets of one hour are the same");
    app.wait(TimeDelta::minutes(1));
    let next = ticket(&app, &Visitor::from(app.login("ada", PASSWORD).await)).await;
    assert_ne!(next["ticket"], first["ticket"]);
    assert_eq!(next["expires_at"], "2026-01-02T02:00:00Z");

    let log = app.get("admin/audit?action=preview.issued").bearer(&admin.token).send().await;
    assert_eq!(log.json()["items"].as_array().unwrap().len(), 3);
    assert!(!log.text().contains(text), "no secret is ever on record");
}

async fn tickets_are_for_maintainers(database: TestDatabase) {
    let app = TestApp::new(database).await;
    let (ada, bob) = (app.sign_up("ada").await, app.sign_up("bob").await);
    app.plugin(&ada, "hello").await;
    app.private_plugin(&ada, "secret").await;
    let other = app.plugin(&ada, "other").await;
    let ask = |plugin: &str| app.post(&format!("plugins/ada/{plugin}/preview"));
    let answer = ask("hello").bearer(&ada.token).send().await.expect(StatusCode::OK);
    assert_eq!(answer.json()["host"], json!(null), "this node knows no domain");
    assert_eq!(answer.header("cache-control"), "no-store");

    ask("hello").send().await.problem(StatusCode::UNAUTHORIZED, "auth.required");
    let stranger = ask("hello").bearer(&bob.token).send().await;
    stranger.problem(StatusCode::NOT_FOUND, "workspace.not_found");
    let stranger = ask("secret").bearer(&bob.token).send().await;
    stranger.problem(StatusCode::NOT_FOUND, "plugin.not_found");
    let writer = app.token(&ada, &["plugins:write"]).await;
    ask("hello").bearer(&writer).send().await.problem(StatusCode::FORBIDDEN, "auth.scope_missing");
    let body = json!({ "name": "robot", "scopes": ["plugins:read"], "plugin": other["id"] });
    let bound = app.token_like(&ada, body).await;
    ask("hello").bearer(&bound).send().await.problem(StatusCode::FORBIDDEN, "auth.plugin_bound");
    ask("other").bearer(&bound).send().await.expect(StatusCode::OK);
}
