//! `likes`: who likes what.

use sea_orm::entity::prelude::*;

use crate::{Id, PluginId};

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "likes")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) plugin_id: PluginId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) user_id: Id,
    pub(crate) created_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
