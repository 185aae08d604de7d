//! The catalogue: plugins, versions, releases, installations, and the outbox of events.

use sea_orm_migration::{prelude::*, schema::*};

/// See the module's documentation.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(events()).await
    }
}

/// The outbox. On SQLite `seq` is `AUTOINCREMENT`: a number is never given twice, even after pruning.
fn events() -> TableCreateStatement {
    Table::create()
        .table("events")
        .col(big_integer("seq").auto_increment().primary_key())
        .col(text("kind"))
        .col(text("plugin_id"))
        .col(text("audience"))
        .col(json_binary("data"))
        .col(timestamp_with_time_zone("at"))
        .to_owned()
}
