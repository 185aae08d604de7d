//! `workspace_changes`: what a save did to a path.

use sea_orm::entity::prelude::*;

use crate::{PluginId, workspaces::Kind};

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "workspace_changes")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) plugin_id: PluginId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) seq: i64,
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) path: String,
    pub(crate) kind_before: Kind,
    pub(crate) digest_before: Option<String>,
    pub(crate) size_before: i64,
    pub(crate) kind_after: Kind,
    pub(crate) digest_after: Option<String>,
    pub(crate) size_after: i64,
}

impl ActiveModelBehavior for ActiveModel {}
