//! `installations`: what addresses resolve to.

use sea_orm::entity::prelude::*;

use crate::{Id, PluginId};

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "installations")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) id: Id,
    pub(crate) address: String,
    pub(crate) label: String,
    pub(crate) plugin_id: PluginId,
    pub(crate) account_id: Id,
    #[sea_orm(column_type = "JsonBinary")]
    pub(crate) options: Json,
    /// None: whatever the manifest asks for.
    #[sea_orm(column_type = "JsonBinary", nullable)]
    pub(crate) grants: Option<Json>,
    #[sea_orm(column_type = "JsonBinary")]
    pub(crate) limits: Json,
    pub(crate) pinned_version: Option<String>,
    pub(crate) created_at: DateTimeUtc,
    #[sea_orm(belongs_to, from = "plugin_id", to = "id")]
    pub(crate) plugin: HasOne<super::plugin::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
