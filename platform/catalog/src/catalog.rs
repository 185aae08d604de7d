//! The door: connections, schema, and the one way to write.

use std::{ops::Deref, str::FromStr, sync::Arc, time::Duration};

use mspf_migrations::{Migrator, MigratorTrait};
use sea_orm::{
    ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbBackend, DbErr, SqliteTransactionMode,
    SqlxPostgresConnector, SqlxSqliteConnector, TransactionOptions, TransactionTrait,
};
use sqlx::{
    postgres::{PgConnectOptions, PgPoolOptions},
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};

use crate::{
    CatalogError, Hub, NewEvent,
    events::{Follower, outbox},
};

/// How long a request waits for a free connection before it fails. Longer than any transaction should last,
/// shorter than the patience of whoever called.
const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(10);
/// How long a SQLite statement waits for another **process** that writes (a command beside the server).
const SQLITE_BUSY_TIMEOUT: Duration = Duration::from_secs(10);
/// Serialises upgrades of the schema on PostgreSQL: nodes may start together. Any number nobody else uses.
const MIGRATION_LOCK: i64 = 0x6d73_7066_0001;

/// How to connect.
#[derive(Clone, Debug)]
pub struct CatalogOptions {
    /// The most connections that read at once (SQLite) or are open at all (PostgreSQL). Each SQLite connection is
    /// a thread and a page cache of about 2 MB; PostgreSQL gives 100 to all nodes together by default.
    pub max_connections: u32,
}

impl Default for CatalogOptions {
    fn default() -> Self {
        CatalogOptions { max_connections: 10 }
    }
}

/// The catalogue. Cheap to clone; all clones share the connections and the [`Hub`].
#[derive(Clone)]
pub struct Catalog {
    inner: Arc<Inner>,
}

struct Inner {
    read: DatabaseConnection,
    write: DatabaseConnection,
    hub: Arc<Hub>,
    _follower: Follower,
}

impl Catalog {
    /// Connects with the default [`CatalogOptions`]. See [`Catalog::connect_with`].
    pub async fn connect(url: &str) -> Result<Catalog, CatalogError> {
        Self::connect_with(url, &CatalogOptions::default()).await
    }

    /// Connects to `sqlite://path?mode=rwc` or `postgres://…` and starts to follow the changes other processes
    /// make. Call it inside a tokio runtime, and [`Catalog::migrate`] next.
    ///
    /// # Errors
    /// The address is of neither kind or malformed, or the database cannot be reached.
    pub async fn connect_with(url: &str, options: &CatalogOptions) -> Result<Catalog, CatalogError> {
        let (read, write) = match url.split_once(':') {
            Some(("sqlite", _)) => connect_sqlite(url, options).await?,
            Some(("postgres" | "postgresql", _)) => connect_postgres(url, options).await?,
            _ => {
                return Err(CatalogError::invalid(
                    "database",
                    "database.unsupported",
                    "Give the address of the database as sqlite://path?mode=rwc or postgres://….",
                ));
            }
        };
        let hub = Arc::new(Hub::default());
        let follower = Follower::start(&read, &hub).await?;
        Ok(Catalog { inner: Arc::new(Inner { read, write, hub, _follower: follower }) })
    }

    /// Brings the schema up to date, in one transaction; several nodes may do so at once.
    pub async fn migrate(&self) -> Result<(), CatalogError> {
        let write = self.begin().await?;
        if write.get_database_backend() == DbBackend::Postgres {
            write.execute_unprepared(&format!("SELECT pg_advisory_xact_lock({MIGRATION_LOCK})")).await?;
        }
        Migrator::up(&*write, None).await?;
        write.commit().await
    }

    /// Fails unless the database answers: for readiness probes.
    pub async fn ping(&self) -> Result<(), CatalogError> {
        Ok(self.inner.read.ping().await?)
    }

    /// Where changes are heard of.
    pub fn hub(&self) -> &Hub {
        &self.inner.hub
    }

