use http::StatusCode;
use mspf_test_support::{TestDatabase, on_each_database};
use serde_json::{Value, json};

use crate::{
    assert_answer,
    support::{TestApp, static_manifest},
};

on_each_database! { a_workspace_is_published_and_compared }

async fn a_workspace_is_published_and_compared(database: TestDatabase) {
    let app = TestApp::new(database).await;
    let ada = app.sign_up("ada").await;
    app.plugin(&ada, "hello").await;
    let publish = |body: Value| app.post("plugins/ada/hello/versions").bearer(&ada.token).json(&body).send();
    let now = json!({ "from": "workspace", "version": "1.1.0", "changelog": "New" });
    publish(now.clone()).await.problem(StatusCode::NOT_FOUND, "workspace.no_such_file");
    app.look(&ada, "diff").await.problem(StatusCode::NOT_FOUND, "version.not_found");
    app.write(&ada, "mspf.toml", format!("# Mine\n{}", static_manifest("hello"))).await;
    publish(now.clone()).await.problem(StatusCode::UNPROCESSABLE_ENTITY, "package.missing_file");
    for (path, text) in [("static/index.html", "<h1>Hi</h1>\n"), ("static/old.txt", "old\n")] {
        app.write(&ada, path, text).await;
    }
    publish(json!({ "from": "elsewhere" })).await.field("from", "field.malformed");
    publish(json!({ "from": "workspace", "version": "one" })).await.field("version", "version.malformed");
    let published = publish(now.clone()).await.expect(StatusCode::ACCEPTED).json();
    assert_eq!(published["version"]["version"], "1.1.0");
    assert_eq!(published["version"]["manifest"]["plugin"]["version"], "1.1.0");
    publish(now).await.problem(StatusCode::CONFLICT, "version.exists");
    app.build().await;
    assert_eq!(app.get("plugins/ada/hello").send().await.json()["version"], "1.1.0");

    app.write(&ada, "static/index.html", "<h1>Hello</h1>\n").await;
    app.write(&ada, "static/new.png", &b"\xff\xfe\0"[..]).await;
    app.delete("plugins/ada/hello/workspace/files/static/old.txt").bearer(&ada.token).send().await;
    let diff = app.look(&ada, "diff").await.expect(StatusCode::OK);
    assert_eq!(app.look(&ada, "diff?version=1.1.0").await.json(), diff.json());
    assert_answer!(diff);
    app.look(&ada, "diff?version=9.9.9").await.problem(StatusCode::NOT_FOUND, "version.not_found");
    app.write(&ada, "mspf.toml", "broken").await;
    publish(json!({ "from": "workspace" })).await.problem(StatusCode::CONFLICT, "workspace.broken");
}
