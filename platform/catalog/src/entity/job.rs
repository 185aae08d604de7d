//! `jobs`: the queue.

use sea_orm::entity::prelude::*;

use crate::{Id, JobState, PluginId};

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "jobs")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) id: Id,
    pub(crate) queue: String,
    pub(crate) key: String,
    pub(crate) plugin_id: Option<PluginId>,
    #[sea_orm(column_type = "JsonBinary")]
    pub(crate) payload: Json,
    pub(crate) urgent: bool,
    pub(crate) state: JobState,
    /// How often a worker has taken it.
    pub(crate) attempts: i32,
    /// Fences workers off: a number of its own for each time it was taken.
    pub(crate) lease: Option<i64>,
    /// Whose lease it is: the node, and the process on it.
    pub(crate) node: Option<String>,
    pub(crate) process: Option<String>,
    /// When it may be taken: the time to start a queued job, the end of the lease of a running one.
    pub(crate) due_at: DateTimeUtc,
    pub(crate) progress: i16,
    pub(crate) step: String,
    pub(crate) error: Option<String>,
    /// How many lines of log it has.
    pub(crate) lines: i32,
    pub(crate) created_at: DateTimeUtc,
    pub(crate) started_at: Option<DateTimeUtc>,
    pub(crate) finished_at: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}
