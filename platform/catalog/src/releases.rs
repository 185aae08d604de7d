//! Releases: which version answers at a plugin's address. History only grows; the last entry counts.

use chrono::{DateTime, Utc};
use mspf_package::Manifest;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect,
};
use serde_json::json;

use crate::{
    Actor, Catalog, CatalogError, EventKind, Id, Plugin, PluginId, Role, VersionState,
    catalog::Write,
    entity::{plugin, release, tree_entry, version},
    plugins, search,
    text_enum::text_enum,
    time, versions,
};

/// The most releases one call returns.
const MAX_RELEASES: u64 = 1_000;

text_enum! {
    /// How a release came about.
    pub enum ReleaseReason {
        /// The version became ready, and was published to be released then.
        Publish = "publish",
        /// Somebody released it.
        Release = "release",
        /// Somebody went back to it.
        Rollback = "rollback",
    }
}

/// A release.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Release {
    /// Its number within the plugin, from 1. The highest is what answers.
    pub number: i64,
    /// The version.
    pub version: String,
    /// The version's row.
    pub version_id: Id,
    /// How it came about.
    pub reason: ReleaseReason,
    /// Whose doing it was.
    pub released_by: Option<Id>,
    /// When.
    pub released_at: DateTime<Utc>,
}

/// The releases. From [`Catalog::releases`].
#[derive(Clone, Copy, Debug)]
pub struct Releases<'a> {
    catalog: &'a Catalog,
}

impl Catalog {
    /// The releases.
    pub fn releases(&self) -> Releases<'_> {
        Releases { catalog: self }
    }
}

impl Releases<'_> {
    /// The history of a plugin, newest first, from before `after` on.
    pub async fn list(
        &self,
        plugin: &Plugin,
        after: Option<i64>,
        limit: u64,
    ) -> Result<Vec<Release>, CatalogError> {
        let mut select = release::Entity::find()
            .find_also_related(version::Entity)
            .filter(release::Column::PluginId.eq(plugin.id.clone()))
            .order_by_desc(release::Column::Number)
            .limit(limit.min(MAX_RELEASES));
        if let Some(after) = after {
            select = select.filter(release::Column::Number.lt(after));
        }
        let rows = select.all(self.catalog.db()).await?;
        Ok(rows.into_iter().filter_map(|(row, version)| Some(release(row, &version?))).collect())
    }

    /// Makes a version answer, from the next request on.
    ///
    /// # Errors
    /// [`CatalogError::NotFound`], `version.not_ready`, `version.yanked`, `account.role_required`.
    pub async fn release(
        &self,
        actor: &Actor,
        id: &PluginId,
        version: &str,
    ) -> Result<Release, CatalogError> {
        let (mut write, row) = self.catalog.plugins().lock(actor, id, Role::Developer).await?;
        let version = versions::find(&write, id, version).await?;
        require_releasable(&version)?;
        let released = insert(&mut write, row, &version, ReleaseReason::Release, actor.user(), None).await?;
        write.commit().await?;
        Ok(released)
    }

    /// Makes the version answer that answered before the present one. Again, it goes back further. Versions that
    /// were yanked since are passed over.
    ///
    /// # Errors
    /// `release.nothing_before`, `account.role_required`.
    pub async fn rollback(&self, actor: &Actor, id: &PluginId) -> Result<Release, CatalogError> {
        let (mut write, row) = self.catalog.plugins().lock(actor, id, Role::Developer).await?;
        let current = newest(&write, id).await?.ok_or_else(nothing_before)?;
        let position = current.restores.unwrap_or(current.number);
        let before = release::Entity::find()
            .find_also_related(version::Entity)
            .filter(release::Column::PluginId.eq(id.clone()))
            .filter(release::Column::Number.lt(position))
            .filter(release::Column::VersionId.ne(current.version_id))
            .filter(version::Column::State.eq(VersionState::Ready))
            .filter(version::Column::Yanked.is_null())
            .order_by_desc(release::Column::Number)
            .one(&*write)
            .await?;
        let Some((before, Some(version))) = before else { return Err(nothing_before()) };
        let restores = Some(before.restores.unwrap_or(before.number));
        let released =
            insert(&mut write, row, &version, ReleaseReason::Rollback, actor.user(), restores).await?;
        write.commit().await?;
        Ok(released)
    }
}

/// Writes a release of a locked plugin: what it says about itself follows the version's manifest.
pub(crate) async fn insert(
    write: &mut Write,
    mut plugin: plugin::Model,
    version: &version::Model,
    reason: ReleaseReason,
    released_by: Option<Id>,
    restores: Option<i64>,
) -> Result<Release, CatalogError> {
    let number = newest(write, &plugin.id).await?.map_or(1, |row| row.number + 1);
    let row = release::Model {
        plugin_id: plugin.id.clone(),
        number,
        version_id: version.id,
        reason,
        restores,
        released_by,
        released_at: time::now(),
    };
    row.clone().into_active_model().reset_all().insert(&**write).await?;
    let from = plugin.version.replace(version.version.clone());
    follow_manifest(write, &mut plugin, version).await?;
    plugins::touch(&mut plugin);
    plugin.clone().into_active_model().reset_all().update(&**write).await?;
    search::index(write, &plugin).await?;
    let data = json!({ "version": version.version, "from": from, "reason": reason });
    write.record(plugins::event(&plugin, EventKind::Released, data));
    Ok(release(row, version))
}

/// Whether a version that was published after this one answers already: an older build that was slower must not
/// replace it.
pub(crate) async fn is_newer_released(
    write: &Write,
    plugin: &PluginId,
    version: Id,
) -> Result<bool, CatalogError> {
    Ok(newest(write, plugin).await?.is_some_and(|current| current.version_id > version))
}

async fn newest(write: &Write, plugin: &PluginId) -> Result<Option<release::Model>, CatalogError> {
    let releases = release::Entity::find().filter(release::Column::PluginId.eq(plugin.clone()));
    Ok(releases.order_by_desc(release::Column::Number).one(&**write).await?)
}

async fn follow_manifest(
    write: &Write,
    plugin: &mut plugin::Model,
    version: &version::Model,
) -> Result<(), CatalogError> {
    // It was checked when it was published; one this version of the platform cannot read changes nothing.
    let Ok(manifest) = serde_json::from_value::<Manifest>(version.manifest.clone()) else { return Ok(()) };
    plugins::describe(plugin, &manifest);
    if let Some(path) = manifest.plugin.logo {
        let file = tree_entry::Entity::find_by_id((version.tree_id, path)).one(&**write).await?;
        (plugin.logo_path, plugin.logo_digest) = file.map(|file| (file.path, file.digest)).unzip();
    }
    Ok(())
}

fn require_releasable(version: &version::Model) -> Result<(), CatalogError> {
    if version.yanked.is_some() {
        let detail = "This version has been yanked. Publish a new one, or take the yank back.";
        return Err(CatalogError::conflict("version.yanked", detail));
    }
    let detail = match version.state {
        VersionState::Ready => return Ok(()),
        VersionState::Building => "This version is still being built. Try again when it is ready.",
        VersionState::Failed => "This version could not be built. Publish a new one.",
    };
    Err(CatalogError::conflict("version.not_ready", detail))
}

fn nothing_before() -> CatalogError {
    CatalogError::conflict("release.nothing_before", "There is no earlier release to go back to.")
}

fn release(row: release::Model, version: &version::Model) -> Release {
    Release {
        number: row.number,
        version: version.version.clone(),
        version_id: row.version_id,
        reason: row.reason,
        released_by: row.released_by,
        released_at: row.released_at,
    }
}
