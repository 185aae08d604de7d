//! Nodes that say that they live, and those that do not any more.

use chrono::{DateTime, TimeDelta, Utc};
use mspf_catalog::{Catalog, NODE_ALIVE, NewNode};
use mspf_test_support::{TestDatabase, on_each_database};

on_each_database! { a_node_is_known_as_long_as_it_speaks_and_a_day_longer }

fn node(name: &str, version: &str, started_at: DateTime<Utc>) -> NewNode {
    NewNode { name: name.into(), role: "all".into(), version: version.into(), started_at }
}

async fn a_node_is_known_as_long_as_it_speaks_and_a_day_longer(database: TestDatabase) {
    let catalog = Catalog::connect(database.url()).await.unwrap();
    let start: DateTime<Utc> = "2026-01-01T12:00:00Z".parse().unwrap();
    let nodes = catalog.nodes();
    let (one, two) = (node("one", "2.0.0", start), node("two", "2.0.0", start));
    nodes.seen(&two, start).await.unwrap();
    nodes.seen(&one, start).await.unwrap();

    // A restart with a newer version keeps the name.
    let later = start + NODE_ALIVE;
    nodes.seen(&node("one", "2.1.0", later), later).await.unwrap();
    let known = nodes.list().await.unwrap();
    let told: Vec<_> = known
        .iter()
        .map(|node| (&*node.name, &*node.version, node.started_at, node.is_alive(later)))
        .collect();
    assert_eq!(told, [("one", "2.1.0", later, true), ("two", "2.0.0", start, false)]);
    assert!(known[1].is_alive(later - TimeDelta::seconds(1)));

    nodes.seen(&one, start + TimeDelta::days(1)).await.unwrap();
    assert_eq!(nodes.list().await.unwrap().len(), 2);
    nodes.seen(&one, start + TimeDelta::days(1) + TimeDelta::seconds(1)).await.unwrap();
    assert_eq!(nodes.list().await.unwrap().len(), 1, "who has been silent for a day is forgotten");

    nodes.gone("one").await.unwrap();
    nodes.gone("nobody").await.unwrap();
    assert!(nodes.list().await.unwrap().is_empty());
}
