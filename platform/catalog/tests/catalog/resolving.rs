//! From an address to what answers there.

use mspf_catalog::{Address, NewPlugin, Plugin, Route, VersionChange};
use mspf_test_support::{TestDatabase, on_each_database};
use serde_json::json;

use crate::world::{DIGEST, World, account, package};

on_each_database! {
    an_address_resolves_to_the_owners_installation,
    only_what_may_answer_resolves,
    options_are_layered
}

async fn resolve(world: &World, plugin: &Plugin, version: Option<&str>) -> Option<Route> {
    let address = Address { label: plugin.id.to_string(), version: version.map(str::to_owned) };
    world.catalog.resolve(&address).await.unwrap()
}

async fn an_address_resolves_to_the_owners_installation(database: TestDatabase) {
    let world = World::new(database).await;
    let plugin = world.plugin("hello").await;
    world.release(&plugin, "1.0.0").await;
    let route = resolve(&world, &plugin, None).await.unwrap();
    assert_eq!((route.owner.as_str(), route.name.as_str()), ("ada", "hello"));
    assert_eq!(route.account, account(&world.ada));
    assert_eq!(route.version, "1.0.0");
    assert_eq!(route.component.as_deref(), Some(DIGEST));
    assert_eq!(route.grants["outbound_hosts"], json!([]));
    assert_eq!(route.banned, None);

    let label = plugin.id.to_string().to_lowercase().replace('_', "-");
    let by_host = world.catalog.resolve(&Address { label, version: None }).await.unwrap();
    assert_eq!(by_host, Some(route));
}

async fn only_what_may_answer_resolves(database: TestDatabase) {
    let world = World::new(database).await;
    let plugin = world.plugin("hello").await;
    assert_eq!(resolve(&world, &plugin, None).await, None);
    world.publish(&plugin, "1.0.0").await;
    assert_eq!(resolve(&world, &plugin, Some("1.0.0")).await, None);
    let lease = world.claim().await;
    let version = world.catalog.versions().get(&world.ada, &plugin, "1.0.0").await.unwrap();
    world.catalog.versions().built(&lease, version.id).await.unwrap();
    world.release(&plugin, "2.0.0").await;
    assert_eq!(resolve(&world, &plugin, None).await.unwrap().version, "2.0.0");
    assert_eq!(resolve(&world, &plugin, Some("1.0.0")).await.unwrap().version, "1.0.0");
    assert_eq!(resolve(&world, &plugin, Some("3.0.0")).await, None);

    let yank = VersionChange { yanked: Some(Some("It leaks.".to_owned())), deprecated: None };
    world.catalog.versions().change(&world.ada, &plugin.id, "1.0.0", yank).await.unwrap();
    assert_eq!(
        resolve(&world, &plugin, Some("1.0.0")).await.unwrap().version,
        "1.0.0",
        "who named it keeps it"
    );
    world.catalog.plugins().ban(&world.admin, &plugin.id, Some("spam")).await.unwrap();
    assert_eq!(resolve(&world, &plugin, None).await.unwrap().banned.as_deref(), Some("spam"));
    world.catalog.plugins().delete(&world.ada, &plugin.id, None).await.unwrap();
    assert_eq!(resolve(&world, &plugin, None).await, None);
    assert_eq!(
        world.catalog.resolve(&Address { label: "' OR 1=1".into(), version: None }).await.unwrap(),
        None
    );
}

#[tokio::test]
async fn no_address_upsets_the_database() {
    let world = World::new(TestDatabase::postgres().await).await;
    let plugin = world.plugin("hello").await;
    for (label, version) in
        [("\0", None), ("sp-\u{fffd}", None), ("", None), (plugin.id.as_str(), Some("1.0\0"))]
    {
        let address = Address { label: label.to_owned(), version: version.map(str::to_owned) };
        assert_eq!(world.catalog.resolve(&address).await.unwrap(), None);
    }
}

async fn options_are_layered(database: TestDatabase) {
    let world = World::new(database).await;
    let default_options = json!({ "greeting": "Bonjour" }).as_object().unwrap().clone();
    let plugin = world.create(NewPlugin { default_options, ..NewPlugin::named("hello") }).await;
    let mut new = package("hello", "1.0.0");
    new.manifest.options = Some(json!({
        "type": "object",
        "properties": {
            "greeting": { "type": "string", "default": "Hello" },
            "times": { "type": "integer", "default": 3 },
        },
    }));
    let published = world.catalog.versions().publish(&world.ada, &plugin.id, new).await.unwrap();
    world.build(&published).await;
    let route = resolve(&world, &plugin, None).await.unwrap();
    assert_eq!(route.options, json!({ "greeting": "Bonjour", "times": 3 }));
}
