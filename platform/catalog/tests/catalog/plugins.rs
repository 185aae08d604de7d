//! Plugins: who may do what, and what may be said about them.

use mspf_catalog::{
    Actor, CatalogError, Id, NewOrganisation, NewPlugin, PluginChange, PluginRef, Price, Role, Visibility,
};
use mspf_test_support::{TestDatabase, on_each_database};

use crate::world::{World, account, code};

on_each_database! {
    a_plugin_is_made_with_sensible_values_and_found_both_ways,
    a_private_plugin_does_not_exist_for_strangers,
    a_stranger_changes_nothing,
    a_lost_update_is_refused,
    values_follow_the_manifests_rules,
    names_are_unique_among_an_owners_living_plugins,
    roles_of_an_organisation_decide,
    liking_twice_counts_once,
    likes_from_everywhere_at_once_are_all_counted,
    only_administrators_ban,
    uses_are_added_up
}

async fn a_plugin_is_made_with_sensible_values_and_found_both_ways(database: TestDatabase) {
    let world = World::new(database).await;
    let made = world.plugin("hello-world").await;
    assert_eq!(made.title, "Hello world");
    assert_eq!(made.developer, "ada");
    assert_eq!(made.owner.name, "ada");
    assert_eq!(made.creator, world.ada.user());
    assert!(made.price.is_free());
    assert_eq!(made.version, None);
    assert!(made.id.as_str().starts_with("SP_") && made.id.as_str().len() <= 22);

    let plugins = world.catalog.plugins();
    assert_eq!(plugins.get(&Actor::Anonymous, &made.id).await.unwrap(), made);
    let by_name: PluginRef = "ada/hello-world".parse().unwrap();
    assert_eq!(plugins.find(&Actor::Anonymous, &by_name).await.unwrap(), made);
}

async fn a_private_plugin_does_not_exist_for_strangers(database: TestDatabase) {
    let world = World::new(database).await;
    let plugins = world.catalog.plugins();
    let secret = world.private_plugin("secret").await;
    let by_name: PluginRef = "ada/secret".parse().unwrap();
    for stranger in [&Actor::Anonymous, &world.bob] {
        assert_eq!(code(plugins.get(stranger, &secret.id).await), "plugin.not_found");
        assert_eq!(code(plugins.find(stranger, &by_name).await), "plugin.not_found");
        assert_eq!(
            code(plugins.change(stranger, &secret.id, None, PluginChange::default()).await),
            "plugin.not_found"
        );
        assert_eq!(code(plugins.delete(stranger, &secret.id, None).await), "plugin.not_found");
        assert_eq!(code(plugins.ban(stranger, &secret.id, Some("spam")).await), "plugin.not_found");
        assert_eq!(code(world.catalog.releases().rollback(stranger, &secret.id).await), "plugin.not_found");
    }
    assert_eq!(code(plugins.like(&world.bob, &secret.id, true).await), "plugin.not_found");
    plugins.get(&world.ada, &secret.id).await.unwrap();
    plugins.get(&world.admin, &secret.id).await.unwrap();
}

async fn a_stranger_changes_nothing(database: TestDatabase) {
    let world = World::new(database).await;
    let plugins = world.catalog.plugins();
    let plugin = world.plugin("hello").await;
    let change = PluginChange { title: Some("Mine".to_owned()), ..Default::default() };
    assert_eq!(
        code(plugins.change(&world.bob, &plugin.id, None, change.clone()).await),
        "account.role_required"
    );
    assert_eq!(
        code(plugins.change(&Actor::Anonymous, &plugin.id, None, change).await),
        "account.role_required"
    );
    assert_eq!(code(plugins.delete(&world.bob, &plugin.id, None).await), "account.role_required");
    let for_ada = plugins.create(&world.bob, account(&world.ada), NewPlugin::named("gift")).await;
    assert_eq!(code(for_ada), "account.role_required");
    assert_eq!(plugins.get(&world.ada, &plugin.id).await.unwrap(), plugin);
}

