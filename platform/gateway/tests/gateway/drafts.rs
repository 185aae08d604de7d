//! Workspaces where they answer: at the plain address until a release, and at their own.

use crate::client::get;
use crate::world::{Version, World};

const MANIFEST: &str = "manifest_version = 1\n[plugin]\nname = \"hello\"\nversion = \"1.0.0\"\n\
    [runtime]\nkind = \"static\"\n[static]\nmount = \"/\"\n";

#[tokio::test]
async fn an_edit_is_seen_by_the_next_request() {
    let world = World::new().await;
    let plugin = world.draft("hello", &[("mspf.toml", MANIFEST), ("static/index.html", "one")]).await;
    let first = world.get(&plugin, "/").await;
    assert_eq!((first.status, first.text()), (200, "one"));
    assert_eq!(first.header("cache-control"), Some("no-cache"));
    for text in ["two", "three", "two"] {
        world.edit(&plugin, "static/index.html", text).await;
        assert_eq!(world.get(&plugin, "/").await.text(), text);
    }
    assert_eq!(world.get(&plugin, "/new.txt").await.status, 404);
    world.edit(&plugin, "static/new.txt", "new").await;
    assert_eq!(world.get(&plugin, "/new.txt").await.text(), "new");
    assert_eq!(world.get(&plugin, "/../mspf.toml").await.status, 404, "the source is not served");
}

#[tokio::test]
async fn a_broken_manifest_leaves_the_last_good_one() {
    let world = World::new().await;
    let plugin = world.draft("hello", &[("mspf.toml", MANIFEST), ("static/index.html", "one")]).await;
    world.edit(&plugin, "mspf.toml", "manifest_version = ").await;
    world.edit(&plugin, "static/index.html", "two").await;
    assert_eq!(world.get(&plugin, "/").await.text(), "two");
}

#[tokio::test]
async fn a_draft_answers_at_its_own_address_to_its_maintainers_alone() {
    let world = World::new().await;
    let plugin = world.draft("hello", &[("mspf.toml", MANIFEST), ("static/index.html", "draft")]).await;
    world.add_user("eve").await;
    let (ada, eve) = (world.key("ada").await, world.key("eve").await);
    let path = format!("/plugins.{plugin}@workspace/");
    let host =
        format!("workspace--{}.plugins.localhost", plugin.to_string().to_lowercase().replace('_', "-"));
    let ask = async |headers: &[(&str, &str)]| {
        let by_path = world.send(get(&path, headers)).await;
        let by_host = world.send(get("/", &[headers, &[("host", host.as_str())][..]].concat())).await;
        assert_eq!(by_path.status, by_host.status);
        by_path
    };
    assert_eq!(ask(&[]).await.code(), "plugin.not_found");
    assert_eq!(ask(&[("mspf-key", "mspf_guess")]).await.status, 404);
    assert_eq!(ask(&[("mspf-key", &eve)]).await.status, 404);
    let seen = ask(&[("mspf-key", &ada)]).await;
    assert_eq!((seen.status, seen.text()), (200, "draft"));
    assert_eq!(seen.header("cache-control"), Some("no-cache"), "a draft changes");

    let released = Version {
        component: None,
        files: vec![("static/index.html", b"released")],
        manifest: "[static]\nmount = \"/\"\n",
        ..Version::default()
    };
    world.publish_next(&plugin, released).await;
    assert_eq!(world.get(&plugin, "/").await.text(), "released");
    world.edit(&plugin, "static/index.html", "next").await;
    assert_eq!(world.get(&plugin, "/").await.text(), "released");
    assert_eq!(ask(&[("mspf-key", &ada)]).await.text(), "next");
}
