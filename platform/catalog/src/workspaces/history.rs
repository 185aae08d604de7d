//! The history of a workspace: who saved what, and the way back.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder,
    QuerySelect,
};

use super::{
    COALESCE_WINDOW, Facts, HISTORY_BYTES, HISTORY_CHANGES, HISTORY_SAVES, Kind, Saved, Workspace,
    Workspaces, apply,
    edit::{self, Change, Edit, Node},
};
use crate::{
    Actor, CatalogError, Id, PluginId,
    catalog::Write,
    entity::{workspace, workspace_change, workspace_save},
    text_enum::text_enum,
};

/// Rows of one statement: nine values each, below SQLite's limit of 32,766 parameters.
const ROWS_AT_ONCE: usize = 3_000;
/// Saves forgotten before it is looked again whether they were enough.
const FORGET_AT_ONCE: u64 = 50;
/// The most saves that one call returns.
const MAX_SAVES: u64 = 200;
/// The most changes of a save that a list shows.
const SHOWN_CHANGES: u64 = 100;

const NO_SAVE: CatalogError = CatalogError::NotFound { what: "save" };

text_enum! {
    /// What kind of change a save was.
    pub enum SaveKind {
        /// The workspace was filled for the first time.
        Create = "create",
        /// A file was written.
        Write = "write",
        /// A folder was made.
        Folder = "folder",
        /// Something was copied.
        Copy = "copy",
        /// Something was moved or got another name.
        Move = "move",
        /// Something was deleted.
        Delete = "delete",
        /// Files were uploaded.
        Upload = "upload",
        /// A package took the place of everything.
        Replace = "replace",
        /// An earlier state was brought back.
        Restore = "restore",
    }
}

/// A change made at once, or several of the same file that are told as one.
#[derive(Clone, Debug, PartialEq)]
pub struct Save {
    /// Its number, from 1.
    pub seq: i64,
    /// What kind of change it was.
    pub kind: SaveKind,
    /// The workspace's revision after it.
    pub revision: i64,
    /// How many paths it changed.
    pub changes: u64,
    /// The first of them, by path.
    pub paths: Vec<SavedChange>,
    /// Who made it.
    pub saved_by: Option<Id>,
    /// When.
    pub saved_at: DateTime<Utc>,
}

/// What a save did to a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SavedChange {
    /// The path.
    pub path: String,
    /// What was there before.
    pub kind_before: Kind,
    /// The content before, if it was a file: 64 hex digits.
    pub digest_before: Option<String>,
    /// What was there afterwards.
    pub kind_after: Kind,
    /// The content afterwards, if it was a file.
    pub digest_after: Option<String>,
}

