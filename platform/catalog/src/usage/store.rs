//! Adding to rows that may or may not exist yet, in one statement for many.

use chrono::{DateTime, Utc};
use sea_orm::{
    ConnectionTrait, DbErr, EntityTrait, IntoActiveModel,
    sea_query::{Expr, ExprTrait, IntoIden, OnConflict},
};

use super::{Resolution, UsageDelta};
use crate::entity::{usage_latency, usage_window};

/// Rows of one statement: well below SQLite's 32,766 parameters at ten a row.
const ROWS_AT_ONCE: usize = 1000;

/// Adds the deltas to the windows that hold `at`.
pub(super) async fn add(
    db: &impl ConnectionTrait,
    deltas: &[UsageDelta],
    at: DateTime<Utc>,
) -> Result<(), DbErr> {
    // In one order everywhere, so that nodes which write the same rows never wait for each other in a circle.
    let mut deltas: Vec<&UsageDelta> = deltas.iter().collect();
    deltas.sort_by(|a, b| (&a.plugin, &a.version).cmp(&(&b.plugin, &b.version)));
    for resolution in Resolution::ALL {
        let windows = deltas.iter().map(|delta| window_row(delta, resolution, at).into_active_model());
        for rows in batches(windows) {
            usage_window::Entity::insert_many(rows)
                .on_conflict(adding("usage_windows", &WINDOW_KEY, &WINDOW_COUNTS))
                .exec_without_returning(db)
                .await?;
        }
        let buckets = deltas.iter().flat_map(|delta| latency_rows(delta, resolution, at));
        for rows in batches(buckets.map(IntoActiveModel::into_active_model)) {
            usage_latency::Entity::insert_many(rows)
                .on_conflict(adding("usage_latencies", &LATENCY_KEY, &["calls"]))
                .exec_without_returning(db)
                .await?;
        }
    }
    Ok(())
}

const WINDOW_KEY: [&str; 4] = ["plugin_id", "minutes", "starts_at", "version"];
const WINDOW_COUNTS: [&str; 6] = ["calls", "errors", "files", "cpu_micros", "bytes_in", "bytes_out"];
const LATENCY_KEY: [&str; 5] = ["plugin_id", "minutes", "starts_at", "version", "bucket"];

/// `ON CONFLICT (key) DO UPDATE SET count = table.count + excluded.count, …`
fn adding(table: &'static str, key: &[&'static str], counts: &[&'static str]) -> OnConflict {
    let mut conflict = OnConflict::columns(key.iter().map(|column| column.into_iden()));
    for &count in counts {
        conflict.value(count, Expr::col((table, count)).add(Expr::col(("excluded", count))));
    }
    conflict
}

fn batches<T>(rows: impl Iterator<Item = T>) -> impl Iterator<Item = Vec<T>> {
    let mut rows = rows;
    std::iter::from_fn(move || {
        let batch: Vec<T> = rows.by_ref().take(ROWS_AT_ONCE).collect();
        (!batch.is_empty()).then_some(batch)
    })
}

fn window_row(delta: &UsageDelta, resolution: Resolution, at: DateTime<Utc>) -> usage_window::Model {
    let counts = &delta.counts;
    usage_window::Model {
        plugin_id: delta.plugin.clone(),
        minutes: resolution.minutes(),
        starts_at: resolution.start(at),
        version: delta.version.clone(),
        calls: stored(counts.calls),
        errors: stored(counts.errors),
        files: stored(counts.files),
        cpu_micros: stored(counts.cpu_micros),
        bytes_in: stored(counts.bytes_in),
        bytes_out: stored(counts.bytes_out),
    }
}

fn latency_rows(
    delta: &UsageDelta,
    resolution: Resolution,
    at: DateTime<Utc>,
) -> impl Iterator<Item = usage_latency::Model> {
    delta.counts.latency.filled().map(move |(bucket, calls)| usage_latency::Model {
        plugin_id: delta.plugin.clone(),
        minutes: resolution.minutes(),
        starts_at: resolution.start(at),
        version: delta.version.clone(),
        bucket: i16::try_from(bucket).unwrap_or(i16::MAX),
        calls: stored(calls),
    })
}

fn stored(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}
