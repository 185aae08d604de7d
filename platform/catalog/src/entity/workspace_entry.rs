//! `workspace_entries`: files and folders of workspaces.

use sea_orm::entity::prelude::*;

use crate::{Id, PluginId};

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "workspace_entries")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) plugin_id: PluginId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) path: String,
    /// Equal for paths that are one file on some system.
    pub(crate) folded: String,
    /// The blob; a folder has none.
    pub(crate) digest: Option<String>,
    pub(crate) size: i64,
    pub(crate) modified_at: DateTimeUtc,
    pub(crate) modified_by: Option<Id>,
}

impl ActiveModelBehavior for ActiveModel {}
