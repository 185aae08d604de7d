//! What is told of changes, to whom, and in which order.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use mspf_catalog::{Actor, Catalog, Event, EventKind, NewPlugin, PluginChange, Visibility};
use mspf_test_support::{TestDatabase, on_each_database};
use tokio::{sync::broadcast::Receiver, time::timeout};

use crate::world::{World, account};

on_each_database! {
    listeners_have_run_when_the_change_returns,
    every_node_hears_every_change_in_order_and_once,
    events_of_private_plugins_are_heard_by_their_own_only,
    a_change_that_was_cancelled_is_either_told_or_not_made
}

/// Long for a test, so that only a lost event fails it.
const PATIENCE: Duration = Duration::from_secs(20);

async fn next(receiver: &mut Receiver<Event>) -> Event {
    timeout(PATIENCE, receiver.recv()).await.expect("an event arrives").unwrap()
}

async fn listeners_have_run_when_the_change_returns(database: TestDatabase) {
    let world = World::new(database).await;
    let heard = Arc::new(Mutex::new(Vec::new()));
    let listener = Arc::clone(&heard);
    world.catalog.hub().on_change(Box::new(move |event| listener.lock().unwrap().push(event.kind)));
    let plugin = world.plugin("hello").await;
    assert!(heard.lock().unwrap().contains(&EventKind::PluginCreated));
    world.release(&plugin, "1.0.0").await;
    assert!(heard.lock().unwrap().contains(&EventKind::Released));
    world.catalog.plugins().delete(&world.ada, &plugin.id, None).await.unwrap();
    assert!(heard.lock().unwrap().contains(&EventKind::PluginDeleted));
}

async fn every_node_hears_every_change_in_order_and_once(database: TestDatabase) {
    let url = database.url().to_owned();
    let world = World::new(database).await;
    let other = Catalog::connect(&url).await.unwrap();
    let mut here = world.catalog.hub().subscribe();
    let mut there = other.hub().subscribe();
    let plugins = world.catalog.plugins();
    let elsewhere = other.plugins();
    let make = |number: usize| {
        let node = if number.is_multiple_of(2) { &plugins } else { &elsewhere };
        node.create(&world.ada, account(&world.ada), NewPlugin::named(format!("plugin-{number}")))
    };
    let made = tokio::join!(make(0), make(1), make(2), make(3), make(4), make(5));
    let _ = (
        made.0.unwrap(),
        made.1.unwrap(),
        made.2.unwrap(),
        made.3.unwrap(),
        made.4.unwrap(),
        made.5.unwrap(),
    );
    let mut heard = [Vec::new(), Vec::new()];
    for _ in 0..6 {
        heard[0].push(next(&mut here).await);
        heard[1].push(next(&mut there).await);
    }
    assert_eq!(heard[0], heard[1]);
    assert!(heard[0].is_sorted_by(|one, next| one.seq < next.seq));
    assert!(here.try_recv().is_err() && there.try_recv().is_err());
    let events = world.catalog.events();
    assert_eq!(events.after(0, None).await.unwrap(), heard[0]);
    assert_eq!(events.newest().await.unwrap(), heard[0][5].seq);
}

async fn events_of_private_plugins_are_heard_by_their_own_only(database: TestDatabase) {
    let world = World::new(database).await;
    let events = world.catalog.events();
    let unlisted = NewPlugin { visibility: Visibility::Unlisted, ..NewPlugin::named("unlisted") };
    let (private, unlisted) = (world.private_plugin("private").await, world.create(unlisted).await);
    let public = world.plugin("public").await;
    world.publish(&public, "1.0.0").await;
    for event in events.after(0, None).await.unwrap() {
        let inner = matches!(event.kind, EventKind::VersionPublished | EventKind::BuildProgress);
        for stranger in [&Actor::Anonymous, &world.bob] {
            let in_feed = events.may_hear(stranger, &event, false).await.unwrap();
            assert_eq!(in_feed, event.plugin == public.id && !inner, "{event:?}");
            let in_plugin = events.may_hear(stranger, &event, true).await.unwrap();
            assert_eq!(in_plugin, event.plugin != private.id && !inner, "{event:?}");
        }
        assert!(events.may_hear(&world.ada, &event, false).await.unwrap());
        assert!(events.may_hear(&world.admin, &event, false).await.unwrap());
    }
    let created = events.after(0, Some(&public.id)).await.unwrap().remove(0);
    let private = PluginChange { visibility: Some(Visibility::Private), ..Default::default() };
    world.catalog.plugins().change(&world.ada, &public.id, None, private).await.unwrap();
    assert!(!events.may_hear(&world.bob, &created, true).await.unwrap());
    assert_eq!(events.after(0, Some(&unlisted.id)).await.unwrap().len(), 1);
}

async fn a_change_that_was_cancelled_is_either_told_or_not_made(database: TestDatabase) {
    let world = World::new(database).await;
    let mut receiver = world.catalog.hub().subscribe();
    let plugins = world.catalog.plugins();
    for number in 0..20_u64 {
        let name = format!("plugin-{number}");
        let creating = plugins.create(&world.ada, account(&world.ada), NewPlugin::named(&name));
        let _ = timeout(Duration::from_micros(number * 500), creating).await;
    }
    world.plugin("last").await;
    let mut told = Vec::new();
    loop {
        let event = next(&mut receiver).await;
        let name = event.data["name"].as_str().unwrap().to_owned();
        if name == "last" {
            break;
        }
        told.push(name);
    }
    let made = plugins.search(&world.ada, &Default::default(), None, 100).await.unwrap().items;
    let mut made: Vec<_> = made.into_iter().map(|plugin| plugin.name).filter(|name| name != "last").collect();
    made.sort();
    told.sort();
    assert_eq!(told, made);
}
