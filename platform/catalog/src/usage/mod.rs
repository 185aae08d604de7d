//! What plugins use: calls, errors, time and bytes, by plugin, version and window of time.

mod latency;
mod store;

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

pub use latency::Latency;

use crate::{
    Catalog, CatalogError, PluginId,
    entity::{usage_latency, usage_window},
};

/// For how long minutes are kept: what one looks at while something is wrong.
const MINUTES_KEPT: TimeDelta = TimeDelta::hours(48);
/// For how long hours are kept: a year, to compare a month with the same one of the last.
const HOURS_KEPT: TimeDelta = TimeDelta::days(400);

/// Sums of what was used.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Requests answered by an instance, failed ones included.
    pub calls: u64,
    /// Those of them that failed: a trap, a time-out, a limit.
    pub errors: u64,
    /// Requests answered by a static file.
    pub files: u64,
    /// CPU time of instances, in microseconds.
    pub cpu_micros: u64,
    /// Bytes of request bodies.
    pub bytes_in: u64,
    /// Bytes of response bodies.
    pub bytes_out: u64,
    /// How long the calls took.
    pub latency: Latency,
}

impl Counts {
    /// Adds others.
    pub fn merge(&mut self, other: &Counts) {
        self.calls += other.calls;
        self.errors += other.errors;
        self.files += other.files;
        self.cpu_micros += other.cpu_micros;
        self.bytes_in += other.bytes_in;
        self.bytes_out += other.bytes_out;
        self.latency.merge(&other.latency);
    }

    /// What has been added since the counts were `earlier`.
    #[must_use]
    pub fn since(&self, earlier: &Counts) -> Counts {
        Counts {
            calls: self.calls.saturating_sub(earlier.calls),
            errors: self.errors.saturating_sub(earlier.errors),
            files: self.files.saturating_sub(earlier.files),
            cpu_micros: self.cpu_micros.saturating_sub(earlier.cpu_micros),
            bytes_in: self.bytes_in.saturating_sub(earlier.bytes_in),
            bytes_out: self.bytes_out.saturating_sub(earlier.bytes_out),
            latency: self.latency.since(&earlier.latency),
        }
    }
}

/// What one version of a plugin has used since it was last told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UsageDelta {
    /// The plugin.
    pub plugin: PluginId,
    /// Its version.
    pub version: String,
    /// How much more.
    pub counts: Counts,
    /// How many of these calls and files somebody used the plugin by; the others only looked at it.
    pub uses: u64,
}

/// How long the windows are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Resolution {
    /// One minute each; kept for 48 hours.
    Minutes,
    /// One hour each; kept for 400 days.
    Hours,
}

impl Resolution {
    const ALL: [Resolution; 2] = [Resolution::Minutes, Resolution::Hours];

    /// Length of a window in minutes.
    #[must_use]
    pub fn minutes(self) -> i32 {
        match self {
            Resolution::Minutes => 1,
            Resolution::Hours => 60,
        }
    }

    fn kept(self) -> TimeDelta {
        match self {
            Resolution::Minutes => MINUTES_KEPT,
            Resolution::Hours => HOURS_KEPT,
        }
    }

    /// The start of the window that holds `at`.
    fn start(self, at: DateTime<Utc>) -> DateTime<Utc> {
        let length = i64::from(self.minutes()) * 60;
        DateTime::from_timestamp(at.timestamp().div_euclid(length) * length, 0).unwrap_or(at)
    }
}

/// What one version used in one window of time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UsageWindow {
    /// The version.
    pub version: String,
    /// Start of the window.
    pub starts_at: DateTime<Utc>,
    /// What was used in it.
    pub counts: Counts,
}

/// The usage of all plugins. See [`Catalog::usage`].
#[derive(Clone, Copy, Debug)]
pub struct Usage<'c>(&'c Catalog);

impl Catalog {
    /// What plugins use.
    pub fn usage(&self) -> Usage<'_> {
        Usage(self)
    }
}

impl Usage<'_> {
    /// Adds what has been used up to `at`, to the minute and to the hour it falls in.
    ///
    /// # Errors
    /// The database failed: nothing was added, and the same may be added again.
    pub async fn add(&self, deltas: &[UsageDelta], at: DateTime<Utc>) -> Result<(), CatalogError> {
        if deltas.is_empty() {
            return Ok(());
        }
        let write = self.0.begin().await?;
        store::add(&*write, deltas, at).await?;
        write.commit().await
    }

    /// What a plugin used from `from` to `to`: the windows that begin then, oldest first, each version by itself.
    ///
    /// # Errors
    /// The database failed.
    pub async fn windows(
        &self,
        plugin: &PluginId,
        resolution: Resolution,
        from: DateTime<Utc>,
        to: DateTime<Utc>,
    ) -> Result<Vec<UsageWindow>, CatalogError> {
        let from = resolution.start(from);
        let rows = usage_window::Entity::find()
            .filter(usage_window::Column::PluginId.eq(plugin.clone()))
            .filter(usage_window::Column::Minutes.eq(resolution.minutes()))
            .filter(usage_window::Column::StartsAt.between(from, to))
            .order_by_asc(usage_window::Column::StartsAt)
            .order_by_asc(usage_window::Column::Version)
            .all(self.0.db())
            .await?;
        let buckets = usage_latency::Entity::find()
            .filter(usage_latency::Column::PluginId.eq(plugin.clone()))
            .filter(usage_latency::Column::Minutes.eq(resolution.minutes()))
            .filter(usage_latency::Column::StartsAt.between(from, to))
            .all(self.0.db())
            .await?;
        let mut latencies: BTreeMap<_, Latency> = BTreeMap::new();
        for row in buckets {
            let latency = latencies.entry((row.starts_at, row.version)).or_default();
            latency.add(usize::try_from(row.bucket).unwrap_or(0), natural(row.calls));
        }
        Ok(rows.into_iter().map(|row| window(row, &mut latencies)).collect())
    }

    /// Forgets windows older than they are kept (48 hours of minutes, 400 days of hours).
    ///
    /// # Errors
    /// The database failed.
    pub async fn trim(&self, now: DateTime<Utc>) -> Result<(), CatalogError> {
        let write = self.0.begin().await?;
        for resolution in Resolution::ALL {
            let oldest = now - resolution.kept();
            usage_window::Entity::delete_many()
                .filter(usage_window::Column::Minutes.eq(resolution.minutes()))
                .filter(usage_window::Column::StartsAt.lt(oldest))
                .exec(&*write)
                .await?;
            usage_latency::Entity::delete_many()
                .filter(usage_latency::Column::Minutes.eq(resolution.minutes()))
                .filter(usage_latency::Column::StartsAt.lt(oldest))
                .exec(&*write)
                .await?;
        }
        write.commit().await
    }
}

fn window(
    row: usage_window::Model,
    latencies: &mut BTreeMap<(DateTime<Utc>, String), Latency>,
) -> UsageWindow {
    let key = (row.starts_at, row.version);
    let latency = latencies.remove(&key).unwrap_or_default();
    let (starts_at, version) = key;
    let counts = Counts {
        calls: natural(row.calls),
        errors: natural(row.errors),
        files: natural(row.files),
        cpu_micros: natural(row.cpu_micros),
        bytes_in: natural(row.bytes_in),
        bytes_out: natural(row.bytes_out),
        latency,
    };
    UsageWindow { version, starts_at, counts }
}

/// Counts never go below nought; a row that does was written by something else.
fn natural(count: i64) -> u64 {
    u64::try_from(count).unwrap_or(0)
}
