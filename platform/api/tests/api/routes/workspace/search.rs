use http::StatusCode;
use mspf_test_support::{TestDatabase, on_each_database};
use serde_json::json;

use crate::support::TestApp;

on_each_database! { names_and_lines_are_found }

async fn names_and_lines_are_found(database: TestDatabase) {
    let app = TestApp::new(database).await;
    let ada = app.sign_up("ada").await;
    app.plugin(&ada, "hello").await;
    app.write(&ada, "views.py", "import json\n\ndef hello():\n    return 'HELLO 你好'\n").await;
    app.write(&ada, "templates/hello.html", "<p>nothing</p>").await;
    app.write(&ada, "picture.png", &b"\xff\xfehello"[..]).await;
    let find = async |text: &str| app.look(&ada, &format!("search?q={text}")).await;
    let found = find("hello").await.expect(StatusCode::OK).json();
    let places: Vec<_> = found["matches"].as_array().unwrap().iter().collect();
    let places: Vec<_> = places.iter().map(|place| (&place["path"], &place["line"])).collect();
    let (html, views) = (json!("templates/hello.html"), json!("views.py"));
    assert_eq!(places, [(&html, &json!(null)), (&views, &json!(3)), (&views, &json!(4))]);
    assert_eq!(found["matches"][2]["text"], "    return 'HELLO 你好'");
    assert_eq!(found["truncated"], false);
    assert_eq!(find("%E4%BD%A0").await.json()["matches"].as_array().unwrap().len(), 1);
    find("").await.field("q", "workspace.query_length");
    let many = "match\n".repeat(300);
    app.write(&ada, "many.txt", many).await;
    let cut = find("match").await.json();
    assert_eq!((cut["matches"].as_array().unwrap().len(), &cut["truncated"]), (50, &json!(true)));
}
