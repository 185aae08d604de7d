//! `transfers`: offers of a plugin to another account.

use sea_orm::entity::prelude::*;

use crate::{Id, PluginId};

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "transfers")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) plugin_id: PluginId,
    pub(crate) to_account_id: Id,
    pub(crate) offered_by: Option<Id>,
    pub(crate) created_at: DateTimeUtc,
    pub(crate) expires_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
