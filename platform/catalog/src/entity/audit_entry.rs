//! `audit_log`: who did what.

use sea_orm::entity::prelude::*;

use crate::Id;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "audit_log")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) id: Id,
    pub(crate) at: DateTimeUtc,
    pub(crate) actor_id: Option<Id>,
    pub(crate) actor_name: String,
    pub(crate) action: String,
    pub(crate) subject: String,
    #[sea_orm(column_type = "JsonBinary")]
    pub(crate) details: Json,
    pub(crate) address: String,
    pub(crate) request_id: String,
}

impl ActiveModelBehavior for ActiveModel {}
