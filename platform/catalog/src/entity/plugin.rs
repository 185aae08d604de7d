//! `plugins`: the catalogue's entries.

use sea_orm::entity::prelude::*;

use crate::{Id, PluginId, RuntimeKind, Visibility};

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "plugins")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) id: PluginId,
    /// The owner: a user or an organisation.
    pub(crate) account_id: Id,
    pub(crate) creator_id: Option<Id>,
    pub(crate) parent_id: Option<PluginId>,
    pub(crate) name: String,
    pub(crate) title: String,
    pub(crate) developer: String,
    pub(crate) description: String,
    pub(crate) copyright: String,
    #[sea_orm(column_type = "JsonBinary")]
    pub(crate) keywords: Json,
    pub(crate) category: Option<String>,
    pub(crate) licence: Option<String>,
    pub(crate) homepage: Option<String>,
    pub(crate) logo_digest: Option<String>,
    pub(crate) logo_path: Option<String>,
    /// Where a logo is that is no file of the plugin.
    pub(crate) logo_url: Option<String>,
    pub(crate) kind: RuntimeKind,
    #[sea_orm(column_type = "JsonBinary")]
    pub(crate) default_options: Json,
    pub(crate) price: i64,
    pub(crate) currency: Option<String>,
    pub(crate) visibility: Visibility,
    /// The released version.
    pub(crate) version: Option<String>,
    pub(crate) use_count: i64,
    pub(crate) like_count: i64,
    pub(crate) ban_reason: Option<String>,
    /// Counts changes of metadata: the entity tag.
    pub(crate) revision: i64,
    pub(crate) created_at: DateTimeUtc,
    pub(crate) updated_at: DateTimeUtc,
    pub(crate) deleted_at: Option<DateTimeUtc>,
    #[sea_orm(belongs_to, from = "account_id", to = "id")]
    pub(crate) owner: HasOne<super::account::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
