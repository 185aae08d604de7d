//! `users`: the accounts that are people.

use sea_orm::entity::prelude::*;

use crate::Id;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "users")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) account_id: Id,
    pub(crate) email: String,
    pub(crate) password_hash: String,
    pub(crate) is_admin: bool,
    pub(crate) disabled_at: Option<DateTimeUtc>,
    #[sea_orm(belongs_to, from = "account_id", to = "id")]
    pub(crate) account: BelongsTo<super::account::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
