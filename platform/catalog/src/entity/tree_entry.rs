//! `tree_entries`: the files of a tree, each a path and the digest of a blob.

use sea_orm::entity::prelude::*;

use crate::Id;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "tree_entries")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) tree_id: Id,
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) path: String,
    pub(crate) digest: String,
    pub(crate) size: i64,
}

impl ActiveModelBehavior for ActiveModel {}
