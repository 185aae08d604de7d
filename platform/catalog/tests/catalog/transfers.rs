//! Giving plugins away.

use mspf_catalog::{Actor, PluginRef};
use mspf_test_support::{TestDatabase, on_each_database};

use crate::world::{World, account, code};

on_each_database! {
    a_plugin_changes_hands_when_the_offer_is_accepted,
    nobody_else_accepts_or_offers,
    an_offer_can_be_withdrawn_or_declined,
    two_acceptances_at_once_are_one
}

async fn a_plugin_changes_hands_when_the_offer_is_accepted(database: TestDatabase) {
    let world = World::new(database).await;
    let plugins = world.catalog.plugins();
    let plugin = world.private_plugin("hello").await;
    let reference = PluginRef::Id(plugin.id.clone());
    plugins.offer(&world.ada, &plugin.id, "bob").await.unwrap();
    assert_eq!(code(plugins.get(&world.bob, &plugin.id).await), "plugin.not_found");

    let given = plugins.accept(&world.bob, &reference).await.unwrap();
    assert_eq!(given.owner.id, account(&world.bob));
    assert_eq!(given.creator, world.ada.user());
    plugins.get(&world.bob, &plugin.id).await.unwrap();
    assert_eq!(code(plugins.get(&world.ada, &plugin.id).await), "plugin.not_found");
    assert_eq!(code(plugins.accept(&world.bob, &reference).await), "plugin.not_found");
}

async fn nobody_else_accepts_or_offers(database: TestDatabase) {
    let world = World::new(database).await;
    let plugins = world.catalog.plugins();
    let plugin = world.plugin("hello").await;
    let reference = PluginRef::Id(plugin.id.clone());
    assert_eq!(code(plugins.offer(&world.bob, &plugin.id, "bob").await), "account.role_required");
    assert_eq!(code(plugins.offer(&world.ada, &plugin.id, "ada").await), "transfer.same_owner");
    assert_eq!(code(plugins.offer(&world.ada, &plugin.id, "nobody").await), "not_found");
    assert_eq!(code(plugins.accept(&world.bob, &reference).await), "plugin.not_found");
    plugins.offer(&world.ada, &plugin.id, "bob").await.unwrap();
    assert_eq!(code(plugins.accept(&world.ada, &reference).await), "plugin.not_found");
    assert_eq!(code(plugins.accept(&Actor::Anonymous, &reference).await), "plugin.not_found");
    assert_eq!(plugins.get(&world.ada, &plugin.id).await.unwrap().owner.name, "ada");
}

async fn an_offer_can_be_withdrawn_or_declined(database: TestDatabase) {
    let world = World::new(database).await;
    let plugins = world.catalog.plugins();
    let plugin = world.plugin("hello").await;
    let reference = PluginRef::Id(plugin.id.clone());
    for ends in [&world.ada, &world.bob] {
        plugins.offer(&world.ada, &plugin.id, "bob").await.unwrap();
        plugins.end_offer(ends, &reference).await.unwrap();
        assert_eq!(code(plugins.accept(&world.bob, &reference).await), "plugin.not_found");
    }
}

async fn two_acceptances_at_once_are_one(database: TestDatabase) {
    let world = World::new(database).await;
    let plugins = world.catalog.plugins();
    let plugin = world.plugin("hello").await;
    let reference = PluginRef::Id(plugin.id.clone());
    plugins.offer(&world.ada, &plugin.id, "bob").await.unwrap();
    let (one, other) =
        tokio::join!(plugins.accept(&world.bob, &reference), plugins.accept(&world.bob, &reference));
    assert_eq!([&one, &other].into_iter().filter(|result| result.is_ok()).count(), 1, "{one:?} {other:?}");
}
