//! Work to be done once, by whichever node comes first, and what was said while doing it.

use sea_orm_migration::{prelude::*, schema::*};

/// See the module's documentation.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(jobs()).await?;
        manager.create_table(job_lines()).await?;
        for index in indexes() {
            manager.create_index(index).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in ["job_lines", "jobs"] {
            manager.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        Ok(())
    }
}

fn jobs() -> TableCreateStatement {
    Table::create()
        .table("jobs")
        .col(big_integer("id").primary_key())
        .col(text("queue"))
        .col(text("key"))
        .col(text_null("plugin_id"))
        .col(json_binary("payload"))
        .col(boolean("urgent"))
        .col(text("state"))
        .col(integer("attempts").default(0))
        .col(big_integer_null("lease"))
        .col(text_null("node"))
        .col(text_null("process"))
        .col(timestamp_with_time_zone("due_at"))
        .col(small_integer("progress").default(0))
        .col(text("step").default(""))
        .col(text_null("error"))
        .col(integer("lines").default(0))
        .col(timestamp_with_time_zone("created_at"))
        .col(timestamp_with_time_zone_null("started_at"))
        .col(timestamp_with_time_zone_null("finished_at"))
        .to_owned()
}

/// Numbered from 0 within a job.
fn job_lines() -> TableCreateStatement {
    Table::create()
        .table("job_lines")
        .col(big_integer("job_id"))
        .col(integer("line"))
        .col(text("text"))
        .col(timestamp_with_time_zone("at"))
        .primary_key(Index::create().col("job_id").col("line"))
        .foreign_key(
            ForeignKey::create().from_col("job_id").to("jobs", "id").on_delete(ForeignKeyAction::Cascade),
        )
        .to_owned()
}

fn indexes() -> [IndexCreateStatement; 3] {
    let unfinished = || Expr::col("finished_at").is_null();
    [
        // One unfinished job for one piece of work, however often it is asked for.
        Index::create()
            .name("jobs_unfinished_key")
            .table("jobs")
            .col("queue")
            .col("key")
            .unique()
            .cond_where(unfinished())
            .to_owned(),
        // What to do next. Finished jobs, soon the most, are not in it.
        Index::create()
            .name("jobs_due")
            .table("jobs")
            .col("queue")
            .col("due_at")
            .cond_where(unfinished())
            .to_owned(),
        // What to forget.
        Index::create().name("jobs_finished").table("jobs").col("finished_at").to_owned(),
    ]
}
