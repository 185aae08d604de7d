//! The nodes of the platform, as each says of itself.

use sea_orm_migration::{prelude::*, schema::*};

/// See the module's documentation.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(nodes()).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("nodes").to_owned()).await
    }
}

/// A few rows, of which each is written now and then: nothing to have an index on.
fn nodes() -> TableCreateStatement {
    Table::create()
        .table("nodes")
        .col(text("name").primary_key())
        .col(text("role"))
        .col(text("version"))
        .col(timestamp_with_time_zone("started_at"))
        .col(timestamp_with_time_zone("seen_at"))
        .to_owned()
}
