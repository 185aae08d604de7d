//! What plugins say, kept on both databases.

use chrono::{SubsecRound, Utc};
use mspf_catalog::{Catalog, LogStream, NewLogLine, PluginId};
use mspf_test_support::{TestDatabase, on_each_database};

on_each_database! {
    lines_come_back_in_order_and_only_to_their_plugin,
    whoever_tails_by_number_misses_nothing_that_many_nodes_write,
    only_the_newest_lines_are_kept,
}

/// As many as are kept of each plugin.
const KEPT: usize = 10_000;

fn line(plugin: &PluginId, text: impl Into<String>) -> NewLogLine {
    NewLogLine {
        plugin: plugin.clone(),
        version: "1.0.0".into(),
        request_id: "r".into(),
        stream: LogStream::Stdout,
        line: text.into(),
        at: Utc::now().trunc_subsecs(6),
    }
}

async fn lines_come_back_in_order_and_only_to_their_plugin(database: TestDatabase) {
    let catalog = Catalog::connect(database.url()).await.unwrap();
    let (plugin, other) = (PluginId::generate(), PluginId::generate());
    let said = line(&plugin, "日志 0");
    let lines = vec![said.clone(), line(&other, "x"), line(&plugin, "1"), line(&plugin, "2")];
    catalog.logs().append(lines).await.unwrap();
    catalog.logs().append(Vec::new()).await.unwrap();
    let all = catalog.logs().after(&plugin, 0, 10).await.unwrap();
    assert_eq!(all.iter().map(|line| line.line.as_str()).collect::<Vec<_>>(), ["日志 0", "1", "2"]);
    assert_eq!((all[0].stream, &*all[0].request_id, all[0].at), (LogStream::Stdout, "r", said.at));
    let rest = catalog.logs().after(&plugin, all[0].seq, 1).await.unwrap();
    assert_eq!(rest, all[1..2]);
    assert_eq!(catalog.logs().newest(&plugin, 2).await.unwrap(), all[1..]);
}

async fn whoever_tails_by_number_misses_nothing_that_many_nodes_write(database: TestDatabase) {
    const LINES: usize = 60;
    let plugin = PluginId::generate();
    let mut writers = Vec::new();
    for node in 0..3 {
        let (catalog, plugin) = (Catalog::connect(database.url()).await.unwrap(), plugin.clone());
        writers.push(tokio::spawn(async move {
            for n in 0..LINES / 3 {
                catalog.logs().append(vec![line(&plugin, format!("{node}-{n}"))]).await.unwrap();
            }
        }));
    }
    let catalog = Catalog::connect(database.url()).await.unwrap();
    let (mut seq, mut seen) = (0, 0);
    while seen < LINES {
        for line in catalog.logs().after(&plugin, seq, 1000).await.unwrap() {
            assert!(line.seq > seq);
            (seq, seen) = (line.seq, seen + 1);
        }
        let over = writers.iter().all(tokio::task::JoinHandle::is_finished);
        assert!(
            !over || catalog.logs().after(&plugin, seq, 1).await.unwrap().len() + seen >= LINES,
            "{seen}"
        );
    }
    for writer in writers {
        writer.await.unwrap();
    }
}

async fn only_the_newest_lines_are_kept(database: TestDatabase) {
    let catalog = Catalog::connect(database.url()).await.unwrap();
    let (plugin, other) = (PluginId::generate(), PluginId::generate());
    catalog.logs().append((0..KEPT + 5).map(|n| line(&plugin, n.to_string())).collect()).await.unwrap();
    catalog.logs().append(vec![line(&other, "kept")]).await.unwrap();
    assert_eq!(catalog.logs().trim(&plugin).await.unwrap(), 5);
    assert_eq!(catalog.logs().trim(&plugin).await.unwrap(), 0);
    assert_eq!(catalog.logs().trim(&other).await.unwrap(), 0);
    let first = catalog.logs().after(&plugin, 0, 1).await.unwrap();
    assert_eq!(first[0].line, "5");
    // A number is never given twice, or whoever tails would miss a line.
    let last = catalog.logs().newest(&plugin, 1).await.unwrap()[0].seq;
    catalog.logs().append(vec![line(&plugin, "next")]).await.unwrap();
    assert!(catalog.logs().newest(&plugin, 1).await.unwrap()[0].seq > last);
}
