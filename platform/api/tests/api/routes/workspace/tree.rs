use http::StatusCode;
use mspf_test_support::{TestDatabase, on_each_database};
use serde_json::json;

use crate::{assert_answer, support::TestApp};

on_each_database! { the_tree_is_listed }

async fn the_tree_is_listed(database: TestDatabase) {
    let app = TestApp::new(database).await;
    let ada = app.sign_up("ada").await;
    app.plugin(&ada, "hello").await;
    let empty = app.look(&ada, "tree").await.expect(StatusCode::OK);
    assert_eq!((empty.header("etag"), &empty.json()["entries"]), ("\"0\"", &json!([])));
    app.write(&ada, "static/app.css", "body {}").await;
    app.write(&ada, "mspf.toml", "manifest_version = ").await;
    let tree = app.look(&ada, "tree").await.expect(StatusCode::OK);
    assert_eq!(tree.header("etag"), "\"2\"");
    let again =
        app.get("plugins/ada/hello/workspace/tree").bearer(&ada.token).header("if-none-match", "\"2\"");
    assert_eq!(again.send().await.status, StatusCode::NOT_MODIFIED);
    assert_answer!(tree);
}
