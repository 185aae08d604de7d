//! The verbs of a transfer only make sense together.

use http::StatusCode;
use mspf_test_support::{TestDatabase, on_each_database};
use serde_json::json;

use crate::support::TestApp;

on_each_database! { a_plugin_changes_hands, an_offer_is_ended }

async fn a_plugin_changes_hands(database: TestDatabase) {
    let app = TestApp::new(database).await;
    let (ada, bob) = (app.sign_up("ada").await, app.sign_up("bob").await);
    let plugin = app.private_plugin(&ada, "hello").await;
    let offer = |token: &str, to: &str| {
        app.post("plugins/ada/hello/transfer").bearer(token).json(&json!({ "to": to })).send()
    };
    let accept = |token: &str| app.post("plugins/ada/hello/transfer/accept").bearer(token).send();
    offer(&ada.token, "nobody").await.problem(StatusCode::NOT_FOUND, "not_found");
    offer(&ada.token, "ada").await.problem(StatusCode::CONFLICT, "transfer.same_owner");
    accept(&bob.token).await.problem(StatusCode::NOT_FOUND, "plugin.not_found");
    assert_eq!(offer(&ada.token, "bob").await.expect(StatusCode::CREATED).json()["to"], "bob");
    accept(&ada.token).await.problem(StatusCode::NOT_FOUND, "plugin.not_found");
    let offers = |token: &str| app.get("transfers").bearer(token).send();
    let told = offers(&bob.token).await.expect(StatusCode::OK).json();
    assert_eq!((&told["items"][0]["plugin"]["id"], &told["items"][0]["to"]), (&plugin["id"], &json!("bob")));
    assert_eq!(offers(&ada.token).await.json()["items"], json!([]));
    let given = accept(&bob.token).await.expect(StatusCode::OK).json();
    assert_eq!((&given["id"], &given["owner"]["name"]), (&plugin["id"], &json!("bob")));
    assert_eq!(offers(&bob.token).await.json()["items"], json!([]));
    app.get("plugins/bob/hello").bearer(&bob.token).send().await.expect(StatusCode::OK);
    let gone = app.get("plugins/bob/hello").bearer(&ada.token).send().await;
    gone.problem(StatusCode::NOT_FOUND, "plugin.not_found");
}

async fn an_offer_is_ended(database: TestDatabase) {
    let app = TestApp::new(database).await;
    let (ada, bob) = (app.sign_up("ada").await, app.sign_up("bob").await);
    app.plugin(&ada, "hello").await;
    for who in [&ada, &bob] {
        let offer = app.post("plugins/ada/hello/transfer").bearer(&ada.token).json(&json!({ "to": "bob" }));
        offer.send().await.expect(StatusCode::CREATED);
        let offered = |token: &str| app.get("plugins/ada/hello/transfer").bearer(token).send();
        assert_eq!(offered(&ada.token).await.expect(StatusCode::OK).json()["to"], "bob");
        offered(&bob.token).await.problem(StatusCode::FORBIDDEN, "account.role_required");
        let end = || app.delete("plugins/ada/hello/transfer").bearer(&who.token).send();
        end().await.expect(StatusCode::NO_CONTENT);
        assert_eq!(end().await.status, StatusCode::NOT_FOUND);
        offered(&ada.token).await.problem(StatusCode::NOT_FOUND, "not_found");
    }
}
