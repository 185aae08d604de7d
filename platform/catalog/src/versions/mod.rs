//! Versions: published packages, which never change.
//!
//! A version is `building` until a builder has made its artifact, then `ready` for ever or `failed` for ever; only
//! a failed one may be published again under the same number. What can be said about one later (yanked,
//! deprecated) does not touch what it is.

mod build;
mod freeze;
mod number;
mod publish;
mod vendor;

use chrono::{DateTime, Utc};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};
use serde_json::{Value, json};

pub use build::BUILD_QUEUE;
pub use freeze::Freeze;
pub use publish::{NewVersion, Published};

use crate::{
    Actor, Catalog, CatalogError, EventKind, Id, Plugin, PluginId, Role,
    catalog::Write,
    entity::{tree_entry, version},
    plugins,
    text_enum::text_enum,
};

pub(crate) const NOT_FOUND: CatalogError = CatalogError::NotFound { what: "version" };
/// The longest reason for a yank or a deprecation, in characters.
const MAX_NOTE_LENGTH: usize = 500;
/// Rows of one `INSERT`: four values each, below SQLite's limit of 32,766 parameters.
const ROWS_PER_INSERT: usize = 5_000;
/// The most versions one call returns.
const MAX_VERSIONS: u64 = 1_000;

text_enum! {
    /// Where a version stands.
    pub enum VersionState {
        /// It waits for a builder or is being built.
        Building = "building",
        /// It can be released.
        Ready = "ready",
        /// It could not be built.
        Failed = "failed",
    }
}

/// A published package.
#[derive(Clone, Debug, PartialEq)]
pub struct Version {
    /// Its identifier.
    pub id: Id,
    /// The plugin.
    pub plugin: PluginId,
    /// The semantic version.
    pub version: String,
    /// Where it stands.
    pub state: VersionState,
    /// Why it could not be built.
    pub message: Option<String>,
    /// SHA-256 of the package as it was uploaded, in hex.
    pub package_digest: String,
    /// Size of the package in bytes.
    pub package_size: u64,
    /// SHA-256 of the component, in hex.
    pub component: Option<String>,
    /// The manifest.
    pub manifest: Value,
    /// The files.
    pub tree: Id,
    /// What is new, in the author's words.
    pub changelog: String,
    /// Whether it is to answer as soon as it is ready.
    pub release_when_ready: bool,
    /// Why it must not be used any more; never by new releases.
    pub yanked: Option<String>,
    /// Why it should not be used any more.
    pub deprecated: Option<String>,
    /// The user who published it.
    pub published_by: Option<Id>,
    /// When it was published.
    pub created_at: DateTime<Utc>,
}

/// A file of a version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TreeFile {
    /// Its path, with `/`.
    pub path: String,
    /// SHA-256 of its content, in hex: the blob.
    pub digest: String,
    /// Its size in bytes.
    pub size: u64,
}

/// What can still be said about a version. `None` stays; `Some(None)` takes back.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct VersionChange {
    /// Why it must not be used.
    pub yanked: Option<Option<String>>,
    /// Why it should not be used.
    pub deprecated: Option<Option<String>>,
}

/// The versions. From [`Catalog::versions`].
#[derive(Clone, Copy, Debug)]
pub struct Versions<'a> {
    catalog: &'a Catalog,
}

impl Catalog {
    /// The versions.
    pub fn versions(&self) -> Versions<'_> {
        Versions { catalog: self }
    }
}

