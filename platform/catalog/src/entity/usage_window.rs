//! `usage_windows`: counts by plugin, version and window of time.

use sea_orm::entity::prelude::*;

use crate::PluginId;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "usage_windows")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) plugin_id: PluginId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) minutes: i32,
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) starts_at: DateTimeUtc,
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) version: String,
    pub(crate) calls: i64,
    pub(crate) errors: i64,
    pub(crate) files: i64,
    pub(crate) cpu_micros: i64,
    pub(crate) bytes_in: i64,
    pub(crate) bytes_out: i64,
}

impl ActiveModelBehavior for ActiveModel {}
