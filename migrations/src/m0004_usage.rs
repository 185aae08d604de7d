//! What plugins use and what they say: counts by window of time, and log lines.

use sea_orm_migration::{prelude::*, schema::*};

/// See the module's documentation.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(usage_windows()).await?;
        manager.create_index(by_time("usage_windows_by_time", "usage_windows")).await?;
        manager.create_table(usage_latencies()).await?;
        manager.create_index(by_time("usage_latencies_by_time", "usage_latencies")).await?;
        manager.create_table(logs()).await?;
        manager.create_index(logs_by_plugin()).await
    }
}

/// Counts only ever grow by `count = count + n`, so that any number of nodes may write the same row.
///
/// Neither of these tables refers to `plugins`: what was used stays known when the plugin is gone.
fn usage_windows() -> TableCreateStatement {
    Table::create()
        .table("usage_windows")
        .col(text("plugin_id"))
        .col(text("version"))
        .col(integer("minutes"))
        .col(timestamp_with_time_zone("starts_at"))
        .col(big_integer("calls"))
        .col(big_integer("errors"))
        .col(big_integer("files"))
        .col(big_integer("cpu_micros"))
        .col(big_integer("bytes_in"))
        .col(big_integer("bytes_out"))
        .primary_key(Index::create().col("plugin_id").col("minutes").col("starts_at").col("version"))
        .to_owned()
}

/// One row for each bucket of a window's histogram that is not empty: adding up needs no reading.
fn usage_latencies() -> TableCreateStatement {
    Table::create()
        .table("usage_latencies")
        .col(text("plugin_id"))
        .col(text("version"))
        .col(integer("minutes"))
        .col(timestamp_with_time_zone("starts_at"))
        .col(small_integer("bucket"))
        .col(big_integer("calls"))
        .primary_key(
            Index::create().col("plugin_id").col("minutes").col("starts_at").col("version").col("bucket"),
        )
        .to_owned()
}

fn by_time(name: &str, table: &'static str) -> IndexCreateStatement {
    Index::create().name(name).table(table).col("minutes").col("starts_at").to_owned()
}

/// `seq` is never given twice, even after trimming: whoever tails asks for what is above a number.
fn logs() -> TableCreateStatement {
    Table::create()
        .table("logs")
        .col(big_integer("seq").auto_increment().primary_key())
        .col(text("plugin_id"))
        .col(text("version"))
        .col(text("request_id"))
        .col(text("stream"))
        .col(text("line"))
        .col(timestamp_with_time_zone("at"))
        .to_owned()
}

fn logs_by_plugin() -> IndexCreateStatement {
    Index::create().name("logs_by_plugin").table("logs").col("plugin_id").col("seq").to_owned()
}
