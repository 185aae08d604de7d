//! Making a change real: rows, quotas, history, manifest and event, within one transaction.

use mspf_package::{MANIFEST_FILE, Manifest, fold_path, manifest::RuntimeKind};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter};
use serde_json::json;

use super::{
    Facts, Question, SaveKind, Saved,
    edit::{Change, Edit, Node},
    history,
    limits::{EVENT_PATHS, WORKSPACE_BYTES, WORKSPACE_ENTRIES},
};
use crate::{
    CatalogError, EventKind, Id, PluginId, TreeFile,
    catalog::Write,
    entity::{plugin, workspace, workspace_entry},
    plugins, time,
};

/// Rows of one statement: seven values each, below SQLite's limit of 32,766 parameters.
const ROWS_AT_ONCE: usize = 4_000;

/// A workspace that nothing has happened to.
pub(super) fn empty(plugin: &PluginId) -> workspace::Model {
    workspace::Model {
        plugin_id: plugin.clone(),
        revision: 0,
        entries: 0,
        bytes: 0,
        manifest: None,
        problem: None,
        component_digest: None,
        last_save: 0,
        saves: 0,
        saved_changes: 0,
        saved_bytes: 0,
        updated_at: time::now(),
    }
}

/// The workspace of a locked plugin; made if there is none.
pub(super) async fn load(write: &Write, plugin: &PluginId) -> Result<workspace::Model, CatalogError> {
    if let Some(row) = workspace::Entity::find_by_id(plugin.clone()).one(&**write).await? {
        return Ok(row);
    }
    let row = empty(plugin);
    row.clone().into_active_model().reset_all().insert(&**write).await?;
    Ok(row)
}

/// Fills the workspace of a plugin that is being made.
pub(crate) async fn create(
    write: &mut Write,
    plugin: &plugin::Model,
    by: Option<Id>,
    files: &[TreeFile],
    facts: &Facts,
) -> Result<Saved, CatalogError> {
    let workspace = load(write, &plugin.id).await?;
    let mut edit = Edit::empty(by);
    for file in files {
        edit.file(&file.path, &file.digest, file.size, false)?;
    }
    apply(write, plugin, workspace, edit, by, SaveKind::Create, facts).await
}

/// Makes the workspace of a locked plugin hold these files and nothing else.
pub(crate) async fn replace(
    write: &mut Write,
    plugin: &plugin::Model,
    by: Option<Id>,
    files: &[TreeFile],
    facts: &Facts,
) -> Result<Saved, CatalogError> {
    let workspace = load(write, &plugin.id).await?;
    let mut edit = Edit::whole(write, &plugin.id, by).await?;
    let wanted: std::collections::HashMap<&str, &str> =
        files.iter().map(|file| (file.path.as_str(), file.digest.as_str())).collect();
    let kept = |path: &str, edit: &Edit| {
        let digest = edit.get(path).and_then(|node| node.digest.as_deref());
        digest.is_some() && wanted.get(path).copied() == digest
    };
    let gone: Vec<String> = edit.paths().filter(|path| !kept(path, &edit)).map(str::to_owned).collect();
    gone.iter().for_each(|path| edit.remove(path));
    for file in files {
        edit.file(&file.path, &file.digest, file.size, true)?;
    }
    apply(write, plugin, workspace, edit, by, SaveKind::Replace, facts).await
}

/// Writes what an edit came to. Nothing happens if it came to nothing.
pub(super) async fn apply(
    write: &mut Write,
    plugin: &plugin::Model,
    mut workspace: workspace::Model,
    edit: Edit,
    by: Option<Id>,
    kind: SaveKind,
    facts: &Facts,
) -> Result<Saved, CatalogError> {
    let changes = edit.into_changes();
    let paths: Vec<String> = changes.iter().map(|change| change.path.clone()).collect();
    if changes.is_empty() {
        let (revision, save, problem) = (workspace.revision, workspace.last_save, workspace.problem);
        return Ok(Saved { revision, save, paths, problem });
    }
    count(&mut workspace, &changes)?;
    write_rows(write, &plugin.id, &changes).await?;
    workspace.revision += 1;
    workspace.updated_at = time::now();
    describe(write, &mut workspace, &changes, facts).await?;
    follow_kind(write, plugin, &workspace).await?;
    history::record(write, &mut workspace, kind, by, &changes).await?;
    let (revision, save, problem) = (workspace.revision, workspace.last_save, workspace.problem.clone());
    workspace.into_active_model().reset_all().update(&**write).await?;
    let data = json!({
        "revision": revision, "save": save, "kind": kind, "by": by,
        "paths": &paths[..paths.len().min(EVENT_PATHS)], "changes": paths.len(),
    });
    write.record(plugins::inner_event(plugin, EventKind::WorkspaceChanged, data));
    Ok(Saved { revision, save, paths, problem })
}

/// Keeps the counts, and refuses what grows beyond the quotas.
fn count(workspace: &mut workspace::Model, changes: &[Change]) -> Result<(), CatalogError> {
    let size = |node: &Option<Node>| node.as_ref().map_or(0, |node| node.size);
    let there = |node: &Option<Node>| i64::from(node.is_some());
    let (entries, bytes) = (workspace.entries, workspace.bytes);
    for change in changes {
        workspace.entries += there(&change.after) - there(&change.before);
        workspace.bytes = workspace.bytes.saturating_add(size(&change.after) - size(&change.before));
    }
    let above = |now: i64, before: i64, limit: u64| now > before && u64::try_from(now).unwrap_or(0) > limit;
    if above(workspace.entries, entries, WORKSPACE_ENTRIES) {
        let detail = format!(
            "A workspace has at most {WORKSPACE_ENTRIES} files and folders. Delete what it does not need."
        );
        return Err(CatalogError::conflict("workspace.too_many_files", detail));
    }
    if above(workspace.bytes, bytes, WORKSPACE_BYTES) {
        let detail =
            format!("A workspace has at most {WORKSPACE_BYTES} bytes. Delete what it does not need.");
        return Err(CatalogError::conflict("workspace.too_large", detail));
    }
    Ok(())
}

