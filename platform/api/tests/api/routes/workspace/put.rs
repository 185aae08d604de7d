use bytes::Bytes;
use futures::stream;
use http::StatusCode;
use mspf_test_support::{TestDatabase, on_each_database};
use serde_json::Value;

use crate::support::{Call, TestApp, Visitor, static_manifest};

on_each_database! {
    a_file_is_made_and_changed,
    two_editors_never_overwrite_each_other,
    what_may_not_be_in_a_package_stays_out,
    a_body_that_breaks_off_changes_nothing,
    the_manifest_is_judged_and_editors_hear_of_changes
}

fn put<'a>(app: &'a TestApp, who: &Visitor, path: &str) -> Call<'a> {
    app.put(&format!("plugins/ada/hello/workspace/files/{path}")).bearer(&who.token)
}

async fn a_file_is_made_and_changed(database: TestDatabase) {
    let app = TestApp::new(database).await;
    let ada = app.sign_up("ada").await;
    app.plugin(&ada, "hello").await;
    let made =
        put(&app, &ada, "src/views.py").header("if-none-match", "*").body("text/plain", "one").send().await;
    let made = made.expect(StatusCode::CREATED);
    assert_eq!((&made.json()["revision"], &made.json()["save"]), (&1.into(), &1.into()));
    let changed = put(&app, &ada, "src/views.py").header("if-match", made.header("etag"));
    let changed = changed.body("text/plain", "two").send().await.expect(StatusCode::OK);
    assert_ne!(changed.header("etag"), made.header("etag"));
    assert_eq!(changed.json()["paths"], serde_json::json!(["src/views.py"]));
    assert_eq!(app.read(&ada, "src/views.py").await.text(), "two");
}

async fn two_editors_never_overwrite_each_other(database: TestDatabase) {
    let app = TestApp::new(database).await;
    let ada = app.sign_up("ada").await;
    app.plugin(&ada, "hello").await;
    let first = app.write(&ada, "views.py", "first").await;
    let edit = |text: &'static str| {
        let call = put(&app, &ada, "views.py").header("if-match", first.header("etag"));
        call.body("text/plain", text).send()
    };
    let (one, two) = tokio::join!(edit("one"), edit("two"));
    let (won, lost, text) = if one.status == StatusCode::OK { (one, two, "one") } else { (two, one, "two") };
    won.expect(StatusCode::OK);
    lost.problem(StatusCode::PRECONDITION_FAILED, "workspace.conflict");
    assert_eq!(app.read(&ada, "views.py").await.text(), text);

    let careless = put(&app, &ada, "views.py").body("text/plain", "three").send().await;
    careless.problem(StatusCode::PRECONDITION_REQUIRED, "etag.required");
    let new =
        put(&app, &ada, "views.py").header("if-none-match", "*").body("text/plain", "three").send().await;
    new.problem(StatusCode::PRECONDITION_FAILED, "workspace.conflict");
    let nowhere = put(&app, &ada, "urls.py").header("if-match", "*").body("text/plain", "three").send().await;
    nowhere.problem(StatusCode::PRECONDITION_FAILED, "workspace.conflict");
    put(&app, &ada, "views.py")
        .header("if-match", "*")
        .body("text/plain", "three")
        .send()
        .await
        .expect(StatusCode::OK);
}

async fn what_may_not_be_in_a_package_stays_out(database: TestDatabase) {
    let app = TestApp::new(database).await;
    let ada = app.sign_up("ada").await;
    app.plugin(&ada, "hello").await;
    app.write(&ada, "static/app.js", "1").await;
    for (path, code) in [
        ("..%2f..%2fescape", "package.path_traversal"),
        ("a%2f..%2f..%2fescape", "package.path_traversal"),
        ("%2fetc%2fpasswd", "package.path_absolute"),
        ("con.py", "package.path_reserved"),
        (".env", "package.secret_file"),
    ] {
        let answer = put(&app, &ada, path).body("text/plain", "x").send().await;
        assert_eq!(
            (answer.status, &answer.json()["code"]),
            (StatusCode::UNPROCESSABLE_ENTITY, &code_of(&answer, code))
        );
    }
    let key = "-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQ\n";
    let answer = put(&app, &ada, "notes.txt").body("text/plain", key).send().await;
    answer.problem(StatusCode::UNPROCESSABLE_ENTITY, "package.private_key");
    let clash = put(&app, &ada, "Static/app.js").body("text/plain", "x").send().await;
    clash.problem(StatusCode::CONFLICT, "workspace.name_clash");
    let below_file = put(&app, &ada, "static/app.js/x").body("text/plain", "x").send().await;
    below_file.problem(StatusCode::CONFLICT, "workspace.is_file");
    assert_eq!(app.paths(&ada).await, serde_json::json!(["static", "static/app.js"]));
}

/// The problem's code as JSON, wherever it stands: of the field at fault, or of the whole.
fn code_of(answer: &crate::support::Answer, code: &str) -> Value {
    let body = answer.json();
    assert!(body["code"] == code || body["errors"][0]["code"] == code, "{body}");
    body["code"].clone()
}

async fn a_body_that_breaks_off_changes_nothing(database: TestDatabase) {
    let app = TestApp::new(database).await;
    let ada = app.sign_up("ada").await;
    app.plugin(&ada, "hello").await;
    let pieces = stream::iter([Ok(Bytes::from("half")), Err(std::io::Error::other("gone"))]);
    let broken = put(&app, &ada, "views.py").body("text/plain", axum::body::Body::from_stream(pieces));
    broken.send().await.problem(StatusCode::BAD_REQUEST, "request.incomplete");
    assert_eq!(app.look(&ada, "tree").await.json()["revision"], 0);
    assert_eq!(app.blobs(), 0);
}

async fn the_manifest_is_judged_and_editors_hear_of_changes(database: TestDatabase) {
    let app = TestApp::new(database).await;
    let ada = app.sign_up("ada").await;
    app.plugin(&ada, "hello").await;
    let mut events = app.get("plugins/ada/hello/events").bearer(&ada.token).open().await;
    let first = app.write(&ada, "index.html", "Hi").await.json();
    assert!(first["problem"].as_str().unwrap().contains("There is no mspf.toml"));
    let event = events.next("workspace.changed").await;
    assert_eq!((&event["data"]["revision"], &event["data"]["paths"][0]), (&1.into(), &"index.html".into()));
    assert_eq!(app.write(&ada, "mspf.toml", static_manifest("hello")).await.json()["problem"], Value::Null);
    let broken = app.write(&ada, "mspf.toml", "manifest_version = 1\n[plugin\n").await.json();
    let told = broken["problem"].as_str().unwrap();
    assert!(told.starts_with("mspf.toml, line 2: ") && told.matches("mspf.toml").count() == 1, "{told}");
    for (manifest, told) in [
        (b"\xff".to_vec(), "mspf.toml: the manifest is not UTF-8; save it in that encoding"),
        (vec![b'#'; 2 << 20], "mspf.toml: it is too large"),
    ] {
        assert_eq!(app.write(&ada, "mspf.toml", manifest).await.json()["problem"], told);
    }
    assert_eq!(events.next("workspace.changed").await["data"]["revision"], 2);
    assert_eq!(app.get("plugins/ada/hello").send().await.json()["kind"], "static");
}
