use http::StatusCode;
use mspf_test_support::{TestDatabase, on_each_database};

use crate::support::TestApp;

on_each_database! { a_like_counts_once_and_is_taken_back }

async fn a_like_counts_once_and_is_taken_back(database: TestDatabase) {
    let app = TestApp::new(database).await;
    let (ada, bob) = (app.sign_up("ada").await, app.sign_up("bob").await);
    app.plugin(&ada, "hello").await;
    for _ in 0..2 {
        let liked =
            app.put("plugins/ada/hello/like").bearer(&bob.token).send().await.expect(StatusCode::OK).json();
        assert_eq!((&liked["like_count"], &liked["liked"]), (&1.into(), &true.into()));
    }
    let list = app.get("plugins?liked=true").bearer(&bob.token).send().await.json();
    assert_eq!(list["items"][0]["name"], "hello");
    assert_eq!(app.get("plugins/ada/hello").bearer(&ada.token).send().await.json()["liked"], false);
    for _ in 0..2 {
        let call = app.delete("plugins/ada/hello/like").bearer(&bob.token);
        assert_eq!(call.send().await.expect(StatusCode::OK).json()["like_count"], 0);
    }
    app.put("plugins/ada/hello/like").send().await.problem(StatusCode::UNAUTHORIZED, "auth.required");
}
