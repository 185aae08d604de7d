//! Sources that are brought as a package without being published: those that come without a manifest.

use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect};

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
        let found = existing(&*write, owner.id, &mut new).await?;
        let created = found.is_none();
        let row = match found {
            // It may have been given away between the two reads.
            Some(row) => match plugins::lock_even_deleted(&write, &row.id).await? {
                row if is_owned(&row, owner.id) => row,
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

    /// The plugin of `owner` that [`Workspaces::bring`] would give a source, if there is one.
    pub async fn destination(&self, owner: Id, new: &NewPlugin) -> Result<Option<PluginId>, CatalogError> {
        let found = existing(self.catalog.db(), owner, &mut new.clone()).await?;
        Ok(found.map(|row| row.id))
    }
}

/// The plugin of `owner` that a source belongs to. Takes away an identifier that is somebody else's.
async fn existing(
    db: &impl ConnectionTrait,
    owner: Id,
    new: &mut NewPlugin,
) -> Result<Option<plugin::Model>, CatalogError> {
    if let Some(id) = &new.id {
        match plugin::Entity::find_by_id(id.clone()).one(db).await? {
            Some(row) if is_owned(&row, owner) => return Ok(Some(row)),
            Some(_) => new.id = None,
            None => return Ok(None),
        }
    }
    let named = plugin::Entity::find()
        .filter(plugin::Column::AccountId.eq(owner))
        .filter(plugin::Column::Name.eq(&new.name))
        .filter(plugin::Column::DeletedAt.is_null());
    Ok(named.one(db).await?)
}

fn is_owned(row: &plugin::Model, owner: Id) -> bool {
    row.account_id == owner && row.deleted_at.is_none()
}
