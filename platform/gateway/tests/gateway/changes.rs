//! What the catalogue changes holds for the very next request, and costs none in flight.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::SeqCst};
use std::time::Duration;

use mspf_catalog::{Actor, VersionChange};

use crate::world::{Version, World};

async fn version_of(world: &World, plugin: &mspf_catalog::PluginId) -> String {
    let answer = world.get(plugin, "/context").await;
    assert_eq!(answer.status, 200, "{answer:?}");
    answer.json()["installation"]["version"].as_str().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn releases_under_load_fail_no_request_and_hold_at_once() {
    let world = Arc::new(World::new().await);
    let plugin = world.publish(Version::default()).await;
    world.publish_next(&plugin, Version { number: "2.0.0", release: false, ..Version::default() }).await;
    let (stop, answered) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicUsize::new(0)));
    let clients: Vec<_> = (0..4)
        .map(|_| {
            let (world, plugin, stop, answered) =
                (world.clone(), plugin.clone(), stop.clone(), answered.clone());
            tokio::spawn(async move {
                while !stop.load(SeqCst) {
                    version_of(&world, &plugin).await;
                    answered.fetch_add(1, SeqCst);
                }
            })
        })
        .collect();
    for round in 0..10 {
        let releases = world.catalog.releases();
        let wanted = if round % 2 == 0 {
            releases.release(&Actor::Platform, &plugin, "2.0.0").await.unwrap();
            "2.0.0"
        } else {
            releases.rollback(&Actor::Platform, &plugin).await.unwrap();
            "1.0.0"
        };
        assert_eq!(version_of(&world, &plugin).await, wanted);
        let before = answered.load(SeqCst);
        while answered.load(SeqCst) < before + 8 {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    }
    stop.store(true, SeqCst);
    for client in clients {
        client.await.unwrap();
    }
}

#[tokio::test]
async fn a_ban_and_its_end_hold_for_the_next_request() {
    let world = World::new().await;
    let plugin = world.publish(Version::default()).await;
    assert_eq!(world.get(&plugin, "/").await.status, 200);
    let ban = async |reason| world.catalog.plugins().ban(&Actor::Platform, &plugin, reason).await.unwrap();
    ban(Some("It sells <stolen> goods.")).await;
    let answer = world.get(&plugin, "/").await;
    assert_eq!((answer.status, &*answer.code()), (403, "plugin.banned"));
    assert!(answer.json()["detail"].as_str().unwrap().contains("stolen"));
    let page = world.get_with(&plugin, "/", &[("accept", "text/html")]).await;
    assert!(page.text().contains("&lt;stolen&gt;"));
    ban(None).await;
    assert_eq!(world.get(&plugin, "/").await.status, 200);
}

#[tokio::test]
async fn a_deleted_plugin_is_gone_at_once_and_its_request_in_flight_ends_well() {
    let world = Arc::new(World::new().await);
    let plugin = world.publish(Version::default()).await;
    let in_flight = tokio::spawn({
        let (world, plugin) = (world.clone(), plugin.clone());
        async move { world.get(&plugin, "/slow-body?chunks=5&ms=50").await }
    });
    while world.gateway.live().await.running == 0 {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    world.catalog.plugins().delete(&Actor::Platform, &plugin, None).await.unwrap();
    assert_eq!(world.get(&plugin, "/").await.status, 404);
    let answer = in_flight.await.unwrap();
    assert_eq!((answer.status, answer.text()), (200, "0\n1\n2\n3\n4\n"));
}

#[tokio::test]
async fn an_address_that_was_nobodys_is_found_as_soon_as_it_is_somebodys() {
    let world = World::new().await;
    let plugin = world.publish(Version { release: false, ..Version::default() }).await;
    assert_eq!(world.get(&plugin, "/").await.status, 404);
    let exact = format!("/plugins.{plugin}@1.1.0/");
    assert_eq!(world.send(crate::client::get(&exact, &[])).await.status, 404);
    world.catalog.releases().release(&Actor::Platform, &plugin, "1.0.0").await.unwrap();
    assert_eq!(world.get(&plugin, "/").await.status, 200);
    world.publish_next(&plugin, Version { number: "1.1.0", release: false, ..Version::default() }).await;
    assert_eq!(world.send(crate::client::get(&exact, &[])).await.status, 200);
}

#[tokio::test]
async fn a_yanked_version_still_answers_where_it_is_named() {
    let world = World::new().await;
    let plugin = world.publish(Version::default()).await;
    world.publish_next(&plugin, Version { number: "2.0.0", ..Version::default() }).await;
    let catalog = &world.catalog;
    let yank = VersionChange { yanked: Some(Some("It leaks.".into())), ..VersionChange::default() };
    catalog.versions().change(&Actor::Platform, &plugin, "1.0.0", yank).await.unwrap();
    let answer = world.send(crate::client::get(&format!("/plugins.{plugin}@1.0.0/"), &[])).await;
    assert_eq!(answer.status, 200);
}
