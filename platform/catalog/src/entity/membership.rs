//! `memberships`: who belongs to an organisation, and as what.

use sea_orm::entity::prelude::*;

use crate::{Id, accounts::Role};

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "memberships")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) organisation_id: Id,
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) user_id: Id,
    pub(crate) role: Role,
    pub(crate) created_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
