//! `search_tokens`: what of a plugin can be found.

use sea_orm::entity::prelude::*;

use crate::PluginId;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "search_tokens")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) token: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) plugin_id: PluginId,
    pub(crate) weight: i32,
}

impl ActiveModelBehavior for ActiveModel {}
