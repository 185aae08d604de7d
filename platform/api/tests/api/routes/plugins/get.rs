use http::StatusCode;
use mspf_test_support::{TestDatabase, on_each_database};
use serde_json::json;

use crate::support::TestApp;

on_each_database! {
    both_addresses_name_the_same_plugin,
    a_private_plugin_does_not_exist_for_others,
    a_token_for_one_plugin_learns_nothing_of_others
}

async fn both_addresses_name_the_same_plugin(database: TestDatabase) {
    let app = TestApp::new(database).await;
    let ada = app.sign_up("ada").await;
    let plugin = app.plugin(&ada, "versions").await;
    for path in [
        format!("plugins/{}", plugin["id"].as_str().unwrap()),
        "plugins/ada/versions".into(),
        "plugins/ada%2Fversions".into(),
    ] {
        assert_eq!(app.get(&path).send().await.expect(StatusCode::OK).json(), plugin, "{path}");
    }
    app.get("plugins/ada/versions/versions?per_page=1").send().await.expect(StatusCode::OK);
    for nothing in ["plugins/SP_1", "plugins/ada", "plugins/ada/none", "plugins/'/x"] {
        let answer = app.get(nothing).send().await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{nothing}: {}", answer.text());
    }
}

async fn a_private_plugin_does_not_exist_for_others(database: TestDatabase) {
    let app = TestApp::new(database).await;
    let (ada, bob) = (app.sign_up("ada").await, app.sign_up("bob").await);
    app.private_plugin(&ada, "secret").await;
    let body = json!({ "reason": "x", "version": "1.0.0", "to": "bob" });
    for (method, path) in [
        ("GET", "plugins/ada/secret"),
        ("DELETE", "plugins/ada/secret"),
        ("PUT", "plugins/ada/secret/like"),
        ("DELETE", "plugins/ada/secret/like"),
        ("GET", "plugins/ada/secret/logo"),
        ("GET", "plugins/ada/secret/source"),
        ("GET", "plugins/ada/secret/events"),
        ("GET", "plugins/ada/secret/versions"),
        ("POST", "plugins/ada/secret/versions"),
        ("GET", "plugins/ada/secret/versions/1.0.0"),
        ("GET", "plugins/ada/secret/releases"),
        ("POST", "plugins/ada/secret/releases"),
        ("POST", "plugins/ada/secret/releases/rollback"),
        ("POST", "plugins/ada/secret/transfer"),
        ("POST", "plugins/ada/secret/transfer/accept"),
        ("DELETE", "plugins/ada/secret/transfer"),
    ] {
        let body = match path {
            path if path.ends_with("releases") => json!({ "version": "1.0.0" }),
            path if path.ends_with("transfer") => json!({ "to": "bob" }),
            _ => body.clone(),
        };
        let call = app.call(method.parse().unwrap(), path).bearer(&bob.token).json(&body);
        call.send().await.problem(StatusCode::NOT_FOUND, "plugin.not_found");
    }
    app.get("plugins/ada/secret").send().await.problem(StatusCode::NOT_FOUND, "plugin.not_found");
    app.get("plugins/ada/secret").bearer(&ada.token).send().await.expect(StatusCode::OK);
}

async fn a_token_for_one_plugin_learns_nothing_of_others(database: TestDatabase) {
    let app = TestApp::new(database).await;
    let ada = app.sign_up("ada").await;
    let mine = app.private_plugin(&ada, "mine").await;
    app.private_plugin(&ada, "other").await;
    app.plugin(&ada, "open").await;
    let body = json!({ "name": "robot", "scopes": ["plugins:read"], "plugin": mine["id"] });
    let token = app.token_like(&ada, body).await;
    app.get("plugins/ada/mine").bearer(&token).send().await.expect(StatusCode::OK);
    let other = app.get("plugins/ada/other").bearer(&token).send().await;
    other.problem(StatusCode::NOT_FOUND, "plugin.not_found");
    let open = app.get("plugins/ada/open").bearer(&token).send().await;
    open.problem(StatusCode::FORBIDDEN, "auth.plugin_bound");
}
