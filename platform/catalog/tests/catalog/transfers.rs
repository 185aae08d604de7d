//! Giving plugins away.

use chrono::Utc;
use mspf_catalog::{Actor, NewOrganisation, PluginRef};
use mspf_test_support::{TestDatabase, on_each_database};

use crate::world::{World, account, code};

on_each_database! {
    a_plugin_changes_hands_when_the_offer_is_accepted,
    nobody_else_accepts_or_offers,
    offers_are_told_to_who_may_answer_them,
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

async fn offers_are_told_to_who_may_answer_them(database: TestDatabase) {
    let world = World::new(database).await;
    let (plugins, accounts) = (world.catalog.plugins(), world.catalog.accounts());
    let (ada, bob) = (account(&world.ada), account(&world.bob));
    let new = NewOrganisation {
        name: "engines".to_owned(),
        display_name: String::new(),
        description: String::new(),
    };
    accounts.create_organisation(bob, new, Utc::now()).await.unwrap();
    let (hidden, given) = (world.private_plugin("hidden").await, world.plugin("given").await);
    assert_eq!(code(plugins.offered(&world.ada, &hidden).await), "not_found");
    plugins.offer(&world.ada, &hidden.id, "bob").await.unwrap();
    let offer = plugins.offer(&world.ada, &given.id, "engines").await.unwrap();

    let told = plugins.offers_to(bob).await.unwrap();
    let told: Vec<_> = told.iter().map(|(plugin, offer)| (&*plugin.name, &*offer.to.name)).collect();
    assert_eq!(told, [("given", "engines"), ("hidden", "bob")]);
    assert_eq!(plugins.offers_to(ada).await.unwrap(), []);
    assert_eq!(plugins.offered(&world.ada, &given).await.unwrap(), offer);
    assert_eq!(code(plugins.offered(&world.bob, &given).await), "account.role_required");

    plugins.accept(&world.bob, &PluginRef::Id(given.id)).await.unwrap();
    plugins.delete(&world.ada, &hidden.id, None).await.unwrap();
    assert_eq!(plugins.offers_to(bob).await.unwrap(), []);
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
