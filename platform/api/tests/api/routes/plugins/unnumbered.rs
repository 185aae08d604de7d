use http::StatusCode;
use mspf_package::write_package;
use mspf_test_support::{TestDatabase, on_each_database};
use serde_json::{Value, json};

use crate::support::{Answer, TestApp, Visitor};

on_each_database! {
    a_stock_project_answers_and_is_replaced,
    once_there_are_versions_an_upload_is_the_next_one,
    the_same_files_make_nothing_new,
    numbers_go_on_from_the_highest,
    uploads_at_once_become_versions_one_after_the_other,
    what_the_platform_writes_names_the_plugin_it_belongs_to
}

const ID: &str = "SP_1425715742418018304";

/// What `django-admin startproject mysite` makes, with this in `urls.py`.
fn project(urls: &str) -> Vec<u8> {
    let manage = "import os\nos.environ.setdefault('DJANGO_SETTINGS_MODULE', 'mysite.settings')\n";
    let files = [
        ("manage.py", manage),
        ("mysite/__init__.py", ""),
        ("mysite/settings.py", ""),
        ("mysite/urls.py", urls),
        ("mysite/wsgi.py", ""),
    ];
    write_package(files.map(|(path, text)| (format!("mysite/{path}"), text.as_bytes().to_vec()))).unwrap()
}

/// A plugin of version 1.
fn old(views: &str) -> Vec<u8> {
    let apps = format!("class Config(AppConfig):\n    name = 'plugins.{ID}'\n");
    let files = [("apps.py", apps.as_str()), ("urls.py", ""), ("views.py", views)];
    write_package(files.map(|(path, text)| (path.to_owned(), text.as_bytes().to_vec()))).unwrap()
}

async fn upload(app: &TestApp, who: &Visitor, query: &str, zip: Vec<u8>) -> Answer {
    app.post(&format!("plugins/upload{query}")).bearer(&who.token).body("application/zip", zip).send().await
}

/// Publishes the workspace of Ada's project as it is.
async fn freeze(app: &TestApp, ada: &Visitor) -> Answer {
    let call = app.post("plugins/ada/mysite/versions").bearer(&ada.token);
    call.json(&json!({ "from": "workspace" })).send().await
}

async fn numbers(app: &TestApp, ada: &Visitor, plugin: &str) -> Vec<String> {
    let list = app.get(&format!("plugins/{plugin}/versions")).bearer(&ada.token).send().await.json();
    list["items"].as_array().unwrap().iter().map(|it| it["version"].as_str().unwrap().to_owned()).collect()
}

async fn file(app: &TestApp, ada: &Visitor, plugin: &str, path: &str) -> String {
    let path = format!("plugins/{plugin}/workspace/files/{path}");
    app.get(&path).bearer(&ada.token).send().await.expect(StatusCode::OK).text()
}

async fn a_stock_project_answers_and_is_replaced(database: TestDatabase) {
    let app = TestApp::new(database).await;
    let ada = app.sign_up("ada").await;
    let made = upload(&app, &ada, "", project("one")).await.expect(StatusCode::CREATED).json();
    let plugin = &made["plugin"];
    assert_eq!((&plugin["name"], &plugin["kind"]), (&json!("mysite"), &json!("python")));
    assert_eq!((&made["version"], &made["build"]), (&Value::Null, &Value::Null));
    let label = plugin["id"].as_str().unwrap().to_owned();
    let address = mspf_catalog::Address { label, version: None };
    let route = app.state.catalog.resolve(&address).await.unwrap().expect("it answers at once");
    assert_eq!((route.version.as_str(), route.problem), ("workspace", None));
    assert_eq!(route.manifest["runtime"]["app"], "mysite.wsgi:application");

    let again = upload(&app, &ada, "", project("two")).await.expect(StatusCode::OK).json();
    assert_eq!((&again["plugin"]["id"], &again["created"]), (&plugin["id"], &json!(false)));
    assert_eq!(file(&app, &ada, "ada/mysite", "mysite/urls.py").await, "two");
    assert_eq!(numbers(&app, &ada, "ada/mysite").await, [""; 0]);
    let frozen = freeze(&app, &ada).await.expect(StatusCode::ACCEPTED).json();
    assert_eq!(frozen["version"]["version"], "1.0.0");
}

async fn once_there_are_versions_an_upload_is_the_next_one(database: TestDatabase) {
    let app = TestApp::new(database).await;
    let ada = app.sign_up("ada").await;
    upload(&app, &ada, "", project("one")).await.expect(StatusCode::CREATED);
    freeze(&app, &ada).await.expect(StatusCode::ACCEPTED);
    app.build().await;
    let next = upload(&app, &ada, "?changelog=Two", project("two")).await.expect(StatusCode::ACCEPTED).json();
    assert_eq!(
        (&next["version"]["version"], &next["version"]["changelog"]),
        (&json!("1.0.1"), &json!("Two"))
    );
    assert_eq!(next["version"]["manifest"]["plugin"]["version"], "1.0.1");
    assert_eq!(next["created"], false);
    app.build().await;
    assert_eq!(app.get("plugins/ada/mysite").send().await.json()["version"], "1.0.1");
    assert_eq!(file(&app, &ada, "ada/mysite", "mysite/urls.py").await, "two");
    let manifest = file(&app, &ada, "ada/mysite", "mspf.toml").await;
    assert!(manifest.contains("version = \"1.0.1\""), "{manifest}");

    // The route for versions makes one from the first upload on.
    app.plugin(&ada, "other").await;
    let first = app.publish(&ada, "ada/other", old("one")).await.expect(StatusCode::ACCEPTED).json();
    assert_eq!(first["version"]["version"], "1.0.0");
    let second = app.publish(&ada, "ada/other", old("two")).await.expect(StatusCode::ACCEPTED).json();
    assert_eq!(second["version"]["version"], "1.0.1");
}

