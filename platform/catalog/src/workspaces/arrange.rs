//! Copying and moving files and folders. A new name is a move.

use std::collections::HashSet;

use mspf_package::fold_path;

use super::{
    Facts, NO_FILE, SaveKind, Saved, Workspaces, apply,
    edit::{self, Edit, Node},
};
use crate::{Actor, CatalogError, PluginId, time};

/// What is to be copied or moved, and where to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Arrange {
    /// Files and folders, each with everything in it.
    pub from: Vec<String>,
    /// The folder they go into, each under its own name; empty is the root. It is made if it is not there.
    pub folder: Option<String>,
    /// The new path, for a single one.
    pub to: Option<String>,
    /// Whether files that are there may be replaced.
    pub overwrite: bool,
}

impl Workspaces<'_> {
    /// Copies files and folders.
    ///
    /// # Errors
    /// [`CatalogError::NotFound`]; `workspace.exists`, `workspace.into_itself`, `workspace.target_unclear`; what
    /// [`Workspaces::write`] says of names and quotas; [`CatalogError::Uninspected`].
    pub async fn copy(
        &self,
        actor: &Actor,
        plugin: &PluginId,
        what: &Arrange,
        facts: &Facts,
    ) -> Result<Saved, CatalogError> {
        self.arrange(actor, plugin, what, SaveKind::Copy, facts).await
    }

    /// Moves files and folders, or gives one another name. The bytes stay where they are.
    ///
    /// # Errors
    /// As [`Workspaces::copy`].
    pub async fn move_(
        &self,
        actor: &Actor,
        plugin: &PluginId,
        what: &Arrange,
        facts: &Facts,
    ) -> Result<Saved, CatalogError> {
        self.arrange(actor, plugin, what, SaveKind::Move, facts).await
    }

    async fn arrange(
        &self,
        actor: &Actor,
        plugin: &PluginId,
        what: &Arrange,
        kind: SaveKind,
        facts: &Facts,
    ) -> Result<Saved, CatalogError> {
        let pairs = pairs(what)?;
        let (mut write, plugin, workspace) = self.lock(actor, plugin).await?;
        let by = actor.user();
        let mut edit = Edit::whole(&write, &plugin.id, by).await?;
        let now = time::now();
        let mut placed = Vec::new();
        let mut taken = HashSet::new();
        for (from, to) in pairs {
            let nodes = edit.below(&from);
            if nodes.is_empty() {
                return Err(NO_FILE);
            }
            for (path, node) in nodes {
                let target = format!("{to}{}", &path[from.len()..]);
                if !taken.insert(fold_path(&target)) && !node.is_folder() {
                    return Err(edit::exists(&target));
                }
                let node = match kind {
                    SaveKind::Copy => Node { modified_at: now, modified_by: by, ..node },
                    _ => node,
                };
                placed.push((path, edit::checked_path("to", &target)?, node));
            }
        }
        if kind == SaveKind::Move {
            placed.iter().for_each(|(from, ..)| edit.remove(from));
        }
        for (_, to, node) in placed {
            edit.place(&to, node, what.overwrite)?;
        }
        let saved = apply::apply(&mut write, &plugin, workspace, edit, by, kind, facts).await?;
        write.commit().await?;
        Ok(saved)
    }
}

/// From where to where.
fn pairs(what: &Arrange) -> Result<Vec<(String, String)>, CatalogError> {
    let from: Vec<String> =
        what.from.iter().map(|path| edit::checked_path("from", path)).collect::<Result<_, _>>()?;
    let pairs: Vec<(String, String)> = match (&what.to, &what.folder, from.as_slice()) {
        (Some(to), None, [from]) => vec![(from.clone(), edit::checked_path("to", to)?)],
        (None, Some(folder), [_, ..]) => {
            let folder = match folder.trim_end_matches('/') {
                "" => String::new(),
                folder => edit::checked_path("folder", folder)? + "/",
            };
            let name = |path: &str| path.rsplit('/').next().unwrap_or(path).to_owned();
            from.into_iter().map(|path| (path.clone(), format!("{folder}{}", name(&path)))).collect()
        }
        _ => {
            let detail =
                "Give what is meant as `from`, and either its new path as `to` or the `folder` it goes into.";
            return Err(CatalogError::invalid("to", "workspace.target_unclear", detail));
        }
    };
    for (from, to) in &pairs {
        if to.strip_prefix(from.as_str()).is_some_and(|rest| rest.starts_with('/')) {
            let detail = format!("{from} cannot go into itself. Choose a folder outside of it.");
            return Err(CatalogError::conflict("workspace.into_itself", detail));
        }
    }
    Ok(pairs)
}
