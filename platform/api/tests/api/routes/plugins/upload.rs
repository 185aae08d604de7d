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
    nobody_uploads_for_others
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
