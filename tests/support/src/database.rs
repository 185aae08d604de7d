//! Fresh, migrated databases: copies of a template that is migrated once.

use std::{fs, time::Duration};

use mspf_migrations::{Migrator, MigratorTrait};
use sea_orm::{ConnectOptions, Database, DatabaseConnection};
use tempfile::TempDir;

use crate::{postgres, shared};

/// A migrated, empty database of its own, gone when this is dropped.
#[derive(Debug)]
pub struct TestDatabase {
    url: String,
    _keep: Keep,
}

#[derive(Debug)]
enum Keep {
    Sqlite { _directory: TempDir },
    Postgres { _database: postgres::Database },
}

impl TestDatabase {
    /// A SQLite file.
    pub async fn sqlite() -> TestDatabase {
        let directory = tempfile::tempdir().expect("a temporary directory can be made");
        let file = directory.path().join("mspf.db");
        let template = shared::exclusively("sqlite", async |shared| {
            let template = shared.join(format!("{:016x}.db", shared::schema_fingerprint()));
            if !template.exists() {
                let unfinished = template.with_extension("unfinished");
                let _ = fs::remove_file(&unfinished);
                migrate(&format!("sqlite://{}?mode=rwc", unfinished.display())).await;
                fs::rename(&unfinished, &template).expect("the template can be named");
            }
            template
        })
        .await;
        fs::copy(template, &file).expect("the template can be copied");
        let url = format!("sqlite://{}?mode=rwc", file.display());
        TestDatabase { url, _keep: Keep::Sqlite { _directory: directory } }
    }

    /// A database in the shared PostgreSQL cluster.
    pub async fn postgres() -> TestDatabase {
        let database = postgres::Database::create().await;
        TestDatabase { url: database.url(), _keep: Keep::Postgres { _database: database } }
    }

    /// What `Catalog::connect` takes.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Whether this is PostgreSQL.
    pub fn is_postgres(&self) -> bool {
        matches!(self._keep, Keep::Postgres { .. })
    }
}

/// A database of each kind, for tests that loop.
pub async fn databases() -> [TestDatabase; 2] {
    [TestDatabase::sqlite().await, TestDatabase::postgres().await]
}

/// Connects with a single connection.
pub(crate) async fn connect(url: &str) -> Result<DatabaseConnection, sea_orm::DbErr> {
    let options =
        ConnectOptions::new(url).max_connections(1).connect_timeout(Duration::from_secs(10)).to_owned();
    Database::connect(options).await
}

/// Applies all migrations.
pub(crate) async fn migrate(url: &str) {
    let connection = connect(url).await.expect("the template can be opened");
    Migrator::up(&connection, None).await.expect("the template can be migrated");
    connection.close().await.expect("the template can be closed");
}
