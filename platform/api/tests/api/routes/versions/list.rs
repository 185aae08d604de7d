use http::StatusCode;
use mspf_test_support::{TestDatabase, on_each_database};
use serde_json::Value;

use crate::support::{TestApp, package};

on_each_database! { others_see_what_is_ready }

fn numbers(list: &Value) -> Vec<&str> {
    list["items"].as_array().unwrap().iter().map(|item| item["version"].as_str().unwrap()).collect()
}

async fn others_see_what_is_ready(database: TestDatabase) {
    let app = TestApp::new(database).await;
    let ada = app.sign_up("ada").await;
    app.plugin(&ada, "hello").await;
    app.release(&ada, "hello", "1.0.0").await;
    app.release(&ada, "hello", "1.1.0").await;
    app.publish(&ada, "ada/hello", package("hello", "1.2.0")).await.expect(StatusCode::ACCEPTED);
    let path = "plugins/ada/hello/versions";
    assert_eq!(numbers(&app.get(path).bearer(&ada.token).send().await.json()), ["1.2.0", "1.1.0", "1.0.0"]);
    let list = app.get(path).send().await.json();
    assert_eq!(numbers(&list), ["1.1.0", "1.0.0"]);
    assert_eq!([&list["items"][0]["released"], &list["items"][1]["released"]], [true, false]);
    let first = app.get(&format!("{path}?per_page=1")).send().await.json();
    let next = first["next"].as_str().unwrap();
    let second = app.get(&format!("{path}?per_page=1&after={next}")).send().await.json();
    assert_eq!((numbers(&second), &second["next"]), (vec!["1.0.0"], &Value::Null));
}