async fn a_lost_update_is_refused(database: TestDatabase) {
    let world = World::new(database).await;
    let plugins = world.catalog.plugins();
    let plugin = world.plugin("hello").await;
    let title = |title: &str| PluginChange { title: Some(title.to_owned()), ..Default::default() };
    let (one, other) = tokio::join!(
        plugins.change(&world.ada, &plugin.id, Some(plugin.revision), title("One")),
        plugins.change(&world.ada, &plugin.id, Some(plugin.revision), title("Other")),
    );
    let (won, lost) = if one.is_ok() { (one, other) } else { (other, one) };
    assert!(matches!(lost, Err(CatalogError::StaleEtag)));
    assert_eq!(plugins.get(&world.ada, &plugin.id).await.unwrap(), won.unwrap());
}

async fn values_follow_the_manifests_rules(database: TestDatabase) {
    let world = World::new(database).await;
    let plugin = world.plugin("hello").await;
    let change = PluginChange::default;
    let priced =
        |amount, currency: Option<&str>| Some(Price { amount, currency: currency.map(str::to_owned) });
    for (field, refused) in [
        ("name", PluginChange { name: Some("No Slug".to_owned()), ..change() }),
        ("title", PluginChange { title: Some("two\nlines".to_owned()), ..change() }),
        ("licence", PluginChange { licence: Some(Some("no such licence".to_owned())), ..change() }),
        ("homepage", PluginChange { homepage: Some(Some("javascript:alert(1)".to_owned())), ..change() }),
        ("developer", PluginChange { developer: Some("x".repeat(201)), ..change() }),
        ("keywords", PluginChange { keywords: Some(vec!["k".to_owned(); 100]), ..change() }),
        ("price", PluginChange { price: priced(100, None), ..change() }),
        ("price", PluginChange { price: priced(u64::MAX, Some("EUR")), ..change() }),
    ] {
        let error = world.catalog.plugins().change(&world.ada, &plugin.id, None, refused).await.unwrap_err();
        assert!(
            matches!(error, CatalogError::Invalid { field: named, .. } if named == field),
            "{field}: {error:?}"
        );
    }
    let fine = PluginChange {
        price: priced(499, Some("EUR")),
        licence: Some(Some("MIT OR Apache-2.0".to_owned())),
        ..change()
    };
    let changed = world.catalog.plugins().change(&world.ada, &plugin.id, None, fine).await.unwrap();
    assert_eq!(changed.price.amount, 499);
    assert_eq!(changed.revision, plugin.revision + 1);
}

async fn names_are_unique_among_an_owners_living_plugins(database: TestDatabase) {
    let world = World::new(database).await;
    let plugins = world.catalog.plugins();
    let first = world.plugin("hello").await;
    let again = || plugins.create(&world.ada, account(&world.ada), NewPlugin::named("hello"));
    assert_eq!(code(again().await), "plugin.name_taken");
    plugins.create(&world.bob, account(&world.bob), NewPlugin::named("hello")).await.unwrap();
    plugins.delete(&world.ada, &first.id, None).await.unwrap();
    let second = again().await.unwrap();
    assert_ne!(second.id, first.id);
    assert_eq!(code(plugins.get(&world.ada, &first.id).await), "plugin.not_found");
}

async fn roles_of_an_organisation_decide(database: TestDatabase) {
    let world = World::new(database).await;
    let accounts = world.catalog.accounts();
    let new = NewOrganisation {
        name: "analytical".to_owned(),
        display_name: String::new(),
        description: String::new(),
    };
    let now = chrono::Utc::now();
    let organisation = accounts.create_organisation(account(&world.ada), new, now).await.unwrap().id;
    accounts.add_member(&world.ada, organisation, "bob", Role::Developer, now).await.unwrap();

    let plugins = world.catalog.plugins();
    let private = NewPlugin { visibility: Visibility::Private, ..NewPlugin::named("engine") };
    let plugin = plugins.create(&world.bob, organisation, private).await.unwrap();
    assert!(plugin.is_organisations());
    assert_eq!(plugin.creator, world.bob.user());

    let title = PluginChange { title: Some("Engine".to_owned()), ..Default::default() };
    let public = PluginChange { visibility: Some(Visibility::Public), ..Default::default() };
    plugins.change(&world.bob, &plugin.id, None, title).await.unwrap();
    let published = plugins.change(&world.bob, &plugin.id, None, public.clone()).await;
    assert_eq!(code(published), "account.role_required");
    assert_eq!(code(plugins.delete(&world.bob, &plugin.id, None).await), "account.role_required");
    accounts.change_role(&world.ada, organisation, "bob", Role::Admin).await.unwrap();
    plugins.change(&world.bob, &plugin.id, None, public).await.unwrap();
    assert_eq!(code(plugins.delete(&world.bob, &plugin.id, None).await), "account.role_required");
    plugins.delete(&world.ada, &plugin.id, None).await.unwrap();
}

