//! Workspaces: the editable source of each plugin, and the history of how it came to be so.

use sea_orm_migration::{prelude::*, schema::*};

/// See the module's documentation.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in [workspaces(), entries(), saves(), changes()] {
            manager.create_table(table).await?;
        }
        for index in indexes() {
            manager.create_index(index).await?;
        }
        let logo_url =
            Table::alter().table("plugins").add_column(text_null("logo_url").to_owned()).to_owned();
        manager.alter_table(logo_url).await
    }
}

fn belongs_to(column: &'static str, table: &'static str, key: &'static str) -> ForeignKeyCreateStatement {
    ForeignKey::create().from_col(column).to(table, key).on_delete(ForeignKeyAction::Cascade).to_owned()
}

fn remembers(column: &'static str) -> ForeignKeyCreateStatement {
    ForeignKey::create().from_col(column).to("accounts", "id").on_delete(ForeignKeyAction::SetNull).to_owned()
}

/// One for each plugin that has a source. `revision` counts its changes and never goes back; the counts are kept so
/// that quotas cost no counting. `manifest` is the last good one, `problem` says why the present one is not good.
fn workspaces() -> TableCreateStatement {
    Table::create()
        .table("workspaces")
        .col(text("plugin_id").primary_key())
        .col(big_integer("revision"))
        .col(big_integer("entries"))
        .col(big_integer("bytes"))
        .col(json_binary_null("manifest"))
        .col(text_null("problem"))
        .col(text_null("component_digest"))
        .col(big_integer("last_save"))
        .col(big_integer("saves"))
        .col(big_integer("saved_changes"))
        .col(big_integer("saved_bytes"))
        .col(timestamp_with_time_zone("updated_at"))
        .foreign_key(&mut belongs_to("plugin_id", "plugins", "id"))
        .to_owned()
}

/// Files and folders, every folder with a row of its own. `folded` is the path in the form in which names that are
/// one file on some system are equal. Folders have no digest.
fn entries() -> TableCreateStatement {
    Table::create()
        .table("workspace_entries")
        .col(text("plugin_id"))
        .col(text("path"))
        .col(text("folded"))
        .col(text_null("digest"))
        .col(big_integer("size"))
        .col(timestamp_with_time_zone("modified_at"))
        .col(big_integer_null("modified_by"))
        .primary_key(Index::create().col("plugin_id").col("path"))
        .foreign_key(&mut belongs_to("plugin_id", "workspaces", "plugin_id"))
        .foreign_key(&mut remembers("modified_by"))
        .to_owned()
}

/// Numbered from 1 within a plugin, without gaps but for what was forgotten at the beginning.
fn saves() -> TableCreateStatement {
    Table::create()
        .table("workspace_saves")
        .col(text("plugin_id"))
        .col(big_integer("seq"))
        .col(text("kind"))
        .col(big_integer("revision"))
        .col(big_integer("changes"))
        .col(big_integer("bytes"))
        .col(big_integer_null("saved_by"))
        .col(timestamp_with_time_zone("started_at"))
        .col(timestamp_with_time_zone("saved_at"))
        .primary_key(Index::create().col("plugin_id").col("seq"))
        .foreign_key(&mut belongs_to("plugin_id", "workspaces", "plugin_id"))
        .foreign_key(&mut remembers("saved_by"))
        .to_owned()
}

/// What a save did to a path: what was there before and after, a file, a folder or nothing.
fn changes() -> TableCreateStatement {
    Table::create()
        .table("workspace_changes")
        .col(text("plugin_id"))
        .col(big_integer("seq"))
        .col(text("path"))
        .col(text("kind_before"))
        .col(text_null("digest_before"))
        .col(big_integer("size_before"))
        .col(text("kind_after"))
        .col(text_null("digest_after"))
        .col(big_integer("size_after"))
        .primary_key(Index::create().col("plugin_id").col("seq").col("path"))
        .foreign_key(
            ForeignKey::create()
                .from_col("plugin_id")
                .from_col("seq")
                .to_tbl("workspace_saves")
                .to_col("plugin_id")
                .to_col("seq")
                .on_delete(ForeignKeyAction::Cascade),
        )
        .to_owned()
}

fn indexes() -> Vec<IndexCreateStatement> {
    let folded = Index::create()
        .name("workspace_entries_one_spelling")
        .table("workspace_entries")
        .col("plugin_id")
        .col("folded")
        .unique()
        .to_owned();
    let plain = [
        ("workspaces_by_component", "workspaces", "component_digest"),
        ("workspace_entries_by_digest", "workspace_entries", "digest"),
        ("workspace_entries_by_user", "workspace_entries", "modified_by"),
        ("workspace_saves_by_user", "workspace_saves", "saved_by"),
        ("workspace_changes_by_digest_before", "workspace_changes", "digest_before"),
        ("workspace_changes_by_digest_after", "workspace_changes", "digest_after"),
    ];
    let plain = plain
        .into_iter()
        .map(|(name, table, column)| Index::create().name(name).table(table).col(column).to_owned());
    plain.chain([folded]).collect()
}
