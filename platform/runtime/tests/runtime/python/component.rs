//! A component that an author built from Python alone is a plugin like any other.

use crate::support::{Plugin, Setup};

#[tokio::test]
async fn it_answers_without_the_shared_runtime() {
    let plugin = Plugin::new("python-component", Setup::default());
    let answer = plugin.get("/some/path?query").await.unwrap();
    assert_eq!(answer, (200, "Hello from a Python component 1.2.3 at /some/path\n".to_owned()));
}
