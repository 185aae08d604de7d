//! `nodes`: who runs the platform.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "nodes")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) name: String,
    pub(crate) role: String,
    pub(crate) version: String,
    pub(crate) started_at: DateTimeUtc,
    pub(crate) seen_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
