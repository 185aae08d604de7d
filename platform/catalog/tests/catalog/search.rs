//! Finding plugins, in any script, page by page.

use mspf_catalog::{
    Actor, NewPlugin, Plugin, PluginChange, PluginQuery, PluginSort, RuntimeKind, Visibility,
};
use mspf_test_support::{TestDatabase, on_each_database};

use crate::world::{World, account, code};

on_each_database! {
    plugins_are_found_by_what_was_almost_typed,
    private_and_banned_plugins_are_found_by_their_own_only,
    pages_follow_each_other_without_a_gap_in_every_order,
    filters_narrow,
    changes_are_found_and_the_past_is_not
}

async fn found(world: &World, actor: &Actor, query: PluginQuery) -> Vec<String> {
    let page = world.catalog.plugins().search(actor, &query, None, 100).await.unwrap();
    page.items.into_iter().map(|plugin| plugin.name).collect()
}

fn text(text: &str) -> PluginQuery {
    PluginQuery { text: Some(text.to_owned()), ..Default::default() }
}

fn described(name: &str, title: &str, keywords: &[&str], description: &str) -> NewPlugin {
    NewPlugin {
        title: Some(title.to_owned()),
        keywords: keywords.iter().map(|&word| word.to_owned()).collect(),
        description: description.to_owned(),
        ..NewPlugin::named(name)
    }
}

async fn plugins_are_found_by_what_was_almost_typed(database: TestDatabase) {
    let world = World::new(database).await;
    world
        .create(described("weather", "天气预报", &["forecast", "climate"], "Tomorrow's weather, 今天的天气."))
        .await;
    world
        .create(described(
            "invoices",
            "发票助手",
            &["billing"],
            "Writes invoices and mails them, whatever the weather.",
        ))
        .await;
    world.create(described("chess", "Chess", &["game", "棋"], "Plays chess against you.")).await;
    for (typed, expected) in [
        ("weather", vec!["weather", "invoices"]),
        ("wether", vec!["weather", "invoices"]),
        ("FORECAST", vec!["weather"]),
        ("天气", vec!["weather"]),
        ("天气预报", vec!["weather"]),
        ("发票", vec!["invoices"]),
        ("棋", vec!["chess"]),
        ("billing", vec!["invoices"]),
        ("ｃｈｅｓｓ", vec!["chess"]),
        ("quantum", vec![]),
        ("%_'\"*", vec![]),
    ] {
        assert_eq!(found(&world, &Actor::Anonymous, text(typed)).await, expected, "{typed}");
    }
    assert_eq!(found(&world, &Actor::Anonymous, text("  ")).await.len(), 3);
    found(&world, &Actor::Anonymous, text(&"long words ".repeat(10_000))).await;
}

async fn private_and_banned_plugins_are_found_by_their_own_only(database: TestDatabase) {
    let world = World::new(database).await;
    world.private_plugin("hidden").await;
    world.create(NewPlugin { visibility: Visibility::Unlisted, ..NewPlugin::named("hidden-too") }).await;
    let banned = world.plugin("hidden-three").await;
    world.catalog.plugins().ban(&world.admin, &banned.id, Some("spam")).await.unwrap();
    for stranger in [&Actor::Anonymous, &world.bob] {
        assert!(found(&world, stranger, text("hidden")).await.is_empty());
        assert!(found(&world, stranger, PluginQuery::default()).await.is_empty());
    }
    assert_eq!(found(&world, &world.ada, text("hidden")).await.len(), 3);
    assert_eq!(found(&world, &world.admin, text("hidden")).await.len(), 3);
}

async fn pages_follow_each_other_without_a_gap_in_every_order(database: TestDatabase) {
    let world = World::new(database).await;
    let plugins = world.catalog.plugins();
    for number in 0..7 {
        let plugin = world.plugin(&format!("hello-{number}")).await;
        // Some count the same: the identifier decides.
        plugins.count_uses(&[(plugin.id.clone(), number / 3)]).await.unwrap();
        plugins.like(&world.bob, &plugin.id, number % 2 == 0).await.unwrap();
    }
    for sort in PluginSort::ALL {
        let query = PluginQuery { sort: *sort, ..text("hello") };
        let all = plugins.search(&world.bob, &query, None, 100).await.unwrap();
        assert_eq!((all.items.len(), &all.next), (7, &None));
        let mut paged: Vec<Plugin> = Vec::new();
        let mut after = None;
        loop {
            let page = plugins.search(&world.bob, &query, after.as_deref(), 2).await.unwrap();
            paged.extend(page.items);
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        assert_eq!(paged, all.items, "{sort}");
    }
    let newest = PluginQuery { sort: PluginSort::Newest, ..Default::default() };
    assert_eq!(found(&world, &world.bob, newest).await[0], "hello-6");
    for malformed in ["", "x", "1", "1.x", "x.SP_1", "99999999999999999999.SP_1"] {
        let page = plugins.search(&world.bob, &PluginQuery::default(), Some(malformed), 2).await;
        assert_eq!(code(page), "page.after_malformed", "{malformed}");
    }
}

async fn filters_narrow(database: TestDatabase) {
    let world = World::new(database).await;
    let plugins = world.catalog.plugins();
    let tool = NewPlugin {
        category: Some("tools".to_owned()),
        licence: Some("MIT".to_owned()),
        ..NewPlugin::named("tool")
    };
    world.create(tool).await;
    let parent = world.plugin("parent").await.id;
    world
        .create(NewPlugin {
            parent: Some(parent.clone()),
            kind: RuntimeKind::Static,
            ..NewPlugin::named("fork")
        })
        .await;
    let price = mspf_catalog::Price { amount: 499, currency: Some("EUR".to_owned()) };
    world.create(NewPlugin { price, ..NewPlugin::named("priced") }).await;
    let bobs = plugins.create(&world.bob, account(&world.bob), NewPlugin::named("bobs")).await.unwrap();
    plugins.like(&world.ada, &bobs.id, true).await.unwrap();
    let any = PluginQuery::default;
    for (query, expected) in [
        (PluginQuery { category: Some("tools".to_owned()), ..any() }, "tool"),
        (PluginQuery { licence: Some("MIT".to_owned()), ..any() }, "tool"),
        (PluginQuery { kind: Some(RuntimeKind::Static), ..any() }, "fork"),
        (PluginQuery { parent: Some(parent), ..any() }, "fork"),
        (PluginQuery { free: Some(false), ..any() }, "priced"),
        (PluginQuery { owner: Some("bob".to_owned()), ..any() }, "bobs"),
        (PluginQuery { liked: true, ..any() }, "bobs"),
    ] {
        assert_eq!(found(&world, &world.ada, query).await, [expected]);
    }
    assert!(found(&world, &Actor::Anonymous, PluginQuery { liked: true, ..any() }).await.is_empty());
    assert_eq!(found(&world, &world.ada, PluginQuery { free: Some(true), ..any() }).await.len(), 4);
}

async fn changes_are_found_and_the_past_is_not(database: TestDatabase) {
    let world = World::new(database).await;
    let plugin = world.create(described("thing", "Umbrella", &[], "")).await;
    let title = PluginChange { title: Some("Parasol".to_owned()), ..Default::default() };
    world.catalog.plugins().change(&world.ada, &plugin.id, None, title).await.unwrap();
    assert!(found(&world, &world.ada, text("umbrella")).await.is_empty());
    assert_eq!(found(&world, &world.ada, text("parasol")).await, ["thing"]);
    world.catalog.plugins().delete(&world.ada, &plugin.id, None).await.unwrap();
    assert!(found(&world, &world.ada, text("parasol")).await.is_empty());
}
