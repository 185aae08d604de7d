//! The nodes of the platform: each says now and then that it lives, so that whoever administers the platform sees them
//! all. Nothing is decided by it: a node that is not known here works like any other.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, sea_query::OnConflict,
};

use crate::{Catalog, CatalogError, entity::node};

/// How often a node says that it lives: a small write, and nobody looks more often.
pub const NODE_SEEN_EVERY: Duration = Duration::from_secs(30);
/// For how long a node that says nothing is taken for alive: it may miss two turns.
pub const NODE_ALIVE: TimeDelta = TimeDelta::seconds(90);
/// For how long one is remembered that says nothing: so that who looks the next morning sees what went in the night.
/// Where every start makes a new name, the names that are left behind go with it.
const REMEMBERED: TimeDelta = TimeDelta::days(1);
/// The most nodes that are listed.
const MAX_NODES: u64 = 1_000;

/// What a node says of itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewNode {
    /// Its name, which no other node has and which outlives its processes.
    pub name: String,
    /// What it does.
    pub role: String,
    /// The version of the platform that it runs.
    pub version: String,
    /// When its process began.
    pub started_at: DateTime<Utc>,
}

/// A node.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node {
    /// Its name.
    pub name: String,
    /// What it does.
    pub role: String,
    /// The version of the platform that it runs.
    pub version: String,
    /// When its process began.
    pub started_at: DateTime<Utc>,
    /// When it said last that it lives.
    pub seen_at: DateTime<Utc>,
}

impl Node {
    /// Whether it is taken for alive.
    pub fn is_alive(&self, now: DateTime<Utc>) -> bool {
        now - self.seen_at < NODE_ALIVE
    }
}

/// The nodes. From [`Catalog::nodes`].
#[derive(Clone, Copy, Debug)]
pub struct Nodes<'a> {
    catalog: &'a Catalog,
}

impl Catalog {
    /// The nodes of the platform.
    pub fn nodes(&self) -> Nodes<'_> {
        Nodes { catalog: self }
    }
}

impl Nodes<'_> {
    /// Says that a node lives, and forgets those that have not said so for long.
    pub async fn seen(&self, node: &NewNode, now: DateTime<Utc>) -> Result<(), CatalogError> {
        let row = node::ActiveModel {
            name: Set(node.name.clone()),
            role: Set(node.role.clone()),
            version: Set(node.version.clone()),
            started_at: Set(node.started_at),
            seen_at: Set(now),
        };
        let said = [node::Column::Role, node::Column::Version, node::Column::StartedAt, node::Column::SeenAt];
        let again = OnConflict::column(node::Column::Name).update_columns(said).to_owned();
        let write = self.catalog.begin().await?;
        node::Entity::insert(row).on_conflict(again).exec_without_returning(&*write).await?;
        node::Entity::delete_many().filter(node::Column::SeenAt.lt(now - REMEMBERED)).exec(&*write).await?;
        write.commit().await
    }

    /// Forgets a node that stops.
    pub async fn gone(&self, name: &str) -> Result<(), CatalogError> {
        let write = self.catalog.begin().await?;
        node::Entity::delete_by_id(name.to_owned()).exec(&*write).await?;
        write.commit().await
    }

    /// The nodes by name, 1,000 at most, those that have gone silent of late among them.
    pub async fn list(&self) -> Result<Vec<Node>, CatalogError> {
        let rows = node::Entity::find().order_by_asc(node::Column::Name).limit(MAX_NODES);
        Ok(rows.all(self.catalog.db()).await?.into_iter().map(Node::from).collect())
    }
}

impl From<node::Model> for Node {
    fn from(row: node::Model) -> Node {
        let node::Model { name, role, version, started_at, seen_at } = row;
        Node { name, role, version, started_at, seen_at }
    }
}
