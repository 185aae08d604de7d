//! `events`: the outbox.

use sea_orm::entity::prelude::*;

use crate::{Audience, EventKind, PluginId};

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "events")]
pub(crate) struct Model {
    #[sea_orm(primary_key)]
    pub(crate) seq: i64,
    pub(crate) kind: EventKind,
    pub(crate) plugin_id: PluginId,
    pub(crate) audience: Audience,
    #[sea_orm(column_type = "JsonBinary")]
    pub(crate) data: Json,
    pub(crate) at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
