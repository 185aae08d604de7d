use http::StatusCode;
use mspf_test_support::{TestDatabase, on_each_database};

use crate::{assert_answer, support::TestApp};

on_each_database! { the_history_is_listed }

async fn the_history_is_listed(database: TestDatabase) {
    let app = TestApp::new(database).await;
    let ada = app.sign_up("ada").await;
    app.plugin(&ada, "hello").await;
    app.release(&ada, "hello", "1.0.0").await;
    app.release(&ada, "hello", "2.0.0").await;
    app.post("plugins/ada/hello/releases/rollback")
        .bearer(&ada.token)
        .send()
        .await
        .expect(StatusCode::CREATED);
    let page = app.get("plugins/ada/hello/releases?per_page=2").send().await.expect(StatusCode::OK);
    let next = page.json()["next"].as_str().unwrap().to_owned();
    let path = format!("plugins/ada/hello/releases?per_page=2&after={next}");
    assert_eq!(app.get(&path).send().await.json()["items"][0]["number"], 1);
    let whole = app.get("plugins/ada/hello/releases").send().await;
    assert_answer!(whole);
}
