//! `accounts`: whoever can own a plugin or install one.

use sea_orm::entity::prelude::*;

use crate::{Id, accounts::AccountKind};

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "accounts")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) id: Id,
    pub(crate) kind: AccountKind,
    pub(crate) name: String,
    pub(crate) display_name: String,
    pub(crate) created_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
