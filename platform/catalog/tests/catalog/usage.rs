//! What plugins use, counted on both databases.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use mspf_catalog::{Catalog, Counts, Latency, PluginId, Resolution, UsageDelta};
use mspf_test_support::{TestDatabase, on_each_database};

on_each_database! {
    what_is_added_adds_up_by_version_and_window,
    nodes_that_add_at_the_same_moment_lose_nothing,
    what_is_outdated_is_forgotten_by_its_resolution,
}

fn noon() -> DateTime<Utc> {
    DateTime::parse_from_rfc3339("2026-03-01T12:00:30Z").unwrap().to_utc()
}

fn delta(plugin: &PluginId, version: &str, calls: u64, taken: Duration) -> UsageDelta {
    let mut latency = Latency::default();
    latency.add(Latency::bucket(taken), calls);
    let counts = Counts {
        calls,
        errors: 1,
        files: 2,
        cpu_micros: 3,
        bytes_in: 4,
        bytes_out: u64::from(u32::MAX),
        latency,
    };
    UsageDelta { plugin: plugin.clone(), version: version.into(), counts, uses: calls }
}

async fn windows(
    catalog: &Catalog,
    plugin: &PluginId,
    resolution: Resolution,
) -> Vec<(String, String, Counts)> {
    let (from, to) = (noon() - TimeDelta::days(1000), noon() + TimeDelta::days(1));
    let windows = catalog.usage().windows(plugin, resolution, from, to).await.unwrap();
    windows.into_iter().map(|w| (w.starts_at.format("%d %H:%M").to_string(), w.version, w.counts)).collect()
}

async fn what_is_added_adds_up_by_version_and_window(database: TestDatabase) {
    let catalog = Catalog::connect(database.url()).await.unwrap();
    let (plugin, other) = (PluginId::generate(), PluginId::generate());
    let (fast, slow) = (Duration::from_micros(300), Duration::from_millis(300));
    let usage = catalog.usage();
    usage.add(&[delta(&plugin, "1.0.0", 2, fast), delta(&other, "1.0.0", 9, fast)], noon()).await.unwrap();
    usage.add(&[delta(&plugin, "1.0.0", 1, slow), delta(&plugin, "2.0.0", 5, slow)], noon()).await.unwrap();
    usage.add(&[delta(&plugin, "1.0.0", 4, slow)], noon() + TimeDelta::minutes(1)).await.unwrap();

    let minutes = windows(&catalog, &plugin, Resolution::Minutes).await;
    let shape: Vec<_> =
        minutes.iter().map(|(at, version, counts)| (at.as_str(), version.as_str(), counts.calls)).collect();
    assert_eq!(shape, [("01 12:00", "1.0.0", 3), ("01 12:00", "2.0.0", 5), ("01 12:01", "1.0.0", 4)]);
    let first = &minutes[0].2;
    assert_eq!((first.errors, first.files, first.cpu_micros, first.bytes_in), (2, 4, 6, 8));
    assert_eq!(first.bytes_out, 2 * u64::from(u32::MAX));
    assert_eq!(
        first.latency.filled().collect::<Vec<_>>(),
        [(Latency::bucket(fast), 2), (Latency::bucket(slow), 1)]
    );
    let hours = windows(&catalog, &plugin, Resolution::Hours).await;
    let shape: Vec<_> =
        hours.iter().map(|(at, version, counts)| (at.as_str(), version.as_str(), counts.calls)).collect();
    assert_eq!(shape, [("01 12:00", "1.0.0", 7), ("01 12:00", "2.0.0", 5)]);
}

async fn nodes_that_add_at_the_same_moment_lose_nothing(database: TestDatabase) {
    let (one, two) =
        (Catalog::connect(database.url()).await.unwrap(), Catalog::connect(database.url()).await.unwrap());
    let plugins: Vec<_> = (0..5).map(|_| PluginId::generate()).collect();
    let (mut forwards, mut backwards) = (Vec::new(), Vec::new());
    for plugin in &plugins {
        forwards.push(delta(plugin, "1.0.0", 1, Duration::from_millis(1)));
        backwards.insert(0, delta(plugin, "1.0.0", 1, Duration::from_millis(1)));
    }
    let add = |catalog: Catalog, deltas: Vec<UsageDelta>| async move {
        for _ in 0..10 {
            catalog.usage().add(&deltas, noon()).await.unwrap();
        }
    };
    tokio::join!(add(one.clone(), forwards), add(two, backwards));
    for plugin in &plugins {
        let minutes = windows(&one, plugin, Resolution::Minutes).await;
        assert_eq!((minutes.len(), minutes[0].2.calls), (1, 20));
        assert_eq!(minutes[0].2.latency.filled().map(|(_, calls)| calls).sum::<u64>(), 20);
    }
}

async fn what_is_outdated_is_forgotten_by_its_resolution(database: TestDatabase) {
    let catalog = Catalog::connect(database.url()).await.unwrap();
    let plugin = PluginId::generate();
    for age in [TimeDelta::zero(), TimeDelta::hours(49), TimeDelta::days(401)] {
        let deltas = [delta(&plugin, "1.0.0", 1, Duration::from_millis(1))];
        catalog.usage().add(&deltas, noon() - age).await.unwrap();
    }
    catalog.usage().trim(noon()).await.unwrap();
    assert_eq!(windows(&catalog, &plugin, Resolution::Minutes).await.len(), 1);
    assert_eq!(windows(&catalog, &plugin, Resolution::Hours).await.len(), 2);
}
