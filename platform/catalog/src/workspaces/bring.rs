//! Sources that are brought as a package without being published: version 1's plugins.

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect};

use super::{Facts, Saved, Workspaces, apply};
use crate::{
    Actor, CatalogError, Id, NewPlugin, Plugin, PluginId, TreeFile,
    entity::{account, plugin},
    plugins,
};

/// What came of bringing a source.
#[derive(Clone, Debug, PartialEq)]
pub struct Brought {
    /// The plugin.
    pub plugin: Plugin,
    /// Whether the plugin was made by this.
    pub created: bool,
    /// The change of its workspace.
    pub saved: Saved,
}

impl Workspaces<'_> {
    /// Makes a plugin of `owner` from a source, or gives a plugin that `owner` has already this source instead of its
    /// own: the one with the identifier that is asked for, else the one of that name. An identifier that is somebody
    /// else's is not given again.
    ///
    /// # Errors
    /// `plugin.name_taken`, `account.role_required`; quotas; [`CatalogError::Uninspected`].
    pub async fn bring(
        &self,
        actor: &Actor,
        owner: Id,
        mut new: NewPlugin,
        files: &[TreeFile],
        facts: &Facts,
    ) -> Result<Brought, CatalogError> {
        let owner = self.catalog.plugins().owner_for(actor, owner).await?;
        let mut write = self.catalog.begin().await?;
        // Locked, so that of several at once the first makes the plugin and the others find it.
        account::Entity::find_by_id(owner.id).lock_exclusive().one(&*write).await?;
        let known = match &new.id {
            Some(id) => plugin::Entity::find_by_id(id.clone()).one(&*write).await?,
            None => None,
        };
        let own = |row: &plugin::Model| row.account_id == owner.id && row.deleted_at.is_none();
        let found = match known {
            Some(row) if own(&row) => Some(row),
            Some(_) => {
                new.id = None;
                by_name(&write, owner.id, &new.name).await?
            }
            None if new.id.is_none() => by_name(&write, owner.id, &new.name).await?,
            None => None,
        };
        let created = found.is_none();
        let row = match found {
            // It may have been given away between the two reads.
            Some(row) => match plugins::lock_even_deleted(&write, &row.id).await? {
                row if own(&row) => row,
                _ => return Err(plugins::NOT_FOUND),
            },
            None => plugins::insert(&mut write, actor, &owner, new).await?,
        };
        let saved = if created {
            apply::create(&mut write, &row, actor.user(), files, facts).await?
        } else {
            apply::replace(&mut write, &row, actor.user(), files, facts).await?
        };
        write.commit().await?;
        Ok(Brought { plugin: plugins::assemble(row, owner), created, saved })
    }

    /// Gives a plugin this source instead of its own.
    ///
    /// # Errors
    /// [`CatalogError::NotFound`]; quotas; [`CatalogError::Uninspected`].
    pub async fn replace(
        &self,
        actor: &Actor,
        plugin: &PluginId,
        files: &[TreeFile],
        facts: &Facts,
    ) -> Result<Saved, CatalogError> {
        let (mut write, plugin, _) = self.lock(actor, plugin).await?;
        let saved = apply::replace(&mut write, &plugin, actor.user(), files, facts).await?;
        write.commit().await?;
        Ok(saved)
    }
}

async fn by_name(
    write: &crate::catalog::Write,
    owner: Id,
    name: &str,
) -> Result<Option<plugin::Model>, CatalogError> {
    let plugins = plugin::Entity::find()
        .filter(plugin::Column::AccountId.eq(owner))
        .filter(plugin::Column::Name.eq(name))
        .filter(plugin::Column::DeletedAt.is_null());
    Ok(plugins.one(&**write).await?)
}
