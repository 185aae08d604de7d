use http::StatusCode;
use mspf_test_support::{TestDatabase, on_each_database};

use crate::support::TestApp;

on_each_database! { the_catalogue_is_followed_without_what_is_private, a_listener_catches_up }

async fn the_catalogue_is_followed_without_what_is_private(database: TestDatabase) {
    let app = TestApp::new(database).await;
    let ada = app.sign_up("ada").await;
    let mut public = app.get("events").open().await;
    let mut own = app.get("events").bearer(&ada.token).open().await;
    let secret = app.private_plugin(&ada, "secret").await;
    let hello = app.plugin(&ada, "hello").await;
    assert_eq!(public.next("plugin.created").await["plugin"], hello["id"]);
    assert_eq!(own.next("plugin.created").await["plugin"], secret["id"]);
    app.release(&ada, "hello", "1.0.0").await;
    assert_eq!(public.next_of_any().await.0, "version.ready");
    assert_eq!(public.next_of_any().await.0, "plugin.released");
    own.next("version.published").await;
    own.next("build.progress").await;
}

async fn a_listener_catches_up(database: TestDatabase) {
    let app = TestApp::new(database).await;
    let ada = app.sign_up("ada").await;
    for number in 0..3 {
        app.plugin(&ada, &format!("hello-{number}")).await;
    }
    let mut from_start = app.get("events").header("last-event-id", "0").open().await;
    let first = from_start.next("plugin.created").await;
    assert_eq!(first["data"]["name"], "hello-0");
    let mut from_first = app.get("events").header("last-event-id", &first["seq"].to_string()).open().await;
    assert_eq!(from_first.next("plugin.created").await["data"]["name"], "hello-1");
    assert_eq!(from_first.next("plugin.created").await["data"]["name"], "hello-2");
    app.plugin(&ada, "hello-3").await;
    assert_eq!(from_first.next("plugin.created").await["data"]["name"], "hello-3");
    let malformed = app.get("events").header("last-event-id", "x").send().await;
    malformed.problem(StatusCode::BAD_REQUEST, "request.header_malformed");
}
