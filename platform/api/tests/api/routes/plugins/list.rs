use http::StatusCode;
use mspf_test_support::{TestDatabase, on_each_database};
use serde_json::json;

use crate::support::TestApp;

on_each_database! { the_catalogue_is_searched_page_by_page, what_is_malformed_is_refused }

async fn the_catalogue_is_searched_page_by_page(database: TestDatabase) {
    let app = TestApp::new(database).await;
    let ada = app.sign_up("ada").await;
    for number in 0..5 {
        app.plugin(&ada, &format!("hello-{number}")).await;
    }
    app.plugin_like(&ada, json!({ "name": "weather", "title": "天气预报" })).await;
    app.private_plugin(&ada, "hello-secret").await;
    let mut names = Vec::new();
    let mut path = "plugins?q=helo&per_page=2&sort=newest".to_owned();
    loop {
        let page = app.get(&path).send().await.expect(StatusCode::OK).json();
        names.extend(
            page["items"].as_array().unwrap().iter().map(|item| item["name"].as_str().unwrap().to_owned()),
        );
        let Some(next) = page["next"].as_str() else { break };
        path = format!("plugins?q=helo&per_page=2&sort=newest&after={next}");
    }
    assert_eq!(names, ["hello-4", "hello-3", "hello-2", "hello-1", "hello-0"]);
    let chinese = app.get("plugins?q=%E5%A4%A9%E6%B0%94").send().await.json();
    assert_eq!(chinese["items"][0]["name"], "weather");
    let own = app.get("plugins?q=secret&owner=ada").bearer(&ada.token).send().await.json();
    assert_eq!(own["items"][0]["name"], "hello-secret");
    let parent = own["items"][0]["id"].as_str().unwrap();
    for none in ["kind=static", &format!("parent={parent}")] {
        assert_eq!(app.get(&format!("plugins?{none}")).send().await.json()["items"], json!([]));
    }
}

async fn what_is_malformed_is_refused(database: TestDatabase) {
    let app = TestApp::new(database).await;
    for (query, code) in [
        ("sort=random", "request.query_malformed"),
        ("free=maybe", "request.query_malformed"),
        ("kind=perl", "request.query_malformed"),
        ("parent=ada", "request.query_malformed"),
        ("after=%00", "request.nul"),
        ("owner=%00", "request.nul"),
        ("after=eA", "page.cursor_invalid"),
    ] {
        app.get(&format!("plugins?{query}")).send().await.problem(StatusCode::BAD_REQUEST, code);
    }
    app.get("plugins?after=IngueSI").send().await.field("after", "page.after_malformed");
    app.get("plugins?per_page=101").send().await.field("per_page", "page.size_out_of_range");
    app.get(&format!("plugins?q={}", "x".repeat(1_001))).send().await.field("q", "search.text_too_long");
    app.get("plugins?q=%25%27%22%3B--").send().await.expect(StatusCode::OK);
}
