//! The table of events: written with the change, read in order.

use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, ConnectionTrait, DatabaseTransaction, DbBackend, DbErr, EntityTrait, QueryFilter,
    QueryOrder, QuerySelect,
};

use super::{Event, NewEvent};
use crate::{PluginId, entity::event, time};

/// The PostgreSQL channel that wakes the other nodes. The payload is empty: they read the rows.
pub(super) const CHANNEL: &str = "mspf_events";
/// Held on PostgreSQL from the first event's row to the commit, so that numbers appear in order. Any number nobody
/// else uses.
const ORDER_LOCK: i64 = 0x6d73_7066_0002;
/// How many rows are read at once when catching up.
pub(super) const BATCH: u64 = 256;

/// Stores the events as the last act of a transaction and returns them with their numbers.
pub(crate) async fn store(
    transaction: &DatabaseTransaction,
    events: Vec<NewEvent>,
) -> Result<Vec<Event>, DbErr> {
    if events.is_empty() {
        return Ok(Vec::new());
    }
    if transaction.get_database_backend() == DbBackend::Postgres {
        let lock_and_wake = format!("SELECT pg_advisory_xact_lock({ORDER_LOCK}), pg_notify('{CHANNEL}', '')");
        transaction.execute_unprepared(&lock_and_wake).await?;
    }
    let at = time::now();
    let mut stored = Vec::with_capacity(events.len());
    for NewEvent { kind, plugin, audience, data } in events {
        let row = event::ActiveModel {
            seq: NotSet,
            kind: Set(kind),
            plugin_id: Set(plugin),
            audience: Set(audience),
            data: Set(data),
            at: Set(at),
        };
        stored.push(event::Entity::insert(row).exec_with_returning(transaction).await?.into());
    }
    Ok(stored)
}

/// The events after a number, of one plugin or of all, oldest first, `limit` at most.
pub(crate) async fn after(
    db: &impl ConnectionTrait,
    seq: i64,
    plugin: Option<&PluginId>,
    limit: u64,
) -> Result<Vec<Event>, DbErr> {
    let mut events = event::Entity::find().filter(event::Column::Seq.gt(seq));
    if let Some(plugin) = plugin {
        events = events.filter(event::Column::PluginId.eq(plugin.clone()));
    }
    let rows = events.order_by_asc(event::Column::Seq).limit(limit).all(db).await?;
    Ok(rows.into_iter().map(Event::from).collect())
}

/// The number of the newest event; 0 if there is none.
pub(crate) async fn newest(db: &impl ConnectionTrait) -> Result<i64, DbErr> {
    let seq: Option<Option<i64>> = event::Entity::find()
        .select_only()
        .column_as(event::Column::Seq.max(), "seq")
        .into_tuple()
        .one(db)
        .await?;
    Ok(seq.flatten().unwrap_or(0))
}

impl From<event::Model> for Event {
    fn from(row: event::Model) -> Event {
        Event {
            seq: row.seq,
            kind: row.kind,
            plugin: row.plugin_id,
            audience: row.audience,
            data: row.data,
            at: row.at,
        }
    }
}
