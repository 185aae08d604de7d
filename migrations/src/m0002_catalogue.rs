//! The catalogue: plugins, their versions and releases, installations, likes, what is searched, and the outbox of
//! events.

use sea_orm_migration::{prelude::*, schema::*};

/// See the module's documentation.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in [
            events(),
            plugins(),
            trees(),
            tree_entries(),
            versions(),
            releases(),
            installations(),
            likes(),
            transfers(),
            search_tokens(),
        ] {
            manager.create_table(table).await?;
        }
        for index in indexes().into_iter().chain([one_name_per_owner()]) {
            manager.create_index(index).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in [
            "search_tokens",
            "transfers",
            "likes",
            "installations",
            "releases",
            "versions",
            "tree_entries",
            "trees",
            "plugins",
            "events",
        ] {
            manager.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        Ok(())
    }
}

fn reference(
    column: &'static str,
    table: &'static str,
    on_delete: ForeignKeyAction,
) -> ForeignKeyCreateStatement {
    ForeignKey::create().from_col(column).to(table, "id").on_delete(on_delete).to_owned()
}

/// A reference that goes when what it refers to goes.
fn belongs_to(column: &'static str, table: &'static str) -> ForeignKeyCreateStatement {
    reference(column, table, ForeignKeyAction::Cascade)
}

/// A reference that is forgotten when what it refers to goes.
fn remembers(column: &'static str, table: &'static str) -> ForeignKeyCreateStatement {
    reference(column, table, ForeignKeyAction::SetNull)
}

