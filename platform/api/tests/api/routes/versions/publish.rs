use http::StatusCode;
use mspf_package::write_package;
use mspf_test_support::{TestDatabase, on_each_database};
use serde_json::{Value, json};

use crate::support::{TestApp, package};

on_each_database! {
    a_number_is_published_once,
    the_manifest_must_name_the_plugin,
    a_version_answers_when_it_is_built_unless_told_not_to,
    tests_decide_where_the_request_says_so,
    others_publish_nothing
}

async fn a_number_is_published_once(database: TestDatabase) {
    let app = TestApp::new(database).await;
    let ada = app.sign_up("ada").await;
    app.plugin(&ada, "hello").await;
    let publish = || app.publish(&ada, "ada/hello", package("hello", "1.0.0"));
    let (one, two) = tokio::join!(publish(), publish());
    let mut statuses = [one.status, two.status];
    statuses.sort();
    assert_eq!(statuses, [StatusCode::ACCEPTED, StatusCode::CONFLICT]);
    publish().await.problem(StatusCode::CONFLICT, "version.exists");
}

async fn the_manifest_must_name_the_plugin(database: TestDatabase) {
    let app = TestApp::new(database).await;
    let ada = app.sign_up("ada").await;
    app.plugin(&ada, "hello").await;
    let answer = app.publish(&ada, "ada/hello", package("other", "1.0.0")).await;
    answer.field("name", "manifest.name_differs");
}

async fn a_version_answers_when_it_is_built_unless_told_not_to(database: TestDatabase) {
    let app = TestApp::new(database).await;
    let ada = app.sign_up("ada").await;
    app.plugin(&ada, "hello").await;
    app.release(&ada, "hello", "1.0.0").await;
    let path = "plugins/ada/hello/versions?release=false";
    let call = app.post(path).bearer(&ada.token).body("application/zip", package("hello", "2.0.0"));
    call.send().await.expect(StatusCode::ACCEPTED);
    app.build().await;
    assert_eq!(app.get("plugins/ada/hello").send().await.json()["version"], "1.0.0");
    assert_eq!(app.get("plugins/ada/hello/versions/2.0.0").send().await.json()["state"], "ready");
}

async fn tests_decide_where_the_request_says_so(database: TestDatabase) {
    let app = TestApp::new(database).await;
    let ada = app.sign_up("ada").await;
    app.plugin_like(&ada, json!({ "name": "hello", "template": "wsgi" })).await;
    let zip = |version: &str| {
        let manifest = format!(
            "manifest_version = 1\n[plugin]\nname = \"hello\"\nversion = \"{version}\"\n\
             [runtime]\nkind = \"python\"\napp = \"app:app\"\n"
        );
        let files = [("mspf.toml", manifest.as_str()), ("app.py", "")];
        write_package(files.map(|(path, text)| (path.to_owned(), text.as_bytes().to_vec()))).unwrap()
    };
    let publish = |query: &str, body_type: &str, body: Vec<u8>| {
        let path = format!("plugins/ada/hello/versions{query}");
        app.post(&path).bearer(&ada.token).body(body_type, body).send()
    };
    let form = |tests: &str, version: &str| {
        let head = "--b\r\ncontent-disposition: form-data; name=";
        let mut form = format!("{head}\"tests\"\r\n\r\n{tests}\r\n{head}\"file\"\r\n\r\n").into_bytes();
        form.extend(zip(version));
        form.extend(b"\r\n--b--\r\n");
        form
    };
    let workspace = |body: Value| body.to_string().into_bytes();
    const FORM: &str = "multipart/form-data; boundary=b";
    for (query, body_type, body, tests) in [
        ("", "application/zip", zip("1.0.0"), false),
        ("?tests=true", "application/zip", zip("1.0.1"), true),
        ("", FORM, form("true", "1.0.2"), true),
        ("?tests=true", FORM, form("false", "1.0.3"), false),
        ("", "application/json", workspace(json!({ "from": "workspace", "version": "1.1.0" })), false),
        (
            "",
            "application/json",
            workspace(json!({ "from": "workspace", "version": "1.1.1", "tests": true })),
            true,
        ),
    ] {
        publish(query, body_type, body).await.expect(StatusCode::ACCEPTED);
        assert_eq!(app.claim().await.job.payload["tests"], tests, "{query} {body_type}");
    }
    app.plugin(&ada, "other").await;
    let path = "plugins/ada/other/versions?tests=true";
    let call = app.post(path).bearer(&ada.token).body("application/zip", package("other", "1.0.0"));
    call.send().await.field("tests", "version.no_tests_here");
    let upload = app.post("plugins/upload?tests=true").bearer(&ada.token);
    upload.body("application/zip", zip("1.2.0")).send().await.expect(StatusCode::ACCEPTED);
    assert_eq!(app.claim().await.job.payload["tests"], true);
}

async fn others_publish_nothing(database: TestDatabase) {
    let app = TestApp::new(database).await;
    let (ada, bob) = (app.sign_up("ada").await, app.sign_up("bob").await);
    let hello = app.plugin(&ada, "hello").await;
    app.plugin(&ada, "other").await;
    let answer = app.publish(&bob, "ada/hello", package("hello", "6.6.6")).await;
    answer.problem(StatusCode::FORBIDDEN, "account.role_required");
    let body = serde_json::json!({ "name": "robot", "scopes": ["versions:publish"], "plugin": hello["id"] });
    let token = app.token_like(&ada, body).await;
    let publish = |plugin: &str| {
        let zip = package(plugin, "1.0.0");
        app.post(&format!("plugins/ada/{plugin}/versions")).bearer(&token).body("application/zip", zip).send()
    };
    publish("other").await.problem(StatusCode::FORBIDDEN, "auth.plugin_bound");
    publish("hello").await.expect(StatusCode::ACCEPTED);
    let upload = app.post("plugins/upload").bearer(&token).body("application/zip", package("hello", "1.0.1"));
    upload.send().await.problem(StatusCode::FORBIDDEN, "auth.plugin_bound");
}