async fn the_same_files_make_nothing_new(database: TestDatabase) {
    let app = TestApp::new(database).await;
    let ada = app.sign_up("ada").await;
    app.plugin(&ada, "mysite").await;
    let publish = async |urls: &str| app.publish(&ada, "ada/mysite", project(urls)).await;
    publish("one").await.expect(StatusCode::ACCEPTED);
    let same = publish("one").await.expect(StatusCode::OK).json();
    assert_eq!((&same["version"]["version"], &same["build"]), (&json!("1.0.0"), &Value::Null), "being built");
    app.build().await;
    let same = upload(&app, &ada, "", project("one")).await.expect(StatusCode::OK).json();
    assert_eq!((&same["version"]["version"], &same["version"]["released"]), (&json!("1.0.0"), &json!(true)));
    publish("two").await.expect(StatusCode::ACCEPTED);
    app.build().await;
    let back = publish("one").await.expect(StatusCode::ACCEPTED).json();
    assert_eq!(back["version"]["version"], "1.0.2", "what was before the last is new");
    app.build().await;

    // What is uploaded is meant to answer: files that another version has taken the place of are published again.
    let rollback = app.post("plugins/ada/mysite/releases/rollback").bearer(&ada.token).send().await;
    assert!(rollback.status.is_success(), "{}", rollback.text());
    assert_eq!(publish("one").await.expect(StatusCode::ACCEPTED).json()["version"]["version"], "1.0.3");
    assert_eq!(numbers(&app, &ada, "ada/mysite").await, ["1.0.3", "1.0.2", "1.0.1", "1.0.0"]);
}

async fn numbers_go_on_from_the_highest(database: TestDatabase) {
    let app = TestApp::new(database).await;
    let ada = app.sign_up("ada").await;
    app.plugin(&ada, "mysite").await;
    let own = |number: &str| {
        let manifest = crate::support::static_manifest("mysite").replace("1.0.0", number);
        let files = [("mspf.toml", manifest), ("static/index.html", String::new())];
        write_package(files.map(|(path, text)| (path.to_owned(), text.into_bytes()))).unwrap()
    };
    let last = format!("3.0.{}", u64::MAX);
    for (published, next) in
        [("1.9.0", "1.9.1"), ("1.10.0-rc.1", "1.10.0"), ("0.1.0", "1.10.1"), ("2.0.0+a", "2.0.1")]
    {
        app.publish(&ada, "ada/mysite", own(published)).await.expect(StatusCode::ACCEPTED);
        let answer = app.publish(&ada, "ada/mysite", project(next)).await.expect(StatusCode::ACCEPTED);
        assert_eq!(answer.json()["version"]["version"], next, "after {published}");
    }
    app.publish(&ada, "ada/mysite", own(&last)).await.expect(StatusCode::ACCEPTED);
    app.publish(&ada, "ada/mysite", project("x"))
        .await
        .problem(StatusCode::CONFLICT, "version.numbers_used_up");
}

async fn uploads_at_once_become_versions_one_after_the_other(database: TestDatabase) {
    let app = TestApp::new(database).await;
    let ada = app.sign_up("ada").await;
    app.plugin(&ada, "mysite").await;
    let go = |urls: &'static str| app.publish(&ada, "ada/mysite", project(urls));
    let answers = tokio::join!(go("one"), go("two"), go("three"), go("four"));
    for answer in [answers.0, answers.1, answers.2, answers.3] {
        answer.expect(StatusCode::ACCEPTED);
    }
    let mut numbers = numbers(&app, &ada, "ada/mysite").await;
    numbers.sort();
    assert_eq!(numbers, ["1.0.0", "1.0.1", "1.0.2", "1.0.3"]);
}

async fn what_the_platform_writes_names_the_plugin_it_belongs_to(database: TestDatabase) {
    let app = TestApp::new(database).await;
    let ada = app.sign_up("ada").await;
    upload(&app, &ada, "", old("one")).await.expect(StatusCode::CREATED);
    let path = format!("plugins/{ID}");
    let tag = app.get(&path).bearer(&ada.token).send().await.header("etag").to_owned();
    let renamed =
        app.patch(&path).bearer(&ada.token).header("if-match", &tag).json(&json!({ "name": "blog" }));
    renamed.send().await.expect(StatusCode::OK);
    upload(&app, &ada, "", old("two")).await.expect(StatusCode::OK);
    assert!(file(&app, &ada, ID, "mspf.toml").await.contains("name = \"blog\""));
    let next = app.publish(&ada, "ada/blog", old("three")).await.expect(StatusCode::ACCEPTED).json();
    assert_eq!(next["version"]["manifest"]["plugin"]["name"], "blog");
    let bob = app.sign_up("bob").await;
    let refused = app.publish(&bob, "ada/blog", old("mine")).await;
    refused.problem(StatusCode::FORBIDDEN, "account.role_required");
}