impl Workspaces<'_> {
    /// The history, newest first, from before `before` on; only of a path and what is below it, if one is given.
    pub async fn history(
        &self,
        workspace: &Workspace,
        path: Option<&str>,
        before: Option<i64>,
        limit: u64,
    ) -> Result<Vec<Save>, CatalogError> {
        let mut select = workspace_save::Entity::find()
            .filter(workspace_save::Column::PluginId.eq(workspace.plugin.clone()))
            .order_by_desc(workspace_save::Column::Seq)
            .limit(limit.min(MAX_SAVES));
        if let Some(path) = path {
            let path = edit::checked_path("path", path)?;
            let rows = changes_after(self.catalog.db(), &workspace.plugin, 0).await?;
            let touches = rows.into_iter().filter(|row| is_below(&row.path, Some(&path)));
            select = select.filter(workspace_save::Column::Seq.is_in(touches.map(|row| row.seq)));
        }
        if let Some(before) = before {
            select = select.filter(workspace_save::Column::Seq.lt(before));
        }
        let mut saves = Vec::new();
        for row in select.all(self.catalog.db()).await? {
            let changes = workspace_change::Entity::find()
                .filter(workspace_change::Column::PluginId.eq(workspace.plugin.clone()))
                .filter(workspace_change::Column::Seq.eq(row.seq))
                .order_by_asc(workspace_change::Column::Path)
                .limit(SHOWN_CHANGES)
                .all(self.catalog.db())
                .await?;
            saves.push(save(row, changes));
        }
        Ok(saves)
    }

    /// The content of a file right after a save: 64 hex digits and the size in bytes.
    ///
    /// # Errors
    /// [`CatalogError::NotFound`] if the history does not go back so far, or there was no such file.
    pub async fn file_at(
        &self,
        workspace: &Workspace,
        path: &str,
        seq: i64,
    ) -> Result<(String, u64), CatalogError> {
        let path = edit::checked_path("path", path)?;
        let oldest = oldest(self.catalog.db(), &workspace.plugin).await?;
        require_known(workspace.last_save, oldest, seq)?;
        let next = workspace_change::Entity::find()
            .filter(workspace_change::Column::PluginId.eq(workspace.plugin.clone()))
            .filter(workspace_change::Column::Path.eq(&path))
            .filter(workspace_change::Column::Seq.gt(seq))
            .order_by_asc(workspace_change::Column::Seq)
            .one(self.catalog.db())
            .await?;
        let (digest, size) = match next {
            Some(change) => (change.digest_before, u64::try_from(change.size_before).unwrap_or(0)),
            None => {
                let entry = self.entry(workspace, &path).await?;
                (entry.digest, entry.size)
            }
        };
        digest.map(|digest| (digest, size)).ok_or(super::NO_FILE)
    }

    /// Brings back what was there right after a save: everything, or what was at a path and below it. 0 is the
    /// beginning. This is a save of its own, and can be undone in the same way.
    ///
    /// # Errors
    /// [`CatalogError::NotFound`] if the history does not go back so far; quotas; [`CatalogError::Uninspected`].
    pub async fn restore(
        &self,
        actor: &Actor,
        plugin: &PluginId,
        seq: i64,
        path: Option<&str>,
        facts: &Facts,
    ) -> Result<Saved, CatalogError> {
        let path = path.map(|path| edit::checked_path("path", path)).transpose()?;
        let (mut write, plugin, workspace) = self.lock(actor, plugin).await?;
        let oldest = oldest(&*write, &plugin.id).await?;
        require_known(workspace.last_save, oldest, seq)?;
        let by = actor.user();
        let mut edit = Edit::whole(&write, &plugin.id, by).await?;
        let mut then = BTreeMap::new();
        for row in changes_after(&*write, &plugin.id, seq).await? {
            if is_below(&row.path, path.as_deref()) {
                // The first change after the save knows what there was.
                then.entry(row.path).or_insert((row.kind_before, row.digest_before, row.size_before));
            }
        }
        // What was something else goes first, to make room: files may have become folders.
        for (path, (kind, ..)) in &then {
            if edit::kind(edit.get(path)) != *kind {
                edit.remove(path);
            }
        }
        for (path, (kind, digest, size)) in then {
            match (kind, digest) {
                (Kind::Folder, _) => edit.folder(&path)?,
                (Kind::File, Some(digest)) => {
                    edit.file(&path, &digest, u64::try_from(size).unwrap_or(0), true)?;
                }
                _ => {}
            }
        }
        let saved = apply::apply(&mut write, &plugin, workspace, edit, by, SaveKind::Restore, facts).await?;
        write.commit().await?;
        Ok(saved)
    }
}

/// Notes a save, as a part of the one before where an editor saves while its user types, and forgets what is too old.
pub(super) async fn record(
    write: &Write,
    workspace: &mut workspace::Model,
    kind: SaveKind,
    by: Option<Id>,
    changes: &[Change],
) -> Result<(), CatalogError> {
    if continues(write, workspace, kind, by, changes).await? {
        return Ok(());
    }
    let size = |node: &Option<Node>| node.as_ref().map_or(0, |node| node.size);
    let bytes = changes.iter().map(|change| size(&change.before)).sum();
    let count = i64::try_from(changes.len()).unwrap_or(i64::MAX);
    workspace.last_save += 1;
    workspace.saves += 1;
    workspace.saved_changes += count;
    workspace.saved_bytes += bytes;
    let row = workspace_save::Model {
        plugin_id: workspace.plugin_id.clone(),
        seq: workspace.last_save,
        kind,
        revision: workspace.revision,
        changes: count,
        bytes,
        saved_by: by,
        started_at: workspace.updated_at,
        saved_at: workspace.updated_at,
    };
    row.into_active_model().reset_all().insert(&**write).await?;
    let rows: Vec<_> = changes.iter().map(|change| change_row(workspace, change)).collect();
    for rows in rows.chunks(ROWS_AT_ONCE) {
        workspace_change::Entity::insert_many(rows.to_vec()).exec_without_returning(&**write).await?;
    }
    forget_old(write, workspace).await
}

fn change_row(workspace: &workspace::Model, change: &Change) -> workspace_change::ActiveModel {
    let (before, after) = (change.before.as_ref(), change.after.as_ref());
    let digest = |node: Option<&Node>| node.and_then(|node| node.digest.clone());
    workspace_change::ActiveModel {
        plugin_id: Set(workspace.plugin_id.clone()),
        seq: Set(workspace.last_save),
        path: Set(change.path.clone()),
        kind_before: Set(edit::kind(before)),
        digest_before: Set(digest(before)),
        size_before: Set(before.map_or(0, |node| node.size)),
        kind_after: Set(edit::kind(after)),
        digest_after: Set(digest(after)),
        size_after: Set(after.map_or(0, |node| node.size)),
    }
}

