use axum::body::Body;
use bytes::Bytes;
use futures::stream;
use http::StatusCode;
use mspf_test_support::{TestDatabase, on_each_database};

use crate::{
    assert_answer,
    support::{TestApp, Visitor, component, manifest, package, package_of},
};

on_each_database! {
    an_upload_makes_the_plugin_and_then_its_versions,
    a_form_is_as_good_as_a_body,
    what_is_no_package_leaves_nothing,
    a_body_that_breaks_off_or_is_too_large_leaves_nothing,
    uploads_at_once_make_one_plugin_and_one_version,
    nobody_uploads_for_others,
    a_plugin_of_version_1_keeps_its_identifier_and_answers,
    a_package_with_its_source_becomes_the_workspace
}

async fn upload(app: &TestApp, who: &Visitor, query: &str, zip: impl Into<Body>) -> crate::support::Answer {
    app.post(&format!("plugins/upload{query}")).bearer(&who.token).body("application/zip", zip).send().await
}

async fn an_upload_makes_the_plugin_and_then_its_versions(database: TestDatabase) {
    let app = TestApp::new(database).await;
    let ada = app.sign_up("ada").await;
    let first = upload(&app, &ada, "?changelog=First&visibility=unlisted", package("hello", "1.0.0")).await;
    let first = first.expect(StatusCode::ACCEPTED);
    assert_eq!(first.json()["created"], true);
    assert_eq!(first.json()["plugin"]["visibility"], "unlisted");
    let second = upload(&app, &ada, "", package("hello", "1.1.0")).await.expect(StatusCode::ACCEPTED).json();
    assert_eq!(second["created"], false);
    assert_eq!(second["plugin"]["id"], first.json()["plugin"]["id"]);
    upload(&app, &ada, "", package("hello", "1.1.0")).await.problem(StatusCode::CONFLICT, "version.exists");
    assert_answer!(first);
}

async fn a_form_is_as_good_as_a_body(database: TestDatabase) {
    let app = TestApp::new(database).await;
    let ada = app.sign_up("ada").await;
    let mut form =
        b"--b\r\ncontent-disposition: form-data; name=\"changelog\"\r\n\r\n\xe6\x96\xb0\r\n--b\r\n\
        content-disposition: form-data; name=\"release\"\r\n\r\nfalse\r\n--b\r\n\
        content-disposition: form-data; name=\"file\"; filename=\"a.zip\"\r\n\r\n"
            .to_vec();
    form.extend(package("hello", "1.0.0"));
    form.extend(b"\r\n--b--\r\n");
    let call = app.post("plugins/upload").bearer(&ada.token).body("multipart/form-data; boundary=b", form);
    let published = call.send().await.expect(StatusCode::ACCEPTED).json();
    assert_eq!(published["version"]["changelog"], "新");
    app.build().await;
    assert_eq!(app.get("plugins/ada/hello").send().await.json()["version"], serde_json::Value::Null);
    let empty =
        app.post("plugins/upload").bearer(&ada.token).body("multipart/form-data; boundary=b", "--b--\r\n");
    empty.send().await.field("file", "package.missing");
    let broken = app.post("plugins/upload").bearer(&ada.token).body("multipart/form-data", "--b--\r\n");
    broken.send().await.problem(StatusCode::BAD_REQUEST, "request.form_malformed");
}