impl Versions<'_> {
    /// A version by its row: for builders, who were told of it by a job.
    pub async fn by_id(&self, id: Id) -> Result<Version, CatalogError> {
        let row = version::Entity::find_by_id(id).one(self.catalog.db()).await?;
        row.map(Version::from).ok_or(NOT_FOUND)
    }

    /// The versions of a plugin that `actor` may see, newest first, from before `after` on: maintainers see all,
    /// others those that are ready.
    pub async fn list(
        &self,
        actor: &Actor,
        plugin: &Plugin,
        after: Option<Id>,
        limit: u64,
    ) -> Result<Vec<Version>, CatalogError> {
        let mut select = version::Entity::find()
            .filter(version::Column::PluginId.eq(plugin.id.clone()))
            .order_by_desc(version::Column::Id)
            .limit(limit.min(MAX_VERSIONS));
        if !self.catalog.plugins().is_maintainer(actor, plugin.owner.id).await? {
            select = select.filter(version::Column::State.eq(VersionState::Ready));
        }
        if let Some(after) = after {
            select = select.filter(version::Column::Id.lt(after));
        }
        Ok(select.all(self.catalog.db()).await?.into_iter().map(Version::from).collect())
    }

    /// A version of a plugin, if `actor` may see it.
    ///
    /// # Errors
    /// [`CatalogError::NotFound`].
    pub async fn get(&self, actor: &Actor, plugin: &Plugin, version: &str) -> Result<Version, CatalogError> {
        let row = version::Entity::find()
            .filter(version::Column::PluginId.eq(plugin.id.clone()))
            .filter(version::Column::Version.eq(version))
            .one(self.catalog.db())
            .await?
            .ok_or(NOT_FOUND)?;
        let open = row.state == VersionState::Ready;
        if open || self.catalog.plugins().is_maintainer(actor, plugin.owner.id).await? {
            Ok(row.into())
        } else {
            Err(NOT_FOUND)
        }
    }

    /// The files of a version, by path.
    pub async fn files(&self, tree: Id) -> Result<Vec<TreeFile>, CatalogError> {
        let rows = tree_entry::Entity::find()
            .filter(tree_entry::Column::TreeId.eq(tree))
            .order_by_asc(tree_entry::Column::Path)
            .all(self.catalog.db())
            .await?;
        Ok(rows.into_iter().map(TreeFile::from).collect())
    }

    /// One file of a version.
    pub async fn file(&self, tree: Id, path: &str) -> Result<Option<TreeFile>, CatalogError> {
        let row = tree_entry::Entity::find_by_id((tree, path.to_owned())).one(self.catalog.db()).await?;
        Ok(row.map(TreeFile::from))
    }

    /// Yanks, deprecates, or takes either back.
    ///
    /// # Errors
    /// `version.released` for a yank of what answers at present; `account.role_required`.
    pub async fn change(
        &self,
        actor: &Actor,
        plugin: &PluginId,
        version: &str,
        change: VersionChange,
    ) -> Result<Version, CatalogError> {
        let (mut write, row) = self.catalog.plugins().lock(actor, plugin, Role::Developer).await?;
        let found = find(&write, plugin, version).await?;
        if matches!(change.yanked, Some(Some(_))) && row.version.as_deref() == Some(version) {
            let detail = "This version answers at the plugin's address. Release another or roll back first.";
            return Err(CatalogError::conflict("version.released", detail));
        }
        let mut new = version::ActiveModel { id: Set(found.id), ..Default::default() };
        if let Some(yanked) = change.yanked {
            new.yanked = Set(note("yanked", yanked)?);
        }
        if let Some(deprecated) = change.deprecated {
            new.deprecated = Set(note("deprecated", deprecated)?);
        }
        let changed = if new.is_changed() { new.update(&*write).await? } else { found };
        let data = json!({ "version": version, "yanked": changed.yanked, "deprecated": changed.deprecated });
        write.record(plugins::event(&row, EventKind::VersionUpdated, data));
        write.commit().await?;
        Ok(changed.into())
    }
}

/// A version within a transaction.
pub(crate) async fn find(
    write: &Write,
    plugin: &PluginId,
    version: &str,
) -> Result<version::Model, CatalogError> {
    let row = version::Entity::find()
        .filter(version::Column::PluginId.eq(plugin.clone()))
        .filter(version::Column::Version.eq(version))
        .one(&**write)
        .await?;
    row.ok_or(NOT_FOUND)
}

fn note(field: &'static str, text: Option<String>) -> Result<Option<String>, CatalogError> {
    let text = text.map(|text| text.trim().to_owned());
    match &text {
        Some(text) if text.is_empty() || text.contains('\0') || text.chars().count() > MAX_NOTE_LENGTH => {
            let detail = format!("Give a reason of 1 to {MAX_NOTE_LENGTH} characters.");
            Err(CatalogError::invalid(field, "version.reason_needed", detail))
        }
        _ => Ok(text),
    }
}

impl From<version::Model> for Version {
    fn from(row: version::Model) -> Version {
        Version {
            id: row.id,
            plugin: row.plugin_id,
            version: row.version,
            state: row.state,
            message: row.message,
            package_digest: row.package_digest,
            package_size: u64::try_from(row.package_size).unwrap_or(0),
            component: row.component_digest,
            manifest: row.manifest,
            tree: row.tree_id,
            changelog: row.changelog,
            release_when_ready: row.release_when_ready,
            yanked: row.yanked,
            deprecated: row.deprecated,
            published_by: row.published_by,
            created_at: row.created_at,
        }
    }
}

impl From<tree_entry::Model> for TreeFile {
    fn from(row: tree_entry::Model) -> TreeFile {
        TreeFile { path: row.path, digest: row.digest, size: u64::try_from(row.size).unwrap_or(0) }
    }
}
