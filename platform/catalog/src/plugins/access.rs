//! Finding plugins, and locking them for a change, under the rules of who may.

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect};

use super::{NOT_FOUND, Plugin, PluginRef, Plugins, assemble};
use crate::{
    Actor, CatalogError, Id, PluginId, Role, Visibility,
    catalog::Write,
    entity::{account, plugin},
};

impl Plugins<'_> {
    /// The identifier of whatever plugin is called so, whoever may see it: for callers whose rights depend on which
    /// plugin it is. They must not tell that there is one.
    ///
    /// # Errors
    /// [`CatalogError::NotFound`].
    pub async fn id_of(&self, reference: &PluginRef) -> Result<PluginId, CatalogError> {
        match reference {
            PluginRef::Id(id) => Ok(id.clone()),
            named => Ok(self.find(&Actor::Platform, named).await?.id),
        }
    }

    /// The plugin, if `actor` may see it.
    ///
    /// # Errors
    /// [`CatalogError::NotFound`], also for what is there but hidden from `actor`.
    pub async fn find(&self, actor: &Actor, reference: &PluginRef) -> Result<Plugin, CatalogError> {
        let query = plugin::Entity::find().find_also_related(account::Entity);
        let query = match reference {
            PluginRef::Id(id) => query.filter(plugin::Column::Id.eq(id.clone())),
            PluginRef::Name { owner, name } => {
                query.filter(plugin::Column::Name.eq(name)).filter(account::Column::Name.eq(owner))
            }
        };
        let found = query.filter(plugin::Column::DeletedAt.is_null()).one(self.catalog.db()).await?;
        let Some((row, Some(owner))) = found else { return Err(NOT_FOUND) };
        self.require_sight(actor, &row).await?;
        Ok(assemble(row, owner.into()))
    }

    /// The plugin with this identifier, if `actor` may see it.
    ///
    /// # Errors
    /// As [`Plugins::find`].
    pub async fn get(&self, actor: &Actor, id: &PluginId) -> Result<Plugin, CatalogError> {
        self.find(actor, &PluginRef::Id(id.clone())).await
    }

    /// Whether `actor` sees the inside of a plugin: unreleased versions, builds, logs.
    pub async fn is_maintainer(&self, actor: &Actor, owner: Id) -> Result<bool, CatalogError> {
        match self.catalog.accounts().require_role(actor, owner, Role::Developer).await {
            Ok(()) => Ok(true),
            Err(CatalogError::Forbidden { .. }) => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// Refuses, as if there were no such plugin, unless `actor` may see it.
    async fn require_sight(&self, actor: &Actor, row: &plugin::Model) -> Result<(), CatalogError> {
        let hidden = row.visibility == Visibility::Private;
        if hidden && !self.is_maintainer(actor, row.account_id).await? { Err(NOT_FOUND) } else { Ok(()) }
    }

    /// Starts a change of a plugin by `actor`, who needs `role` in the owning account. The row stays locked until
    /// the transaction ends: changes of one plugin happen one after the other.
    pub(crate) async fn lock(
        &self,
        actor: &Actor,
        id: &PluginId,
        role: Role,
    ) -> Result<(Write, plugin::Model), CatalogError> {
        let seen = self.get(actor, id).await?;
        // Before the transaction: within it, a second connection could be waited for by every writer at once.
        self.catalog.accounts().require_role(actor, seen.owner.id, role).await?;
        let write = self.catalog.begin().await?;
        let row = lock_row(&write, id).await?;
        // It may have been given to another account between the two reads.
        if row.account_id == seen.owner.id { Ok((write, row)) } else { Err(NOT_FOUND) }
    }

    /// What a write returns: the plugin as it is now, for one who may see it.
    pub(crate) async fn assemble(&self, row: plugin::Model) -> Result<Plugin, CatalogError> {
        let owner = self.catalog.accounts().by_id(row.account_id).await?;
        Ok(assemble(row, owner))
    }
}

/// Locks a living plugin's row.
pub(crate) async fn lock_row(write: &Write, id: &PluginId) -> Result<plugin::Model, CatalogError> {
    let living = plugin::Entity::find_by_id(id.clone()).filter(plugin::Column::DeletedAt.is_null());
    living.lock_exclusive().one(&**write).await?.ok_or(NOT_FOUND)
}

/// Locks a plugin's row, deleted or not.
pub(crate) async fn lock_even_deleted(write: &Write, id: &PluginId) -> Result<plugin::Model, CatalogError> {
    plugin::Entity::find_by_id(id.clone()).lock_exclusive().one(&**write).await?.ok_or(NOT_FOUND)
}
