//! The events as a caller may see them.

use sea_orm::EntityTrait;

use super::{Audience, Event, outbox};
use crate::{Actor, Catalog, CatalogError, PluginId, Visibility, entity::plugin};

/// The most events one call returns.
const MAX_EVENTS: u64 = 256;

/// The events. From [`Catalog::events`].
#[derive(Clone, Copy, Debug)]
pub struct Events<'a> {
    pub(super) catalog: &'a Catalog,
}

impl Catalog {
    /// The events.
    pub fn events(&self) -> Events<'_> {
        Events { catalog: self }
    }
}

impl Events<'_> {
    /// The number of the newest event; 0 if there is none.
    pub async fn newest(&self) -> Result<i64, CatalogError> {
        Ok(outbox::newest(self.catalog.db()).await?)
    }

    /// The events after `seq`, of one plugin or of all, oldest first, 256 at most, whoever may hear of them: what a
    /// receiver reads that was away or lagged.
    pub async fn after(&self, seq: i64, plugin: Option<&PluginId>) -> Result<Vec<Event>, CatalogError> {
        Ok(outbox::after(self.catalog.db(), seq, plugin, MAX_EVENTS).await?)
    }

    /// Whether `actor` may hear of an event: in the feed of everything, or of its plugin if `in_plugin`. Decided by
    /// what the plugin is now: an old event of a plugin that has become private is as private.
    pub async fn may_hear(
        &self,
        actor: &Actor,
        event: &Event,
        in_plugin: bool,
    ) -> Result<bool, CatalogError> {
        let row = plugin::Entity::find_by_id(event.plugin.clone()).one(self.catalog.db()).await?;
        let Some(row) = row else { return Ok(false) };
        let open = match (event.audience, row.visibility) {
            (Audience::Maintainers, _) | (_, Visibility::Private) => false,
            (Audience::Everyone, Visibility::Public) => true,
            (Audience::Everyone | Audience::Knowing, _) => in_plugin,
        };
        Ok(open || self.catalog.plugins().is_maintainer(actor, row.account_id).await?)
    }
}