async fn what_is_no_package_leaves_nothing(database: TestDatabase) {
    let app = TestApp::new(database).await;
    let ada = app.sign_up("ada").await;
    let python = "manifest_version = 1\n[plugin]\nname = \"x\"\nversion = \"1.0.0\"\n\
        [runtime]\nkind = \"python\"\napp = \"a:b\"\n";
    for (zip, code) in [
        (b"no zip".to_vec(), "package.not_a_zip"),
        (package_of("nonsense".to_owned(), component()), "manifest.syntax"),
        (package_of(manifest("hello", "1"), component()), "manifest.invalid_value"),
        (package_of(python.to_owned(), component()), "package.missing_module"),
        (package_of(manifest("hello", "1.0.0"), b"\0asm\x01\0\0\0".to_vec()), "component.core_module"),
        (package_of(manifest("hello", "1.0.0"), b"nonsense".to_vec()), "component.not_wasm"),
    ] {
        let answer = upload(&app, &ada, "", zip).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{code}: {}", answer.text());
        let told = answer.json()["code"].as_str().unwrap().to_owned();
        assert!(
            told == code || code.starts_with("manifest.") && told.starts_with("manifest."),
            "{told} for {code}"
        );
        answer.problem(StatusCode::UNPROCESSABLE_ENTITY, &told);
    }
    let text = app.post("plugins/upload").bearer(&ada.token).body("text/plain", package("hello", "1.0.0"));
    text.send().await.problem(StatusCode::UNSUPPORTED_MEDIA_TYPE, "package.not_a_package");
    app.get("plugins/ada/hello")
        .bearer(&ada.token)
        .send()
        .await
        .problem(StatusCode::NOT_FOUND, "plugin.not_found");
    assert!(app.state.catalog.jobs().list(None, None, 10).await.unwrap().is_empty());
}

async fn a_body_that_breaks_off_or_is_too_large_leaves_nothing(database: TestDatabase) {
    const LIMIT: u64 = 100_000;
    let app = TestApp::with(database, |config| config.upload_max_bytes = LIMIT).await;
    let ada = app.sign_up("ada").await;
    let half = package("hello", "1.0.0").split_off(100);
    let broken = stream::iter([Ok(Bytes::from(half)), Err(std::io::Error::other("gone"))]);
    let answer = upload(&app, &ada, "", Body::from_stream(broken)).await;
    answer.problem(StatusCode::BAD_REQUEST, "request.incomplete");
    // Endless: it must be refused before its end.
    let endless = stream::repeat_with(|| Ok::<_, std::io::Error>(Bytes::from_static(&[0; 4096])));
    let answer = upload(&app, &ada, "", Body::from_stream(endless)).await;
    answer.problem(StatusCode::PAYLOAD_TOO_LARGE, "package.too_large");
    assert_eq!(app.blobs(), 0);
    assert!(app.state.catalog.jobs().list(None, None, 10).await.unwrap().is_empty());
}

async fn uploads_at_once_make_one_plugin_and_one_version(database: TestDatabase) {
    let app = TestApp::new(database).await;
    let ada = app.sign_up("ada").await;
    let go = || upload(&app, &ada, "", package("hello", "1.0.0"));
    let (one, two, three) = tokio::join!(go(), go(), go());
    let statuses = [&one, &two, &three].map(|answer| answer.status);
    let accepted = statuses.iter().filter(|status| **status == StatusCode::ACCEPTED).count();
    assert_eq!(accepted, 1, "{statuses:?}");
    assert_eq!(statuses.iter().filter(|status| **status == StatusCode::CONFLICT).count(), 2, "{statuses:?}");
    let list = app.get("plugins/ada/hello/versions").bearer(&ada.token).send().await.json();
    assert_eq!(list["items"].as_array().unwrap().len(), 1);
}

async fn nobody_uploads_for_others(database: TestDatabase) {
    let app = TestApp::new(database).await;
    let (ada, bob) = (app.sign_up("ada").await, app.sign_up("bob").await);
    app.plugin(&ada, "hello").await;
    // Refused before the body: an endless one is not read.
    let endless =
        || Body::from_stream(stream::repeat_with(|| Ok::<_, std::io::Error>(Bytes::from_static(&[0; 4096]))));
    let answer = upload(&app, &bob, "?owner=ada", endless()).await;
    answer.problem(StatusCode::FORBIDDEN, "account.role_required");
    let answer = app.post("plugins/upload").body("application/zip", endless()).send().await;
    answer.problem(StatusCode::UNAUTHORIZED, "auth.required");
    let writer = app.token(&ada, &["plugins:write"]).await;
    let answer = app.post("plugins/upload").bearer(&writer).body("application/zip", endless()).send().await;
    answer.problem(StatusCode::FORBIDDEN, "auth.scope_missing");
}

