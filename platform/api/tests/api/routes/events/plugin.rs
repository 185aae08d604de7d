use mspf_test_support::{TestDatabase, on_each_database};
use serde_json::json;

use crate::support::TestApp;

on_each_database! { a_plugin_is_followed_and_nothing_else }

async fn a_plugin_is_followed_and_nothing_else(database: TestDatabase) {
    let app = TestApp::new(database).await;
    let ada = app.sign_up("ada").await;
    let hello = app.plugin_like(&ada, json!({ "name": "hello", "visibility": "unlisted" })).await;
    let mut events = app.get("plugins/ada/hello/events").open().await;
    app.plugin(&ada, "other").await;
    app.release(&ada, "hello", "1.0.0").await;
    for kind in ["version.ready", "plugin.released"] {
        let (told, event) = events.next_of_any().await;
        assert_eq!((told.as_str(), &event["plugin"]), (kind, &hello["id"]));
    }
}
