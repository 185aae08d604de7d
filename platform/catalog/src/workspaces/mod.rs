//! Workspaces: the editable source of a plugin, as a tree of files and folders whose contents are blobs.
//!
//! Every call that changes one is a transaction of its own: all of it happens or nothing. It counts the revision up,
//! notes in the history what was there before, looks again at the manifest if that changed, and tells the plugin's
//! maintainers. Contents are in the blob store before a call names them.
//!
//! What a file must be read for (is the manifest sound, can the component run?) the caller finds out: a call that
//! meets a content it knows nothing about fails with [`CatalogError::Uninspected`], and is made again with [`Facts`]
//! that hold the answer. So no transaction waits for a blob.

mod apply;
mod arrange;
mod bring;
mod edit;
mod facts;
mod history;
mod limits;
mod write;

use chrono::{DateTime, Utc};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use serde_json::Value;

pub(crate) use apply::{create, replace};
pub use arrange::Arrange;
pub use bring::Brought;
pub use facts::{Facts, Question};
pub use history::{Save, SaveKind, SavedChange};
pub use limits::{
    COALESCE_WINDOW, HISTORY_BYTES, HISTORY_CHANGES, HISTORY_SAVES, WORKSPACE_BYTES, WORKSPACE_ENTRIES,
    WORKSPACE_FILE_BYTES,
};
pub use write::Expected;

use crate::{
    Actor, Catalog, CatalogError, Id, Plugin, PluginId, Role, TreeFile,
    catalog::Write,
    entity::{plugin, workspace, workspace_entry},
    text_enum::text_enum,
};

const NOT_FOUND: CatalogError = CatalogError::NotFound { what: "workspace" };
pub(crate) const NO_FILE: CatalogError = CatalogError::NotFound { what: "file" };

text_enum! {
    /// What is at a path.
    pub enum Kind {
        /// A file.
        File = "file",
        /// A folder.
        Folder = "folder",
        /// Nothing.
        Nothing = "nothing",
    }
}

/// A workspace as a whole. Whoever has one may see it.
#[derive(Clone, Debug, PartialEq)]
pub struct Workspace {
    /// The plugin.
    pub plugin: PluginId,
    /// Counts its changes; 0 if there has been none.
    pub revision: i64,
    /// Files and folders in it.
    pub entries: u64,
    /// Bytes of all its files.
    pub bytes: u64,
    /// The last good manifest.
    pub manifest: Option<Value>,
    /// Why it cannot run as it is now; `None` if it can.
    pub problem: Option<String>,
    /// The component that the manifest names, if it is there and can run: 64 hex digits.
    pub component: Option<String>,
    /// The number of the newest save; 0 if there is none.
    pub last_save: i64,
}

/// A file or a folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its path, with `/`.
    pub path: String,
    /// SHA-256 of its content, in hex; a folder has none.
    pub digest: Option<String>,
    /// Its size in bytes.
    pub size: u64,
    /// When its content changed last.
    pub modified_at: DateTime<Utc>,
    /// Who changed it.
    pub modified_by: Option<Id>,
}

impl Entry {
    /// What it is.
    pub fn kind(&self) -> Kind {
        if self.digest.is_some() { Kind::File } else { Kind::Folder }
    }
}

/// What came of a change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Saved {
    /// The workspace's revision now.
    pub revision: i64,
    /// The number of the save in the history; of the newest, if nothing changed.
    pub save: i64,
    /// The paths that changed, in order.
    pub paths: Vec<String>,
    /// Why the workspace cannot run as it is now.
    pub problem: Option<String>,
}

/// The workspaces. From [`Catalog::workspaces`].
#[derive(Clone, Copy, Debug)]
pub struct Workspaces<'a> {
    catalog: &'a Catalog,
}

impl Catalog {
    /// The workspaces.
    pub fn workspaces(&self) -> Workspaces<'_> {
        Workspaces { catalog: self }
    }
}

impl Workspaces<'_> {
    /// The workspace of a plugin, if `actor` maintains it. A plugin without source has an empty one.
    ///
    /// # Errors
    /// [`CatalogError::NotFound`] for everybody else.
    pub async fn get(&self, actor: &Actor, plugin: &Plugin) -> Result<Workspace, CatalogError> {
        if !self.catalog.plugins().is_maintainer(actor, plugin.owner.id).await? {
            return Err(NOT_FOUND);
        }
        let row = workspace::Entity::find_by_id(plugin.id.clone()).one(self.catalog.db()).await?;
        Ok(row.unwrap_or_else(|| apply::empty(&plugin.id)).into())
    }

    /// All files and folders, by path. They may be newer than the revision that `workspace` says, never older.
    pub async fn entries(&self, workspace: &Workspace) -> Result<Vec<Entry>, CatalogError> {
        let rows = workspace_entry::Entity::find()
            .filter(workspace_entry::Column::PluginId.eq(workspace.plugin.clone()))
            .order_by_asc(workspace_entry::Column::Path)
            .all(self.catalog.db())
            .await?;
        let mut entries: Vec<_> = rows.into_iter().map(Entry::from).collect();
        // Databases order text each in a way of its own.
        entries.sort_by(|left, right| left.path.cmp(&right.path));
        Ok(entries)
    }

    /// What is at a path.
    ///
    /// # Errors
    /// [`CatalogError::NotFound`]; the path is none that a workspace could hold.
    pub async fn entry(&self, workspace: &Workspace, path: &str) -> Result<Entry, CatalogError> {
        let key = (workspace.plugin.clone(), edit::checked_path("path", path)?);
        let row = workspace_entry::Entity::find_by_id(key).one(self.catalog.db()).await?;
        row.map(Entry::from).ok_or(NO_FILE)
    }

    /// Starts a change: the plugin is locked, so that changes of one workspace happen one after the other.
    async fn lock(
        &self,
        actor: &Actor,
        id: &PluginId,
    ) -> Result<(Write, plugin::Model, workspace::Model), CatalogError> {
        let (write, plugin) = match self.catalog.plugins().lock(actor, id, Role::Developer).await {
            // Strangers know nothing of the inside of a plugin.
            Err(CatalogError::Forbidden { .. }) => return Err(NOT_FOUND),
            locked => locked?,
        };
        let workspace = apply::load(&write, id).await?;
        Ok((write, plugin, workspace))
    }
}

impl From<workspace::Model> for Workspace {
    fn from(row: workspace::Model) -> Workspace {
        let count = |count: i64| u64::try_from(count).unwrap_or(0);
        Workspace {
            plugin: row.plugin_id,
            revision: row.revision,
            entries: count(row.entries),
            bytes: count(row.bytes),
            manifest: row.manifest,
            problem: row.problem,
            component: row.component_digest,
            last_save: row.last_save,
        }
    }
}

impl From<workspace_entry::Model> for Entry {
    fn from(row: workspace_entry::Model) -> Entry {
        Entry {
            path: row.path,
            digest: row.digest,
            size: u64::try_from(row.size).unwrap_or(0),
            modified_at: row.modified_at,
            modified_by: row.modified_by,
        }
    }
}

/// The files among entries: folders are only there to be seen.
pub(crate) fn tree_files(rows: Vec<workspace_entry::Model>) -> Vec<TreeFile> {
    let file = |row: workspace_entry::Model| {
        let size = u64::try_from(row.size).unwrap_or(0);
        Some(TreeFile { path: row.path, digest: row.digest?, size })
    };
    let mut files: Vec<_> = rows.into_iter().filter_map(file).collect();
    files.sort_by(|left, right| left.path.cmp(&right.path));
    files
}