const OLD_ID: &str = "SP_1425715742418018304";

/// A zip as version 1 of the platform made it.
fn old_zip(views: &str) -> Vec<u8> {
    let apps = format!("class Config(AppConfig):\n    name = 'plugins.{OLD_ID}'\n");
    let files =
        [("__init__.py", ""), ("apps.py", &apps), ("urls.py", "urlpatterns = []\n"), ("views.py", views)];
    let files = files.map(|(name, text)| (format!("{OLD_ID}/{name}"), text.as_bytes().to_vec()));
    mspf_package::write_package(files).unwrap()
}

async fn a_plugin_of_version_1_keeps_its_identifier_and_answers(database: TestDatabase) {
    let app = TestApp::new(database).await;
    let (ada, bob) = (app.sign_up("ada").await, app.sign_up("bob").await);
    let made = upload(&app, &ada, "", old_zip("one")).await.expect(StatusCode::CREATED).json();
    assert_eq!((&made["plugin"]["id"], &made["version"]), (&OLD_ID.into(), &serde_json::Value::Null));
    let address = mspf_catalog::Address { label: OLD_ID.to_owned(), version: None };
    let route = app.state.catalog.resolve(&address).await.unwrap().expect("it answers at once");
    assert_eq!((route.version.as_str(), route.problem), ("workspace", None));

    let again = upload(&app, &ada, "", old_zip("two")).await.expect(StatusCode::OK).json();
    assert_eq!((&again["plugin"]["id"], &again["created"]), (&OLD_ID.into(), &false.into()));
    let read = |query: &str| {
        app.get(&format!("plugins/{OLD_ID}/workspace/files/views.py{query}")).bearer(&ada.token).send()
    };
    assert_eq!(read("").await.text(), "two");
    assert_eq!(read("?save=1").await.text(), "one", "the history keeps the old source");
    let others = upload(&app, &bob, "", old_zip("mine")).await.expect(StatusCode::CREATED).json();
    assert_ne!(others["plugin"]["id"], OLD_ID, "somebody's identifier is not given again");
    assert_eq!(read("").await.text(), "two");
}

async fn a_package_with_its_source_becomes_the_workspace(database: TestDatabase) {
    let app = TestApp::new(database).await;
    let ada = app.sign_up("ada").await;
    let zip = |version: &str, page: &str| {
        let manifest = crate::support::static_manifest("hello").replace("1.0.0", version);
        let files = [("mspf.toml", manifest.as_str()), ("static/index.html", page)];
        mspf_package::write_package(files.map(|(path, text)| (path.to_owned(), text.into()))).unwrap()
    };
    upload(&app, &ada, "", zip("1.0.0", "one")).await.expect(StatusCode::ACCEPTED);
    assert_eq!(app.read(&ada, "static/index.html").await.text(), "one");
    app.write(&ada, "static/extra.html", "extra").await;
    upload(&app, &ada, "", zip("1.0.0", "two")).await.problem(StatusCode::CONFLICT, "version.exists");
    assert_eq!(app.read(&ada, "static/index.html").await.text(), "one", "all or nothing");
    upload(&app, &ada, "", zip("1.1.0", "two")).await.expect(StatusCode::ACCEPTED);
    assert_eq!(app.paths(&ada).await, serde_json::json!(["mspf.toml", "static", "static/index.html"]));
    assert_eq!(app.read(&ada, "static/index.html").await.text(), "two");
    upload(&app, &ada, "", package("other", "1.0.0")).await.expect(StatusCode::ACCEPTED);
    let tree = app.get("plugins/ada/other/workspace/tree").bearer(&ada.token).send().await.json();
    assert_eq!(tree["revision"], 0, "a component's package holds no source");
}
