//! Reads the table of events in order and tells the hub: the only way subscribers and other nodes hear.

use std::{future::pending, sync::Arc, time::Duration};

use sea_orm::{DatabaseConnection, DbBackend, DbErr};
use sqlx::postgres::PgListener;
use tokio::task::JoinHandle;

use super::{Hub, outbox};

/// How often the table is read without having been woken: bounds how long a change made by another process is
/// unknown here when notifications do not arrive (SQLite has none; a connection may be lost). One indexed query.
const POLL_INTERVAL: Duration = Duration::from_secs(1);

/// The task that follows the table; it ends when this is dropped.
pub(crate) struct Follower {
    task: JoinHandle<()>,
}

impl Follower {
    /// Starts after the newest event there is. Before the first migration there is no table, hence no event.
    pub(crate) async fn start(db: &DatabaseConnection, hub: &Arc<Hub>) -> Result<Follower, DbErr> {
        let seq = match outbox::newest(db).await {
            Ok(seq) => seq,
            Err(DbErr::Query(_)) => 0,
            Err(error) => return Err(error),
        };
        let task = tokio::spawn(follow(db.clone(), Arc::clone(hub), seq));
        Ok(Follower { task })
    }
}

impl Drop for Follower {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn follow(db: DatabaseConnection, hub: Arc<Hub>, mut seq: i64) {
    let mut listener = None;
    loop {
        if listener.is_none() && db.get_database_backend() == DbBackend::Postgres {
            listener = listen(&db).await;
        }
        // Read once more after every (re)connection: nobody notified us in between.
        if let Err(error) = catch_up(&db, &hub, &mut seq).await {
            tracing::debug!(%error, "events cannot be read; trying again");
        }
        let notified = async {
            match &mut listener {
                Some(listener) => listener.recv().await.is_ok(),
                None => pending().await,
            }
        };
        tokio::select! {
            () = hub.wake.notified() => {}
            alive = notified => if !alive { listener = None },
            () = tokio::time::sleep(POLL_INTERVAL) => {}
        }
    }
}

/// Tells the hub all events after `seq`.
async fn catch_up(db: &DatabaseConnection, hub: &Hub, seq: &mut i64) -> Result<(), DbErr> {
    loop {
        let events = outbox::after(db, *seq, None, outbox::BATCH).await?;
        let Some(last) = events.last() else { return Ok(()) };
        *seq = last.seq;
        hub.read(events);
    }
}

/// A connection that hears of other nodes' commits, or none while PostgreSQL cannot be reached: polling goes on.
async fn listen(db: &DatabaseConnection) -> Option<PgListener> {
    let connect = async {
        let mut listener = PgListener::connect_with(db.get_postgres_connection_pool()).await?;
        listener.listen(outbox::CHANNEL).await?;
        Ok::<_, sqlx::Error>(listener)
    };
    connect.await.inspect_err(|error| tracing::warn!(%error, "notifications are off; polling")).ok()
}
