//! `workspaces`: the editable source of a plugin as a whole.

use sea_orm::entity::prelude::*;

use crate::PluginId;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "workspaces")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) plugin_id: PluginId,
    pub(crate) revision: i64,
    /// Files and folders.
    pub(crate) entries: i64,
    /// Bytes of all files.
    pub(crate) bytes: i64,
    /// The last good manifest.
    #[sea_orm(column_type = "JsonBinary", nullable)]
    pub(crate) manifest: Option<Json>,
    /// Why the workspace cannot run as it is now.
    pub(crate) problem: Option<String>,
    /// The component that the manifest names, if it is there and can run.
    pub(crate) component_digest: Option<String>,
    /// The number of the newest save.
    pub(crate) last_save: i64,
    /// Saves in the history, their changes, and the bytes that they replaced.
    pub(crate) saves: i64,
    pub(crate) saved_changes: i64,
    pub(crate) saved_bytes: i64,
    pub(crate) updated_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
