//! `versions`: published packages.

use sea_orm::entity::prelude::*;

use crate::{Id, PluginId, VersionState};

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "versions")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) id: Id,
    pub(crate) plugin_id: PluginId,
    pub(crate) version: String,
    pub(crate) state: VersionState,
    /// Why it failed.
    pub(crate) message: Option<String>,
    pub(crate) package_digest: String,
    pub(crate) package_size: i64,
    pub(crate) component_digest: Option<String>,
    #[sea_orm(column_type = "JsonBinary")]
    pub(crate) manifest: Json,
    pub(crate) tree_id: Id,
    pub(crate) changelog: String,
    pub(crate) release_when_ready: bool,
    pub(crate) yanked: Option<String>,
    pub(crate) deprecated: Option<String>,
    pub(crate) published_by: Option<Id>,
    pub(crate) created_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
