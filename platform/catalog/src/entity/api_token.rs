//! `api_tokens`: secrets for programs, known by their digests.

use sea_orm::entity::prelude::*;

use crate::{Id, PluginId, tokens::Scopes};

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "api_tokens")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) id: Id,
    pub(crate) user_id: Id,
    pub(crate) name: String,
    pub(crate) digest: String,
    pub(crate) scopes: Scopes,
    pub(crate) plugin_id: Option<PluginId>,
    pub(crate) created_at: DateTimeUtc,
    pub(crate) expires_at: DateTimeUtc,
    pub(crate) last_used_at: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}
