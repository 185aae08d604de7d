//! `workspace_saves`: the history of workspaces, one row for each change made at once.

use sea_orm::entity::prelude::*;

use crate::{Id, PluginId, SaveKind};

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "workspace_saves")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) plugin_id: PluginId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) seq: i64,
    pub(crate) kind: SaveKind,
    /// The workspace's revision after it.
    pub(crate) revision: i64,
    /// How many paths it changed.
    pub(crate) changes: i64,
    /// Bytes that it replaced or removed: what only the history keeps.
    pub(crate) bytes: i64,
    pub(crate) saved_by: Option<Id>,
    /// When the first of the saves was made that this one stands for.
    pub(crate) started_at: DateTimeUtc,
    pub(crate) saved_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
