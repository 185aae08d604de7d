//! `releases`: which version answered, and from when.

use sea_orm::entity::prelude::*;

use crate::{Id, PluginId, ReleaseReason};

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "releases")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) plugin_id: PluginId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) number: i64,
    pub(crate) version_id: Id,
    pub(crate) reason: ReleaseReason,
    /// The release a rollback brought back.
    pub(crate) restores: Option<i64>,
    pub(crate) released_by: Option<Id>,
    pub(crate) released_at: DateTimeUtc,
    #[sea_orm(belongs_to, from = "version_id", to = "id")]
    pub(crate) version: HasOne<super::version::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