    /// A connection for queries. On SQLite it refuses to write: use [`Catalog::begin`].
    pub(crate) fn db(&self) -> &DatabaseConnection {
        &self.inner.read
    }

    /// Starts a writing transaction; dropping it rolls back.
    ///
    /// On SQLite there is one writer at a time in a process, waiting in order, so that a write never fails because
    /// of another. Do not start a second one while holding the first, and keep slow work (blobs, hashing) outside.
    pub(crate) async fn begin(&self) -> Result<Write, CatalogError> {
        let options = TransactionOptions {
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
            ..TransactionOptions::default()
        };
        let transaction = self.inner.write.begin_with_options(options).await?;
        Ok(Write { transaction, events: Vec::new(), hub: Arc::clone(&self.inner.hub) })
    }
}

impl std::fmt::Debug for Catalog {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Catalog").field("backend", &self.inner.read.get_database_backend()).finish()
    }
}

/// A writing transaction, with the events it will tell. Dereferences to the transaction for queries.
pub(crate) struct Write {
    transaction: DatabaseTransaction,
    events: Vec<NewEvent>,
    hub: Arc<Hub>,
}

impl Write {
    /// Notes an event, stored with the commit and told after it.
    pub(crate) fn record(&mut self, event: NewEvent) {
        self.events.push(event);
    }

    /// Makes the changes durable, then tells the hub's listeners before returning. Once begun it finishes, even
    /// when the caller is cancelled: nobody may know a change the caches do not.
    pub(crate) async fn commit(self) -> Result<(), CatalogError> {
        let finish = async move {
            let events = outbox::store(&self.transaction, self.events).await?;
            self.transaction.commit().await?;
            self.hub.committed(&events);
            Ok(())
        };
        tokio::spawn(finish).await.map_err(|join| DbErr::Custom(join.to_string()))?
    }
}

impl Deref for Write {
    type Target = DatabaseTransaction;

    fn deref(&self) -> &DatabaseTransaction {
        &self.transaction
    }
}

/// A pool that only reads, and the single connection that writes.
///
/// `synchronous=FULL` makes every commit survive a power loss (the default in WAL mode does not); one writer, whose
/// transactions take the lock at once, makes `SQLITE_BUSY` impossible within the process.
async fn connect_sqlite(
    url: &str,
    options: &CatalogOptions,
) -> Result<(DatabaseConnection, DatabaseConnection), CatalogError> {
    let connect = SqliteConnectOptions::from_str(url)?
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(SQLITE_BUSY_TIMEOUT);
    if let Some(directory) = connect.get_filename().parent().filter(|path| !path.as_os_str().is_empty()) {
        tokio::fs::create_dir_all(directory).await.map_err(sqlx::Error::Io)?;
    }
    let pool = |size: u32| SqlitePoolOptions::new().max_connections(size).acquire_timeout(ACQUIRE_TIMEOUT);
    // The writer first: it creates the file and sets its journal mode.
    let write = pool(1).min_connections(1).connect_with(connect.clone()).await?;
    let read = pool(options.max_connections).connect_with(connect.pragma("query_only", "ON")).await?;
    Ok((SqlxSqliteConnector::from_sqlx_sqlite_pool(read), SqlxSqliteConnector::from_sqlx_sqlite_pool(write)))
}

async fn connect_postgres(
    url: &str,
    options: &CatalogOptions,
) -> Result<(DatabaseConnection, DatabaseConnection), CatalogError> {
    let connect = PgConnectOptions::from_str(url)?.application_name("mspf");
    let pool = PgPoolOptions::new()
        .max_connections(options.max_connections)
        .acquire_timeout(ACQUIRE_TIMEOUT)
        .connect_with(connect)
        .await?;
    let connection = SqlxPostgresConnector::from_sqlx_postgres_pool(pool);
    Ok((connection.clone(), connection))
}