async fn liking_twice_counts_once(database: TestDatabase) {
    let world = World::new(database).await;
    let plugins = world.catalog.plugins();
    let id = world.plugin("hello").await.id;
    assert_eq!(code(plugins.like(&Actor::Anonymous, &id, true).await), "auth.required");
    for _ in 0..2 {
        assert_eq!(plugins.like(&world.bob, &id, true).await.unwrap().like_count, 1);
    }
    let liked = plugins.liked(account(&world.bob), std::slice::from_ref(&id)).await.unwrap();
    assert_eq!(liked, std::slice::from_ref(&id));
    for _ in 0..2 {
        assert_eq!(plugins.like(&world.bob, &id, false).await.unwrap().like_count, 0);
    }
}

async fn likes_from_everywhere_at_once_are_all_counted(database: TestDatabase) {
    let world = World::new(database).await;
    let plugins = world.catalog.plugins();
    let id = world.plugin("hello").await.id;
    let (ada, bob, admin) = tokio::join!(
        plugins.like(&world.ada, &id, true),
        plugins.like(&world.bob, &id, true),
        plugins.like(&world.admin, &id, true)
    );
    for liked in [ada, bob, admin] {
        liked.unwrap();
    }
    assert_eq!(plugins.get(&world.ada, &id).await.unwrap().like_count, 3);
}

async fn only_administrators_ban(database: TestDatabase) {
    let world = World::new(database).await;
    let plugins = world.catalog.plugins();
    let id = world.plugin("hello").await.id;
    let by_owner = plugins.ban(&world.ada, &id, Some("me")).await;
    assert_eq!(code(by_owner), "auth.administrator_required");
    assert_eq!(code(plugins.ban(&world.admin, &id, Some("  ")).await), "plugin.reason_needed");
    let banned = plugins.ban(&world.admin, &id, Some("It mines coins.")).await.unwrap();
    assert_eq!(banned.ban_reason.as_deref(), Some("It mines coins."));
    assert_eq!(code(plugins.ban(&world.ada, &id, None).await), "auth.administrator_required");
    assert_eq!(plugins.ban(&world.admin, &id, None).await.unwrap().ban_reason, None);
}

async fn uses_are_added_up(database: TestDatabase) {
    let world = World::new(database).await;
    let plugins = world.catalog.plugins();
    let id = world.plugin("hello").await.id;
    plugins.count_uses(&[(id.clone(), 40)]).await.unwrap();
    plugins.count_uses(&[(id.clone(), 2), ("SP_1".parse().unwrap(), 1)]).await.unwrap();
    assert_eq!(plugins.get(&world.ada, &id).await.unwrap().use_count, 42);
}

#[test]
fn identifiers_grow_and_are_text_in_json() {
    let ids: Vec<Id> = (0..10_000).map(|_| Id::generate()).collect();
    assert!(ids.is_sorted_by(|one, next| one < next));
    let json = serde_json::to_string(&ids[0]).unwrap();
    assert_eq!(json, format!("\"{}\"", ids[0]));
    assert_eq!(serde_json::from_str::<Id>(&json).unwrap(), ids[0]);
    assert!("-1".parse::<Id>().is_err());
    for malformed in ["SP_", "sp_1", "SP_1/2", "SP_12345678901234567890", "SP_é"] {
        assert!(malformed.parse::<mspf_catalog::PluginId>().is_err(), "{malformed}");
    }
}