/// A reference that keeps what it refers to from going.
fn needs(column: &'static str, table: &'static str) -> ForeignKeyCreateStatement {
    reference(column, table, ForeignKeyAction::Restrict)
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

/// A deleted plugin stays as a row, so that its identifier is never given to another; its name becomes free.
fn plugins() -> TableCreateStatement {
    Table::create()
        .table("plugins")
        .col(text("id").primary_key())
        .col(big_integer("account_id"))
        .col(big_integer_null("creator_id"))
        .col(text_null("parent_id"))
        .col(text("name"))
        .col(text("title"))
        .col(text("developer"))
        .col(text("description"))
        .col(text("copyright"))
        .col(json_binary("keywords"))
        .col(text_null("category"))
        .col(text_null("licence"))
        .col(text_null("homepage"))
        .col(text_null("logo_digest"))
        .col(text_null("logo_path"))
        .col(text("kind"))
        .col(json_binary("default_options"))
        .col(big_integer("price"))
        .col(text_null("currency"))
        .col(text("visibility"))
        .col(text_null("version"))
        .col(big_integer("use_count"))
        .col(big_integer("like_count"))
        .col(text_null("ban_reason"))
        .col(big_integer("revision"))
        .col(timestamp_with_time_zone("created_at"))
        .col(timestamp_with_time_zone("updated_at"))
        .col(timestamp_with_time_zone_null("deleted_at"))
        .foreign_key(&mut needs("account_id", "accounts"))
        .foreign_key(&mut remembers("creator_id", "accounts"))
        .foreign_key(&mut remembers("parent_id", "plugins"))
        .to_owned()
}

/// A tree of files. Its entries never change once a version refers to it.
fn trees() -> TableCreateStatement {
    Table::create()
        .table("trees")
        .col(big_integer("id").primary_key())
        .col(timestamp_with_time_zone("created_at"))
        .to_owned()
}

fn tree_entries() -> TableCreateStatement {
    Table::create()
        .table("tree_entries")
        .col(big_integer("tree_id"))
        .col(text("path"))
        .col(text("digest"))
        .col(big_integer("size"))
        .primary_key(Index::create().col("tree_id").col("path"))
        .foreign_key(&mut belongs_to("tree_id", "trees"))
        .to_owned()
}

fn versions() -> TableCreateStatement {
    Table::create()
        .table("versions")
        .col(big_integer("id").primary_key())
        .col(text("plugin_id"))
        .col(text("version"))
        .col(text("state"))
        .col(text_null("message"))
        .col(text("package_digest"))
        .col(big_integer("package_size"))
        .col(text_null("component_digest"))
        .col(json_binary("manifest"))
        .col(big_integer("tree_id"))
        .col(text("changelog"))
        .col(boolean("release_when_ready"))
        .col(text_null("yanked"))
        .col(text_null("deprecated"))
        .col(big_integer_null("published_by"))
        .col(timestamp_with_time_zone("created_at"))
        .foreign_key(&mut belongs_to("plugin_id", "plugins"))
        .foreign_key(&mut needs("tree_id", "trees"))
        .foreign_key(&mut remembers("published_by", "accounts"))
        .to_owned()
}

/// Numbered from 1 within a plugin: the highest number is what answers. Not by time or identifier, which two nodes
/// with different clocks could make in the wrong order. `restores` is the number of the release that a rollback
/// brought back, so that rolling back again goes further back.
fn releases() -> TableCreateStatement {
    Table::create()
        .table("releases")
        .col(text("plugin_id"))
        .col(big_integer("number"))
        .col(big_integer("version_id"))
        .col(text("reason"))
        .col(big_integer_null("restores"))
        .col(big_integer_null("released_by"))
        .col(timestamp_with_time_zone("released_at"))
        .primary_key(Index::create().col("plugin_id").col("number"))
        .foreign_key(&mut belongs_to("plugin_id", "plugins"))
        .foreign_key(&mut belongs_to("version_id", "versions"))
        .foreign_key(&mut remembers("released_by", "accounts"))
        .to_owned()
}

/// `label` is the address as it stands in a host name. `grants` is null where the manifest's wishes are granted.
fn installations() -> TableCreateStatement {
    Table::create()
        .table("installations")
        .col(big_integer("id").primary_key())
        .col(text("address").unique_key())
        .col(text("label").unique_key())
        .col(text("plugin_id"))
        .col(big_integer("account_id"))
        .col(json_binary("options"))
        .col(json_binary_null("grants"))
        .col(json_binary("limits"))
        .col(text_null("pinned_version"))
        .col(timestamp_with_time_zone("created_at"))
        .foreign_key(&mut belongs_to("plugin_id", "plugins"))
        .foreign_key(&mut needs("account_id", "accounts"))
        .to_owned()
}

fn likes() -> TableCreateStatement {
    Table::create()
        .table("likes")
        .col(text("plugin_id"))
        .col(big_integer("user_id"))
        .col(timestamp_with_time_zone("created_at"))
        .primary_key(Index::create().col("plugin_id").col("user_id"))
        .foreign_key(&mut belongs_to("plugin_id", "plugins"))
        .foreign_key(&mut belongs_to("user_id", "accounts"))
        .to_owned()
}

/// Offers of a plugin to another account; one at a time.
fn transfers() -> TableCreateStatement {
    Table::create()
        .table("transfers")
        .col(text("plugin_id").primary_key())
        .col(big_integer("to_account_id"))
        .col(big_integer_null("offered_by"))
        .col(timestamp_with_time_zone("created_at"))
        .col(timestamp_with_time_zone("expires_at"))
        .foreign_key(&mut belongs_to("plugin_id", "plugins"))
        .foreign_key(&mut belongs_to("to_account_id", "accounts"))
        .foreign_key(&mut remembers("offered_by", "accounts"))
        .to_owned()
}

/// What of a plugin can be found: pieces of words, and how much a find is worth. The key holds the worth, too, so that
/// a search reads nothing but the index.
fn search_tokens() -> TableCreateStatement {
    Table::create()
        .table("search_tokens")
        .col(text("token"))
        .col(text("plugin_id"))
        .col(integer("weight"))
        .primary_key(Index::create().col("token").col("plugin_id").col("weight"))
        .foreign_key(&mut belongs_to("plugin_id", "plugins"))
        .to_owned()
}

/// Names are unique among an account's living plugins.
fn one_name_per_owner() -> IndexCreateStatement {
    Index::create()
        .name("plugins_one_name_per_owner")
        .table("plugins")
        .col("account_id")
        .col("name")
        .unique()
        .cond_where(Expr::col("deleted_at").is_null())
        .to_owned()
}

fn indexes() -> Vec<IndexCreateStatement> {
    let unique = Index::create()
        .name("versions_by_plugin")
        .table("versions")
        .col("plugin_id")
        .col("version")
        .unique()
        .to_owned();
    let plain: [(&str, &str, &[&str]); 20] = [
        ("events_by_plugin", "events", &["plugin_id", "seq"]),
        ("plugins_by_account", "plugins", &["account_id"]),
        ("plugins_by_creator", "plugins", &["creator_id"]),
        ("plugins_by_parent", "plugins", &["parent_id"]),
        ("plugins_by_logo", "plugins", &["logo_digest"]),
        ("plugins_by_uses", "plugins", &["use_count", "id"]),
        ("plugins_by_likes", "plugins", &["like_count", "id"]),
        ("plugins_by_age", "plugins", &["created_at", "id"]),
        ("tree_entries_by_digest", "tree_entries", &["digest"]),
        ("versions_by_package", "versions", &["package_digest"]),
        ("versions_by_component", "versions", &["component_digest"]),
        ("versions_by_tree", "versions", &["tree_id"]),
        ("versions_by_publisher", "versions", &["published_by"]),
        ("releases_by_version", "releases", &["version_id"]),
        ("releases_by_user", "releases", &["released_by"]),
        ("installations_by_plugin", "installations", &["plugin_id"]),
        ("installations_by_account", "installations", &["account_id"]),
        ("likes_by_user", "likes", &["user_id"]),
        ("transfers_by_receiver", "transfers", &["to_account_id"]),
        ("search_tokens_by_plugin", "search_tokens", &["plugin_id"]),
    ];
    let plain = plain.into_iter().map(|(name, table, columns)| {
        let mut index = Index::create().name(name).table(table).to_owned();
        for column in columns {
            index.col(*column);
        }
        index
    });
    plain.chain([unique]).collect()
}
