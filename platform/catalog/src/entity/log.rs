//! `logs`: what plugins say.

use sea_orm::entity::prelude::*;

use crate::{LogStream, PluginId};

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "logs")]
pub(crate) struct Model {
    #[sea_orm(primary_key)]
    pub(crate) seq: i64,
    pub(crate) plugin_id: PluginId,
    pub(crate) version: String,
    pub(crate) request_id: String,
    pub(crate) stream: LogStream,
    pub(crate) line: String,
    pub(crate) at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
