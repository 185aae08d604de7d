//! `GET /admin/users`

use http::StatusCode;
use mspf_test_support::{TestDatabase, on_each_database};

use crate::{assert_answer, support::TestApp};

on_each_database! { users_come_in_pages, users_are_found_by_name_and_address }

async fn users_come_in_pages(database: TestDatabase) {
    let app = TestApp::new(database).await;
    let admin = app.administrator().await;
    for name in ["ada", "charles", "mary"] {
        app.sign_up(name).await;
    }
    let (mut names, mut after) = (Vec::new(), String::new());
    loop {
        let page = app.get(&format!("admin/users?per_page=2{after}")).bearer(&admin.token).send().await;
        let page = page.expect(StatusCode::OK).json();
        let items = page["items"].as_array().unwrap();
        names.extend(items.iter().map(|user| user["username"].as_str().unwrap().to_owned()));
        match page["next"].as_str() {
            Some(next) => after = format!("&after={next}"),
            None => break,
        }
    }
    assert_eq!(names, ["mary", "charles", "ada", "grace"]);
}

async fn users_are_found_by_name_and_address(database: TestDatabase) {
    let app = TestApp::new(database).await;
    let admin = app.administrator().await;
    for name in ["ada", "adam", "charles"] {
        app.sign_up(name).await;
    }
    let find =
        async |query: &str| app.get(&format!("admin/users?q={query}")).bearer(&admin.token).send().await;
    assert_answer!(find("ADAM%40").await);
    let count = async |query: &str| find(query).await.json()["items"].as_array().unwrap().len();
    assert_eq!(count("ada").await, 2);
    for wildcard in ["%25", "_", "%5C", "%27"] {
        assert_eq!(count(wildcard).await, 0, "{wildcard}");
    }
}

#[tokio::test]
async fn others_do_not_see_them() {
    let app = TestApp::sqlite().await;
    let ada = app.sign_up("ada").await;
    for path in ["admin/users", "admin/audit"] {
        let answer = app.get(path).bearer(&ada.token).send().await;
        answer.problem(StatusCode::FORBIDDEN, "auth.admin_required");
        app.get(path).send().await.problem(StatusCode::UNAUTHORIZED, "auth.required");
    }
}