/// Removes before it adds: a name may come back in another spelling.
async fn write_rows(write: &Write, plugin: &PluginId, changes: &[Change]) -> Result<(), CatalogError> {
    let gone: Vec<&str> =
        changes.iter().filter(|change| change.before.is_some()).map(|change| change.path.as_str()).collect();
    for paths in gone.chunks(ROWS_AT_ONCE) {
        workspace_entry::Entity::delete_many()
            .filter(workspace_entry::Column::PluginId.eq(plugin.clone()))
            .filter(workspace_entry::Column::Path.is_in(paths.iter().copied()))
            .exec(&**write)
            .await?;
    }
    let row = |change: &Change| {
        let node = change.after.clone()?;
        Some(workspace_entry::ActiveModel {
            plugin_id: Set(plugin.clone()),
            path: Set(change.path.clone()),
            folded: Set(fold_path(&change.path)),
            digest: Set(node.digest),
            size: Set(node.size),
            modified_at: Set(node.modified_at),
            modified_by: Set(node.modified_by),
        })
    };
    let rows: Vec<_> = changes.iter().filter_map(row).collect();
    for rows in rows.chunks(ROWS_AT_ONCE) {
        workspace_entry::Entity::insert_many(rows.to_vec()).exec_without_returning(&**write).await?;
    }
    Ok(())
}

/// Looks at the manifest, and at the component that it names, if either has changed.
async fn describe(
    write: &Write,
    workspace: &mut workspace::Model,
    changes: &[Change],
    facts: &Facts,
) -> Result<(), CatalogError> {
    let source = workspace.manifest.as_ref().and_then(|manifest| manifest["runtime"]["source"].as_str());
    let matters = |change: &Change| change.path == MANIFEST_FILE || Some(change.path.as_str()) == source;
    if workspace.revision > 1 && !changes.iter().any(matters) {
        return Ok(());
    }
    match manifest(write, &workspace.plugin_id, facts).await? {
        Err(problem) => workspace.problem = Some(problem),
        Ok(manifest) => {
            let known = workspace.component_digest.take();
            let component = component(write, &workspace.plugin_id, &manifest, known, facts).await?;
            workspace.problem = component.as_ref().err().cloned();
            workspace.component_digest = component.unwrap_or_default();
            let manifest = serde_json::to_value(&manifest);
            workspace.manifest = Some(manifest.map_err(|error| CatalogError::Internal(error.to_string()))?);
        }
    }
    Ok(())
}

/// The manifest, or why it is none.
async fn manifest(
    write: &Write,
    plugin: &PluginId,
    facts: &Facts,
) -> Result<Result<Manifest, String>, CatalogError> {
    let Some(digest) = digest(write, plugin, MANIFEST_FILE).await? else {
        return Ok(Err(format!("There is no {MANIFEST_FILE}: write one.")));
    };
    let Some(manifest) = facts.manifest(&digest) else {
        return Err(CatalogError::Uninspected(Question::Manifest(digest)));
    };
    Ok(manifest.clone())
}

/// The component, if the manifest names one, or why it cannot run. `known` has been looked at before.
async fn component(
    write: &Write,
    plugin: &PluginId,
    manifest: &Manifest,
    known: Option<String>,
    facts: &Facts,
) -> Result<Result<Option<String>, String>, CatalogError> {
    let source = manifest.runtime.source.as_deref();
    let Some(source) = source.filter(|_| manifest.runtime.kind == RuntimeKind::Component) else {
        return Ok(Ok(None));
    };
    let Some(digest) = digest(write, plugin, source).await? else {
        return Ok(Err(format!("There is no {source}, the component that {MANIFEST_FILE} names: build it.")));
    };
    if known.as_ref() == Some(&digest) {
        return Ok(Ok(known));
    }
    let Some(found) = facts.component(&digest) else {
        return Err(CatalogError::Uninspected(Question::Component(digest)));
    };
    Ok(found.clone().map(|()| Some(digest)).map_err(|problem| format!("{source}: {problem}")))
}

async fn digest(write: &Write, plugin: &PluginId, path: &str) -> Result<Option<String>, CatalogError> {
    let key = (plugin.clone(), path.to_owned());
    let entry = workspace_entry::Entity::find_by_id(key).one(&**write).await?;
    Ok(entry.and_then(|entry| entry.digest))
}

/// A plugin that was never released is of the kind of its draft.
async fn follow_kind(
    write: &Write,
    plugin: &plugin::Model,
    workspace: &workspace::Model,
) -> Result<(), CatalogError> {
    let kind = workspace.manifest.as_ref().and_then(|manifest| manifest["runtime"]["kind"].as_str());
    let Some(kind) = kind.and_then(|kind| kind.parse().ok()) else { return Ok(()) };
    if plugin.version.is_none() && plugin.kind != kind {
        let followed =
            plugin::ActiveModel { id: Set(plugin.id.clone()), kind: Set(kind), ..Default::default() };
        followed.update(&**write).await?;
    }
    Ok(())
}
