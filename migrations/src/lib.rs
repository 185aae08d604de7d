//! The database schema: the same tables on SQLite and PostgreSQL.
//!
//! One module per slice of the catalogue, applied in the order of [`Migrator::migrations`]. A migration that has
//! been part of a release never changes again; a new need is a new module.
//!
//! Conventions, so that both databases behave alike:
//! - the whole upgrade runs inside **one transaction** (see `Catalog::migrate`): after a crash the schema is
//!   either the old one or the new one;
//! - numbers that identify rows are `BIGINT` made by the platform (`Id`), times are `timestamptz` in UTC
//!   (microseconds at most), amounts of money are integers in the currency's minor unit, JSON is `jsonb`;
//! - every foreign key has an index on its own side, and says what happens on deletion.
#![forbid(unsafe_code)]

pub use sea_orm_migration::MigratorTrait;
use sea_orm_migration::prelude::*;

mod m0001_accounts;
mod m0002_catalogue;
mod m0003_jobs;
mod m0004_usage;
mod m0005_workspaces;
mod m0006_nodes;

/// All migrations, oldest first.
#[derive(Debug)]
pub struct Migrator;

impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m0001_accounts::Migration),
            Box::new(m0002_catalogue::Migration),
            Box::new(m0003_jobs::Migration),
            Box::new(m0004_usage::Migration),
            Box::new(m0005_workspaces::Migration),
            Box::new(m0006_nodes::Migration),
        ]
    }
}
