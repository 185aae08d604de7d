//! Releases: what answers, and going back.

use mspf_catalog::{NewVersion, ReleaseReason, VersionChange};
use mspf_test_support::{TestDatabase, on_each_database};

use crate::world::{World, code, package};

on_each_database! {
    a_version_answers_when_it_is_ready_if_that_was_wished,
    rolling_back_again_goes_further_back,
    what_is_not_ready_or_yanked_is_not_released,
    strangers_release_nothing,
    a_slower_older_build_does_not_replace_a_newer_one,
    the_released_manifest_describes_the_plugin,
    releases_at_once_are_numbered_one_by_one
}

async fn answering(world: &World, plugin: &mspf_catalog::Plugin) -> Option<String> {
    world.catalog.plugins().get(&world.ada, &plugin.id).await.unwrap().version
}

async fn a_version_answers_when_it_is_ready_if_that_was_wished(database: TestDatabase) {
    let world = World::new(database).await;
    let plugin = world.plugin("hello").await;
    world.release(&plugin, "1.0.0").await;
    assert_eq!(answering(&world, &plugin).await.as_deref(), Some("1.0.0"));
    let quiet = NewVersion { release: false, ..package("hello", "1.1.0") };
    let quiet = world.catalog.versions().publish(&world.ada, &plugin.id, quiet).await.unwrap();
    world.build(&quiet).await;
    assert_eq!(answering(&world, &plugin).await.as_deref(), Some("1.0.0"));
    world.catalog.releases().release(&world.ada, &plugin.id, "1.1.0").await.unwrap();
    let history = world.catalog.releases().list(&plugin, None, 10).await.unwrap();
    let history: Vec<_> = history.iter().map(|row| (row.number, row.version.as_str(), row.reason)).collect();
    assert_eq!(history, [(2, "1.1.0", ReleaseReason::Release), (1, "1.0.0", ReleaseReason::Publish)]);
}

async fn rolling_back_again_goes_further_back(database: TestDatabase) {
    let world = World::new(database).await;
    let plugin = world.plugin("hello").await;
    for version in ["1.0.0", "2.0.0", "3.0.0"] {
        world.release(&plugin, version).await;
    }
    let releases = world.catalog.releases();
    let rollback = || releases.rollback(&world.ada, &plugin.id);
    assert_eq!(rollback().await.unwrap().version, "2.0.0");
    assert_eq!(rollback().await.unwrap().version, "1.0.0");
    assert_eq!(code(rollback().await), "release.nothing_before");
    world.release(&plugin, "4.0.0").await;
    assert_eq!(rollback().await.unwrap().version, "1.0.0");
    assert_eq!(answering(&world, &plugin).await.as_deref(), Some("1.0.0"));
}

async fn what_is_not_ready_or_yanked_is_not_released(database: TestDatabase) {
    let world = World::new(database).await;
    let plugin = world.plugin("hello").await;
    let releases = world.catalog.releases();
    world.release(&plugin, "1.0.0").await;
    world.release(&plugin, "2.0.0").await;
    world.release(&plugin, "3.0.0").await;
    let yank = VersionChange { yanked: Some(Some("It leaks.".to_owned())), deprecated: None };
    world.catalog.versions().change(&world.ada, &plugin.id, "2.0.0", yank).await.unwrap();
    assert_eq!(code(releases.release(&world.ada, &plugin.id, "2.0.0").await), "version.yanked");
    assert_eq!(releases.rollback(&world.ada, &plugin.id).await.unwrap().version, "1.0.0");

    let failing = world.publish(&plugin, "4.0.0").await;
    assert_eq!(code(releases.release(&world.ada, &plugin.id, "4.0.0").await), "version.not_ready");
    let lease = world.claim().await;
    world.catalog.versions().build_failed(&lease, failing.version.id, "broken").await.unwrap();
    assert_eq!(code(releases.release(&world.ada, &plugin.id, "4.0.0").await), "version.not_ready");
    assert_eq!(code(releases.release(&world.ada, &plugin.id, "9.9.9").await), "version.not_found");
}

async fn strangers_release_nothing(database: TestDatabase) {
    let world = World::new(database).await;
    let plugin = world.plugin("hello").await;
    world.release(&plugin, "1.0.0").await;
    world.release(&plugin, "2.0.0").await;
    let releases = world.catalog.releases();
    assert_eq!(code(releases.release(&world.bob, &plugin.id, "1.0.0").await), "account.role_required");
    assert_eq!(code(releases.rollback(&world.bob, &plugin.id).await), "account.role_required");
    assert_eq!(answering(&world, &plugin).await.as_deref(), Some("2.0.0"));
}

async fn a_slower_older_build_does_not_replace_a_newer_one(database: TestDatabase) {
    let world = World::new(database).await;
    let plugin = world.plugin("hello").await;
    let old = world.publish(&plugin, "1.0.0").await;
    let new = world.publish(&plugin, "2.0.0").await;
    let (old_lease, new_lease) = (world.claim().await, world.claim().await);
    assert_eq!(old_lease.job.id, old.build.id);
    world.catalog.versions().built(&new_lease, new.version.id).await.unwrap();
    world.catalog.versions().built(&old_lease, old.version.id).await.unwrap();
    assert_eq!(answering(&world, &plugin).await.as_deref(), Some("2.0.0"));
}

async fn the_released_manifest_describes_the_plugin(database: TestDatabase) {
    let world = World::new(database).await;
    let plugin = world.plugin("hello").await;
    let mut new = package("hello", "1.0.0");
    new.manifest.plugin.title = Some("Bonjour".to_owned());
    new.manifest.plugin.keywords = vec!["greeting".to_owned()];
    new.manifest.plugin.authors = vec!["Ada <ada@example.org>".to_owned()];
    new.manifest.plugin.logo = Some("static/index.html".to_owned());
    let published = world.catalog.versions().publish(&world.ada, &plugin.id, new).await.unwrap();
    world.build(&published).await;
    let described = world.catalog.plugins().get(&world.ada, &plugin.id).await.unwrap();
    assert_eq!(described.title, "Bonjour");
    assert_eq!(described.developer, "Ada");
    assert_eq!(described.keywords, ["greeting"]);
    assert_eq!(described.logo.unwrap().path, "static/index.html");
    assert!(described.revision > plugin.revision);
}

async fn releases_at_once_are_numbered_one_by_one(database: TestDatabase) {
    let world = World::new(database).await;
    let plugin = world.plugin("hello").await;
    world.release(&plugin, "1.0.0").await;
    world.release(&plugin, "2.0.0").await;
    let releases = world.catalog.releases();
    let release = |version| releases.release(&world.ada, &plugin.id, version);
    let (a, b, c) = tokio::join!(release("1.0.0"), release("2.0.0"), release("1.0.0"));
    let mut numbers = [a.unwrap(), b.unwrap(), c.unwrap()].map(|release| release.number);
    numbers.sort();
    assert_eq!(numbers, [3, 4, 5]);
}
