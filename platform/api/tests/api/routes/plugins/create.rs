use http::StatusCode;
use mspf_test_support::{TestDatabase, on_each_database};
use serde_json::json;

use crate::{assert_answer, support::TestApp};

on_each_database! {
    a_plugin_is_made,
    a_plugin_starts_with_files,
    what_is_wrong_is_said,
    nobody_makes_plugins_for_others
}

async fn a_plugin_is_made(database: TestDatabase) {
    let app = TestApp::new(database).await;
    let ada = app.sign_up("ada").await;
    let body = json!({
        "name": "weather", "title": "天气预报", "description": "Tomorrow's *weather*.",
        "keywords": ["forecast", "天气"], "category": "tools", "licence": "MIT", "price": 499, "currency": "EUR",
        "default_options": { "city": "London" }, "logo": "https://example.org/logo.svg", "template": null,
    });
    let answer = app.post("plugins").bearer(&ada.token).json(&body).send().await.expect(StatusCode::CREATED);
    assert_eq!(answer.header("etag"), "\"1\"");
    let location = answer.header("location").to_owned();
    let again = app.get(&location).send().await.expect(StatusCode::OK);
    assert_eq!(again.json(), answer.json());
    assert_answer!(answer);
}

async fn a_plugin_starts_with_files(database: TestDatabase) {
    let app = TestApp::new(database).await;
    let ada = app.sign_up("ada").await;
    let create = |body| app.post("plugins").bearer(&ada.token).json(&body).send();
    let body =
        json!({ "name": "hello", "developer": "Ada", "version": "1.2.3", "description": "Says \"hi\"." });
    let made = create(body).await.expect(StatusCode::CREATED).json();
    assert_eq!((&made["kind"], &made["version"]), (&json!("python"), &json!(null)));
    let manifest = app.read(&ada, "mspf.toml").await.expect(StatusCode::OK).text();
    assert!(manifest.contains("version = \"1.2.3\""), "{manifest}");
    let views = app.read(&ada, "views.py").await.expect(StatusCode::OK).text();
    assert!(views.contains("Hi, this is a plugin!"));
    let tree = app.look(&ada, "tree").await.json();
    assert_eq!((&tree["problem"], &tree["revision"]), (&json!(null), &json!(1)));
    let address = mspf_catalog::Address { label: made["id"].as_str().unwrap().to_owned(), version: None };
    let route = app.state.catalog.resolve(&address).await.unwrap().expect("it answers at once");
    assert_eq!(route.version, "workspace");

    for (name, kind) in
        [("flask", "python"), ("wsgi", "python"), ("static", "static"), ("rust-http", "component")]
    {
        let made = create(json!({ "name": name, "template": name })).await.expect(StatusCode::CREATED);
        assert_eq!(made.json()["kind"], kind);
    }
    create(json!({ "name": "x", "template": "cobol" })).await.field("template", "plugin.template_unknown");
    create(json!({ "name": "x", "version": "1" })).await.field("version", "version.malformed");
    create(json!({ "name": "x", "logo": "javascript:alert(1)" })).await.field("logo", "plugin.invalid_value");
    create(json!({ "name": "hello" })).await.problem(StatusCode::CONFLICT, "plugin.name_taken");
}

async fn what_is_wrong_is_said(database: TestDatabase) {
    let app = TestApp::new(database).await;
    let ada = app.sign_up("ada").await;
    app.plugin(&ada, "hello").await;
    let create = |body| app.post("plugins").bearer(&ada.token).json(&body).send();
    create(json!({ "name": "hello" })).await.problem(StatusCode::CONFLICT, "plugin.name_taken");
    create(json!({ "name": "Not A Slug" })).await.field("name", "plugin.invalid_value");
    create(json!({ "name": "x", "price": 1 })).await.field("price", "plugin.invalid_value");
    create(json!({ "name": "x", "licence": "none of them" })).await.field("licence", "plugin.invalid_value");
    create(json!({ "name": "x", "visibility": "secret" })).await.field("visibility", "field.malformed");
    create(json!({ "name": "x", "nam": "y" })).await.field("nam", "field.malformed");
    create(json!({ "name": "x", "owner": "nobody" })).await.problem(StatusCode::NOT_FOUND, "not_found");
}

async fn nobody_makes_plugins_for_others(database: TestDatabase) {
    let app = TestApp::new(database).await;
    let ada = app.sign_up("ada").await;
    let bob = app.sign_up("bob").await;
    app.organisation(&ada, "analytical").await;
    for owner in ["ada", "analytical"] {
        let body = json!({ "name": "hello", "owner": owner });
        let answer = app.post("plugins").bearer(&bob.token).json(&body).send().await;
        answer.problem(StatusCode::FORBIDDEN, "account.role_required");
    }
    let body = json!({ "name": "hello" });
    app.post("plugins").json(&body).send().await.problem(StatusCode::UNAUTHORIZED, "auth.required");
    let reader = app.token(&ada, &["plugins:read"]).await;
    let answer = app.post("plugins").bearer(&reader).json(&body).send().await;
    answer.problem(StatusCode::FORBIDDEN, "auth.scope_missing");
    app.member(&ada, "analytical", "bob", "developer").await.expect(StatusCode::CREATED);
    let body = json!({ "name": "hello", "owner": "analytical" });
    let plugin =
        app.post("plugins").bearer(&bob.token).json(&body).send().await.expect(StatusCode::CREATED).json();
    assert_eq!(plugin["owner"]["kind"], "organisation");
    assert_eq!(plugin["creator"], bob.id);
}
