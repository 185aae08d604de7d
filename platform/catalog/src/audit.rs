//! The audit log: who did what, when, from where. Entries are only ever added.

use chrono::{DateTime, Utc};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};
use serde_json::Value;

use crate::{Catalog, CatalogError, Id, entity::audit_entry};

/// Something that was done.
#[derive(Clone, Debug, PartialEq)]
pub struct AuditEntry {
    /// Its identifier; sorts by time.
    pub id: Id,
    /// When.
    pub at: DateTime<Utc>,
    /// Who; `None` is somebody who was not signed in, or the platform.
    pub actor: Option<Id>,
    /// The actor's name at that time.
    pub actor_name: String,
    /// What, as `noun.verb`.
    pub action: String,
    /// To what: a name or an identifier.
    pub subject: String,
    /// More about it. Never secrets.
    pub details: Value,
    /// The network address it came from.
    pub address: String,
    /// The request it was part of.
    pub request_id: String,
}

/// What is to be noted; the log adds the identifier.
#[derive(Clone, Debug)]
pub struct NewAuditEntry {
    /// Who, with their name; `None` is somebody who was not signed in, or the platform.
    pub actor: Option<(Id, String)>,
    /// What, as `noun.verb`.
    pub action: &'static str,
    /// To what: a name or an identifier.
    pub subject: String,
    /// More about it. Never secrets.
    pub details: Value,
    /// The network address it came from.
    pub address: String,
    /// The request it was part of.
    pub request_id: String,
}

/// Which entries to list.
#[derive(Clone, Debug, Default)]
pub struct AuditFilter {
    /// Only of this actor.
    pub actor: Option<Id>,
    /// Only of this action.
    pub action: Option<String>,
    /// Only entries after this one (newest first).
    pub after: Option<Id>,
    /// At most so many.
    pub limit: u64,
}

/// The audit log. From [`Catalog::audit`].
#[derive(Debug)]
pub struct Audit<'a> {
    catalog: &'a Catalog,
}

impl Catalog {
    /// The audit log.
    pub fn audit(&self) -> Audit<'_> {
        Audit { catalog: self }
    }
}

impl Audit<'_> {
    /// Adds an entry.
    pub async fn record(&self, entry: NewAuditEntry, now: DateTime<Utc>) -> Result<(), CatalogError> {
        let (actor_id, actor_name) = entry.actor.unzip();
        let row = audit_entry::ActiveModel {
            id: Set(Id::generate()),
            at: Set(now),
            actor_id: Set(actor_id),
            actor_name: Set(actor_name.unwrap_or_default()),
            action: Set(entry.action.to_owned()),
            subject: Set(entry.subject),
            details: Set(entry.details),
            address: Set(entry.address),
            request_id: Set(entry.request_id),
        };
        let write = self.catalog.begin().await?;
        row.insert(&*write).await?;
        write.commit().await
    }

    /// Entries, newest first.
    pub async fn list(&self, filter: AuditFilter) -> Result<Vec<AuditEntry>, CatalogError> {
        let mut select = audit_entry::Entity::find();
        if let Some(actor) = filter.actor {
            select = select.filter(audit_entry::Column::ActorId.eq(actor));
        }
        if let Some(action) = filter.action {
            select = select.filter(audit_entry::Column::Action.eq(action));
        }
        if let Some(after) = filter.after {
            select = select.filter(audit_entry::Column::Id.lt(after));
        }
        let select = select.order_by_desc(audit_entry::Column::Id).limit(filter.limit);
        Ok(select.all(self.catalog.db()).await?.into_iter().map(AuditEntry::from).collect())
    }
}

impl From<audit_entry::Model> for AuditEntry {
    fn from(row: audit_entry::Model) -> AuditEntry {
        let audit_entry::Model {
            id,
            at,
            actor_id,
            actor_name,
            action,
            subject,
            details,
            address,
            request_id,
        } = row;
        AuditEntry { id, at, actor: actor_id, actor_name, action, subject, details, address, request_id }
    }
}
