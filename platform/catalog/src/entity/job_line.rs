//! `job_lines`: what a job said.

use sea_orm::entity::prelude::*;

use crate::Id;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "job_lines")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) job_id: Id,
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) line: i32,
    pub(crate) text: String,
    pub(crate) at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
