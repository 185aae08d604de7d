//! What plugins say: the newest lines of each, in order.

use chrono::{DateTime, Utc};
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, ConnectionTrait, DbBackend, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};
use serde::Serialize;

use crate::{Catalog, CatalogError, PluginId, entity::log, text_enum::text_enum};

/// Held on PostgreSQL while lines are written, so that numbers appear in order and nobody who tails misses a line
/// committed late. Any number nobody else uses.
const ORDER_LOCK: i64 = 0x6d73_7066_0004;
/// Rows of one statement: well below SQLite's 32,766 parameters at six a row.
const ROWS_AT_ONCE: usize = 1000;
/// Lines kept of each plugin: what a person might scroll back through, about 1 MB of ordinary lines.
pub(crate) const LINES_KEPT: u64 = 10_000;
/// Lines read at once at most.
const MAX_READ: u64 = 1000;

text_enum! {
    /// Where a line comes from.
    pub enum LogStream or Platform {
        /// The standard output.
        Stdout = "stdout",
        /// The standard error.
        Stderr = "stderr",
        /// The logging interface, at its level.
        Trace = "trace",
        /// The logging interface, at its level.
        Debug = "debug",
        /// The logging interface, at its level.
        Info = "info",
        /// The logging interface, at its level.
        Warn = "warn",
        /// The logging interface, at its level.
        Error = "error",
        /// The logging interface, at its level.
        Critical = "critical",
        /// The platform, about the plugin: why a call failed, how many lines were dropped.
        Platform = "platform",
    }
}

/// A line to be kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewLogLine {
    /// The plugin that said it.
    pub plugin: PluginId,
    /// In which version.
    pub version: String,
    /// While it answered which request; empty if none.
    pub request_id: String,
    /// Where it said it.
    pub stream: LogStream,
    /// What it said.
    pub line: String,
    /// When.
    pub at: DateTime<Utc>,
}

/// A line as it is kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LogLine {
    /// Position in the order of all lines: tailing asks for what is above the last one seen.
    pub seq: i64,
    /// The version that said it.
    pub version: String,
    /// While it answered which request; empty if none.
    pub request_id: String,
    /// Where it said it.
    pub stream: LogStream,
    /// What it said.
    pub line: String,
    /// When.
    pub at: DateTime<Utc>,
}

/// The lines of all plugins. See [`Catalog::logs`].
#[derive(Clone, Copy, Debug)]
pub struct Logs<'c>(&'c Catalog);

impl Catalog {
    /// What plugins say.
    pub fn logs(&self) -> Logs<'_> {
        Logs(self)
    }
}

impl Logs<'_> {
    /// Keeps these lines, in this order.
    ///
    /// # Errors
    /// The database failed: none of the lines is kept.
    pub async fn append(&self, lines: Vec<NewLogLine>) -> Result<(), CatalogError> {
        if lines.is_empty() {
            return Ok(());
        }
        let write = self.0.begin().await?;
        if write.get_database_backend() == DbBackend::Postgres {
            write.execute_unprepared(&format!("SELECT pg_advisory_xact_lock({ORDER_LOCK})")).await?;
        }
        let mut lines = lines.into_iter().map(row).peekable();
        while lines.peek().is_some() {
            log::Entity::insert_many(lines.by_ref().take(ROWS_AT_ONCE))
                .exec_without_returning(&*write)
                .await?;
        }
        write.commit().await
    }

    /// The lines of a plugin after number `seq`, oldest first, `limit` or 1000 at most.
    ///
    /// # Errors
    /// The database failed.
    pub async fn after(&self, plugin: &PluginId, seq: i64, limit: u64) -> Result<Vec<LogLine>, CatalogError> {
        let rows = log::Entity::find()
            .filter(log::Column::PluginId.eq(plugin.clone()))
            .filter(log::Column::Seq.gt(seq))
            .order_by_asc(log::Column::Seq)
            .limit(limit.min(MAX_READ))
            .all(self.0.db())
            .await?;
        Ok(rows.into_iter().map(LogLine::from).collect())
    }

    /// The newest lines of a plugin, oldest of them first, `limit` or 1000 at most.
    ///
    /// # Errors
    /// The database failed.
    pub async fn newest(&self, plugin: &PluginId, limit: u64) -> Result<Vec<LogLine>, CatalogError> {
        let rows = log::Entity::find()
            .filter(log::Column::PluginId.eq(plugin.clone()))
            .order_by_desc(log::Column::Seq)
            .limit(limit.min(MAX_READ))
            .all(self.0.db())
            .await?;
        Ok(rows.into_iter().rev().map(LogLine::from).collect())
    }

    /// Forgets all but the newest 10,000 lines of a plugin. Returns how many were forgotten.
    ///
    /// # Errors
    /// The database failed.
    pub async fn trim(&self, plugin: &PluginId) -> Result<u64, CatalogError> {
        let oldest_kept: Option<i64> = log::Entity::find()
            .select_only()
            .column(log::Column::Seq)
            .filter(log::Column::PluginId.eq(plugin.clone()))
            .order_by_desc(log::Column::Seq)
            .offset(LINES_KEPT - 1)
            .limit(1)
            .into_tuple()
            .one(self.0.db())
            .await?;
        let Some(oldest_kept) = oldest_kept else { return Ok(0) };
        let write = self.0.begin().await?;
        let forgotten = log::Entity::delete_many()
            .filter(log::Column::PluginId.eq(plugin.clone()))
            .filter(log::Column::Seq.lt(oldest_kept))
            .exec(&*write)
            .await?;
        write.commit().await?;
        Ok(forgotten.rows_affected)
    }
}

fn row(line: NewLogLine) -> log::ActiveModel {
    log::ActiveModel {
        seq: NotSet,
        plugin_id: Set(line.plugin),
        version: Set(line.version),
        request_id: Set(line.request_id),
        stream: Set(line.stream),
        line: Set(line.line),
        at: Set(line.at),
    }
}

impl From<log::Model> for LogLine {
    fn from(row: log::Model) -> Self {
        Self {
            seq: row.seq,
            version: row.version,
            request_id: row.request_id,
            stream: row.stream,
            line: row.line,
            at: row.at,
        }
    }
}
