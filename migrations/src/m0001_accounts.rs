//! Who may act here: accounts, sign-in sessions, API tokens, signing keys, the set-up link and the audit log.
//!
//! Secrets are never stored: passwords as argon2id strings, bearer secrets (refresh tokens, API tokens, set-up links)
//! as SHA-256 digests. The exception is the private half of a signing key, which every node needs: whoever can read
//! this database can sign sessions, which is no more than they could by writing a session row.

use sea_orm_migration::{prelude::*, schema::*};

/// See the module's documentation.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in [
            accounts(),
            users(),
            organisations(),
            memberships(),
            sessions(),
            refresh_tokens(),
            api_tokens(),
            signing_keys(),
            setup_links(),
            audit_log(),
        ] {
            manager.create_table(table).await?;
        }
        for index in indexes() {
            manager.create_index(index).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in [
            "audit_log",
            "setup_links",
            "signing_keys",
            "api_tokens",
            "refresh_tokens",
            "sessions",
            "memberships",
            "organisations",
            "users",
            "accounts",
        ] {
            manager.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        Ok(())
    }
}

/// A reference that goes when what it refers to goes.
fn belongs_to(column: &'static str, table: &'static str, key: &'static str) -> ForeignKeyCreateStatement {
    ForeignKey::create().from_col(column).to(table, key).on_delete(ForeignKeyAction::Cascade).to_owned()
}

fn accounts() -> TableCreateStatement {
    Table::create()
        .table("accounts")
        .col(big_integer("id").primary_key())
        .col(text("kind"))
        .col(text("name").unique_key())
        .col(text("display_name"))
        .col(timestamp_with_time_zone("created_at"))
        .to_owned()
}

fn users() -> TableCreateStatement {
    Table::create()
        .table("users")
        .col(big_integer("account_id").primary_key())
        .col(text("email").unique_key())
        .col(text("password_hash"))
        .col(boolean("is_admin").default(false))
        .col(timestamp_with_time_zone_null("disabled_at"))
        .foreign_key(&mut belongs_to("account_id", "accounts", "id"))
        .to_owned()
}

fn organisations() -> TableCreateStatement {
    Table::create()
        .table("organisations")
        .col(big_integer("account_id").primary_key())
        .col(text("description"))
        .foreign_key(&mut belongs_to("account_id", "accounts", "id"))
        .to_owned()
}

fn memberships() -> TableCreateStatement {
    Table::create()
        .table("memberships")
        .col(big_integer("organisation_id"))
        .col(big_integer("user_id"))
        .col(text("role"))
        .col(timestamp_with_time_zone("created_at"))
        .primary_key(Index::create().col("organisation_id").col("user_id"))
        .foreign_key(&mut belongs_to("organisation_id", "organisations", "account_id"))
        .foreign_key(&mut belongs_to("user_id", "users", "account_id"))
        .to_owned()
}

/// One row per sign-in: the family of every refresh token that came of it.
fn sessions() -> TableCreateStatement {
    Table::create()
        .table("sessions")
        .col(big_integer("id").primary_key())
        .col(big_integer("user_id"))
        .col(timestamp_with_time_zone("created_at"))
        .col(timestamp_with_time_zone("last_used_at"))
        .col(timestamp_with_time_zone("expires_at"))
        .col(timestamp_with_time_zone_null("revoked_at"))
        .col(text("user_agent"))
        .col(text("address"))
        .foreign_key(&mut belongs_to("user_id", "users", "account_id"))
        .to_owned()
}

fn refresh_tokens() -> TableCreateStatement {
    Table::create()
        .table("refresh_tokens")
        .col(text("digest").primary_key())
        .col(big_integer("session_id"))
        .col(timestamp_with_time_zone("created_at"))
        .col(timestamp_with_time_zone_null("used_at"))
        .foreign_key(&mut belongs_to("session_id", "sessions", "id"))
        .to_owned()
}

fn api_tokens() -> TableCreateStatement {
    Table::create()
        .table("api_tokens")
        .col(big_integer("id").primary_key())
        .col(big_integer("user_id"))
        .col(text("name"))
        .col(text("digest").unique_key())
        .col(text("scopes"))
        .col(text_null("plugin_id"))
        .col(timestamp_with_time_zone("created_at"))
        .col(timestamp_with_time_zone("expires_at"))
        .col(timestamp_with_time_zone_null("last_used_at"))
        .foreign_key(&mut belongs_to("user_id", "users", "account_id"))
        .to_owned()
}

/// `period` is unique so that nodes which make a period's key at the same moment agree on one.
fn signing_keys() -> TableCreateStatement {
    Table::create()
        .table("signing_keys")
        .col(big_integer("id").primary_key())
        .col(big_integer("period").unique_key())
        .col(binary("private_key"))
        .col(binary("public_key"))
        .col(timestamp_with_time_zone("created_at"))
        .to_owned()
}

fn setup_links() -> TableCreateStatement {
    Table::create()
        .table("setup_links")
        .col(text("digest").primary_key())
        .col(timestamp_with_time_zone("created_at"))
        .col(timestamp_with_time_zone("expires_at"))
        .to_owned()
}

/// Entries outlive what they tell of, so nothing here is a foreign key.
fn audit_log() -> TableCreateStatement {
    Table::create()
        .table("audit_log")
        .col(big_integer("id").primary_key())
        .col(timestamp_with_time_zone("at"))
        .col(big_integer_null("actor_id"))
        .col(text("actor_name"))
        .col(text("action"))
        .col(text("subject"))
        .col(json_binary("details"))
        .col(text("address"))
        .col(text("request_id"))
        .to_owned()
}

fn indexes() -> Vec<IndexCreateStatement> {
    [
        ("memberships_by_user", "memberships", "user_id"),
        ("sessions_by_user", "sessions", "user_id"),
        ("sessions_by_expiry", "sessions", "expires_at"),
        ("refresh_tokens_by_session", "refresh_tokens", "session_id"),
        ("api_tokens_by_user", "api_tokens", "user_id"),
        ("audit_log_by_actor", "audit_log", "actor_id"),
        ("audit_log_by_action", "audit_log", "action"),
    ]
    .into_iter()
    .map(|(name, table, column)| Index::create().name(name).table(table).col(column).to_owned())
    .collect()
}
