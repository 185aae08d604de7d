use crate::support::{Plugin, Setup};

#[tokio::test]
async fn a_guest_finds_no_file_no_directory_and_no_environment() {
    let plugin = Plugin::new("misbehaving", Setup::default());
    for path in ["/read", "/read?path=../../etc/passwd", "/list", "/list?path=.", "/write"] {
        assert_eq!(plugin.get(path).await.unwrap().0, 403, "{path}");
    }
    assert_eq!(plugin.get("/environment").await.unwrap(), (200, String::new()));
}
