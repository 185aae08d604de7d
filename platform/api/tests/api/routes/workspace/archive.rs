use std::io::Cursor;

use http::StatusCode;
use mspf_package::{ReadLimits, ZipReader};
use mspf_test_support::{TestDatabase, on_each_database};

use crate::support::{Answer, TestApp, static_manifest};

on_each_database! { a_part_or_all_is_downloaded }

fn paths(answer: &Answer) -> Vec<String> {
    assert_eq!(answer.header("content-type"), "application/zip");
    let zip = ZipReader::open(Cursor::new(&answer.body), &ReadLimits::default()).unwrap();
    zip.paths().map(str::to_owned).collect()
}

async fn a_part_or_all_is_downloaded(database: TestDatabase) {
    let app = TestApp::new(database).await;
    let (ada, bob) = (app.sign_up("ada").await, app.sign_up("bob").await);
    app.plugin(&ada, "hello").await;
    app.write(&ada, "mspf.toml", static_manifest("hello")).await;
    for path in ["static/css/a.css", "static/index.html", "static.txt"] {
        app.write(&ada, path, path.to_owned()).await;
    }
    let all = app.look(&ada, "archive").await.expect(StatusCode::OK);
    assert_eq!(paths(&all), ["mspf.toml", "static.txt", "static/css/a.css", "static/index.html"]);
    let folder = app.look(&ada, "archive?path=static/css").await.expect(StatusCode::OK);
    assert_eq!(paths(&folder), ["css/a.css"]);
    let file = app.look(&ada, "archive?path=static.txt").await.expect(StatusCode::OK);
    assert_eq!(paths(&file), ["static.txt"]);
    let missing = app.look(&ada, "archive?path=none").await;
    missing.problem(StatusCode::NOT_FOUND, "workspace.no_such_file");

    let source = app.get("plugins/ada/hello/source").bearer(&ada.token).send().await.expect(StatusCode::OK);
    assert_eq!(source.body, all.body, "maintainers get the draft");
    let strangers = app.get("plugins/ada/hello/source").bearer(&bob.token).send().await;
    strangers.problem(StatusCode::NOT_FOUND, "version.not_found");
}
