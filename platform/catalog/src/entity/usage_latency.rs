//! `usage_latencies`: the buckets of a window's histogram that are not empty.

use sea_orm::entity::prelude::*;

use crate::PluginId;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "usage_latencies")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) plugin_id: PluginId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) minutes: i32,
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) starts_at: DateTimeUtc,
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) version: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) bucket: i16,
    pub(crate) calls: i64,
}

impl ActiveModelBehavior for ActiveModel {}