/// Adds a save to the newest one, if it is of the same file by the same person shortly after.
async fn continues(
    write: &Write,
    workspace: &workspace::Model,
    kind: SaveKind,
    by: Option<Id>,
    changes: &[Change],
) -> Result<bool, CatalogError> {
    let [Change { path, before: Some(_), after: Some(after) }] = changes else { return Ok(false) };
    let key = (workspace.plugin_id.clone(), workspace.last_save);
    let last = workspace_save::Entity::find_by_id(key).one(&**write).await?;
    let recent = |save: &workspace_save::Model| {
        let age = workspace.updated_at - save.started_at;
        kind == SaveKind::Write
            && save.kind == kind
            && save.changes == 1
            && save.saved_by == by
            && age < COALESCE_WINDOW
    };
    let Some(last) = last.filter(recent) else { return Ok(false) };
    let key = (last.plugin_id.clone(), last.seq, path.clone());
    let change = workspace_change::Entity::find_by_id(key.clone()).one(&**write).await?;
    // The save that made the file stays by itself: what it was at first can be brought back.
    if change.is_none_or(|change| change.digest_before.is_none()) {
        return Ok(false);
    }
    let change = workspace_change::ActiveModel {
        plugin_id: Set(key.0.clone()),
        seq: Set(key.1),
        path: Set(key.2),
        digest_after: Set(after.digest.clone()),
        size_after: Set(after.size),
        ..Default::default()
    };
    change.update(&**write).await?;
    let save = workspace_save::ActiveModel {
        plugin_id: Set(key.0),
        seq: Set(key.1),
        revision: Set(workspace.revision),
        saved_at: Set(workspace.updated_at),
        ..Default::default()
    };
    save.update(&**write).await?;
    Ok(true)
}

/// Forgets the oldest saves until the history is within its bounds. The newest one always stays.
async fn forget_old(write: &Write, workspace: &mut workspace::Model) -> Result<(), CatalogError> {
    let is_long = |workspace: &workspace::Model| {
        workspace.saves > HISTORY_SAVES
            || workspace.saved_changes > HISTORY_CHANGES
            || workspace.saved_bytes > HISTORY_BYTES
    };
    while is_long(workspace) && workspace.saves > 1 {
        let oldest = workspace_save::Entity::find()
            .filter(workspace_save::Column::PluginId.eq(workspace.plugin_id.clone()))
            .filter(workspace_save::Column::Seq.lt(workspace.last_save))
            .order_by_asc(workspace_save::Column::Seq)
            .limit(FORGET_AT_ONCE)
            .all(&**write)
            .await?;
        let mut until = None;
        for row in oldest {
            if !is_long(workspace) {
                break;
            }
            workspace.saves -= 1;
            workspace.saved_changes -= row.changes;
            workspace.saved_bytes -= row.bytes;
            until = Some(row.seq);
        }
        let Some(until) = until else { return Ok(()) };
        workspace_save::Entity::delete_many()
            .filter(workspace_save::Column::PluginId.eq(workspace.plugin_id.clone()))
            .filter(workspace_save::Column::Seq.lte(until))
            .exec(&**write)
            .await?;
    }
    Ok(())
}

/// Every change after a save, oldest first.
async fn changes_after(
    db: &impl sea_orm::ConnectionTrait,
    plugin: &PluginId,
    seq: i64,
) -> Result<Vec<workspace_change::Model>, CatalogError> {
    let changes = workspace_change::Entity::find()
        .filter(workspace_change::Column::PluginId.eq(plugin.clone()))
        .filter(workspace_change::Column::Seq.gt(seq))
        .order_by_asc(workspace_change::Column::Seq);
    Ok(changes.all(db).await?)
}

/// The number of the oldest save that is still known.
async fn oldest(db: &impl sea_orm::ConnectionTrait, plugin: &PluginId) -> Result<Option<i64>, CatalogError> {
    let save = workspace_save::Entity::find()
        .filter(workspace_save::Column::PluginId.eq(plugin.clone()))
        .order_by_asc(workspace_save::Column::Seq)
        .one(db)
        .await?;
    Ok(save.map(|save| save.seq))
}

/// What the oldest save found can still be brought back, too.
fn require_known(last: i64, oldest: Option<i64>, seq: i64) -> Result<(), CatalogError> {
    let oldest = oldest.ok_or(NO_SAVE)?;
    if seq >= oldest - 1 && seq <= last { Ok(()) } else { Err(NO_SAVE) }
}

fn is_below(path: &str, of: Option<&str>) -> bool {
    let Some(of) = of else { return true };
    path.strip_prefix(of).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

fn save(row: workspace_save::Model, changes: Vec<workspace_change::Model>) -> Save {
    let change = |row: workspace_change::Model| SavedChange {
        path: row.path,
        kind_before: row.kind_before,
        digest_before: row.digest_before,
        kind_after: row.kind_after,
        digest_after: row.digest_after,
    };
    Save {
        seq: row.seq,
        kind: row.kind,
        revision: row.revision,
        changes: u64::try_from(row.changes).unwrap_or(0),
        paths: changes.into_iter().map(change).collect(),
        saved_by: row.saved_by,
        saved_at: row.saved_at,
    }
}
