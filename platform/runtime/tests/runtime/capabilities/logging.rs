use crate::support::{Plugin, Setup};

#[tokio::test]
async fn every_stream_and_level_reaches_the_log_with_the_request() {
    let plugin = Plugin::new("misbehaving", Setup::default());
    for query in ["stream=stdout", "stream=stderr", "stream=log&level=debug", "stream=log&level=critical"] {
        plugin.get(&format!("/log?{query}&line=one")).await.unwrap();
    }
    assert_eq!(
        plugin.log.take(),
        [
            "r1 Stdout one",
            "r1 Stderr one",
            "r1 Log(Debug) misbehaving: one",
            "r1 Log(Critical) misbehaving: one"
        ]
    );
}

#[tokio::test]
async fn the_last_words_of_a_guest_that_trapped_are_kept() {
    let plugin = Plugin::new("misbehaving", Setup::default());
    plugin.get("/panic").await.unwrap_err();
    assert!(plugin.log.take().concat().contains("asked to panic"));
}
