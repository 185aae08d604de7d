//! A change in the making: the tree as it was, with what is to become of it. Knows no database but for loading.

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, Utc};
use mspf_package::{fold_path, normal_path};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::Kind;
use crate::{CatalogError, Id, PluginId, catalog::Write, entity::workspace_entry, time};

/// A file or a folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Node {
    /// The blob of a file.
    pub(super) digest: Option<String>,
    pub(super) size: i64,
    pub(super) modified_at: DateTime<Utc>,
    pub(super) modified_by: Option<Id>,
}

impl Node {
    pub(super) fn is_folder(&self) -> bool {
        self.digest.is_none()
    }
}

/// What is at a path, or was.
pub(super) fn kind(node: Option<&Node>) -> Kind {
    match node {
        None => Kind::Nothing,
        Some(node) if node.is_folder() => Kind::Folder,
        Some(_) => Kind::File,
    }
}

/// What became of a path.
#[derive(Clone, Debug)]
pub(super) struct Change {
    pub(super) path: String,
    pub(super) before: Option<Node>,
    pub(super) after: Option<Node>,
}

/// A tree being changed.
pub(super) struct Edit {
    nodes: BTreeMap<String, Node>,
    /// The spelling of each folded path.
    spellings: HashMap<String, String>,
    before: BTreeMap<String, Option<Node>>,
    now: DateTime<Utc>,
    by: Option<Id>,
}

impl Edit {
    fn new(by: Option<Id>, rows: Vec<workspace_entry::Model>) -> Edit {
        let mut edit = Edit {
            nodes: BTreeMap::new(),
            spellings: HashMap::new(),
            before: BTreeMap::new(),
            now: time::now(),
            by,
        };
        for row in rows {
            let (digest, size) = (row.digest, row.size);
            let node = Node { digest, size, modified_at: row.modified_at, modified_by: row.modified_by };
            edit.spellings.insert(row.folded, row.path.clone());
            edit.nodes.insert(row.path, node);
        }
        edit
    }

    /// Of a tree that is empty.
    pub(super) fn empty(by: Option<Id>) -> Edit {
        Edit::new(by, Vec::new())
    }

    /// Of the whole tree.
    pub(super) async fn whole(
        write: &Write,
        plugin: &PluginId,
        by: Option<Id>,
    ) -> Result<Edit, CatalogError> {
        let rows = workspace_entry::Entity::find()
            .filter(workspace_entry::Column::PluginId.eq(plugin.clone()))
            .all(&**write)
            .await?;
        Ok(Edit::new(by, rows))
    }

    /// Of a single path: only it and the folders above are loaded, so that saving a file costs the same in a tree of
    /// any size.
    pub(super) async fn near(
        write: &Write,
        plugin: &PluginId,
        by: Option<Id>,
        path: &str,
    ) -> Result<Edit, CatalogError> {
        let folded = fold_path(path);
        let ends = folded.match_indices('/').map(|(end, _)| end).chain([folded.len()]);
        let rows = workspace_entry::Entity::find()
            .filter(workspace_entry::Column::PluginId.eq(plugin.clone()))
            .filter(workspace_entry::Column::Folded.is_in(ends.map(|end| folded[..end].to_owned())))
            .all(&**write)
            .await?;
        Ok(Edit::new(by, rows))
    }

    /// What is at a path.
    pub(super) fn get(&self, path: &str) -> Option<&Node> {
        self.nodes.get(path)
    }

    /// All paths, in order.
    pub(super) fn paths(&self) -> impl Iterator<Item = &str> {
        self.nodes.keys().map(String::as_str)
    }

    /// What is at a path and below it, in order; nothing if nothing is. The root is the empty path.
    pub(super) fn below(&self, path: &str) -> Vec<(String, Node)> {
        let folder = if path.is_empty() { String::new() } else { format!("{path}/") };
        let own = self.nodes.get_key_value(path);
        let inner = self.nodes.range(folder.clone()..).take_while(|(path, _)| path.starts_with(&folder));
        own.into_iter().chain(inner).map(|(path, node)| (path.clone(), node.clone())).collect()
    }

    /// Puts a new content at a path.
    pub(super) fn file(
        &mut self,
        path: &str,
        digest: &str,
        size: u64,
        overwrite: bool,
    ) -> Result<(), CatalogError> {
        let size = i64::try_from(size).unwrap_or(i64::MAX);
        let digest = Some(digest.to_owned());
        let node = Node { digest, size, modified_at: self.now, modified_by: self.by };
        self.place(path, node, overwrite)
    }

    /// Makes a folder and those above it; one that is there stays.
    pub(super) fn folder(&mut self, path: &str) -> Result<(), CatalogError> {
        self.parents(path)?;
        self.own_folder(path)
    }

    /// Puts a node at a path, making the folders above it.
    pub(super) fn place(&mut self, path: &str, node: Node, overwrite: bool) -> Result<(), CatalogError> {
        if node.is_folder() {
            return self.folder(path);
        }
        self.parents(path)?;
        let folded = fold_path(path);
        match self.spellings.get(&folded) {
            Some(spelling) if spelling != path => return Err(clash(path, spelling)),
            Some(_) => match self.nodes.get(path) {
                Some(there) if there.is_folder() => return Err(is_folder(path)),
                Some(there) if there.digest == node.digest => return Ok(()),
                Some(_) if !overwrite => return Err(exists(path)),
                _ => {}
            },
            None => {}
        }
        self.set(path, folded, node);
        Ok(())
    }

    /// Takes away what is at a path, and nothing below it.
    pub(super) fn remove(&mut self, path: &str) {
        if let Some(node) = self.nodes.remove(path) {
            self.spellings.remove(&fold_path(path));
            self.before.entry(path.to_owned()).or_insert(Some(node));
        }
    }

    fn parents(&mut self, path: &str) -> Result<(), CatalogError> {
        let ends: Vec<usize> = path.match_indices('/').map(|(end, _)| end).collect();
        ends.into_iter().try_for_each(|end| self.own_folder(&path[..end]))
    }

    fn own_folder(&mut self, path: &str) -> Result<(), CatalogError> {
        let folded = fold_path(path);
        match self.spellings.get(&folded) {
            Some(spelling) if spelling != path => Err(clash(path, spelling)),
            Some(_) if self.nodes.get(path).is_some_and(|node| !node.is_folder()) => Err(is_file(path)),
            Some(_) => Ok(()),
            None => {
                let node = Node { digest: None, size: 0, modified_at: self.now, modified_by: self.by };
                self.set(path, folded, node);
                Ok(())
            }
        }
    }

    fn set(&mut self, path: &str, folded: String, node: Node) {
        let before = self.nodes.insert(path.to_owned(), node);
        self.spellings.insert(folded, path.to_owned());
        self.before.entry(path.to_owned()).or_insert(before);
    }

    /// What has become of the paths, in their order: those whose content is another now.
    pub(super) fn into_changes(self) -> Vec<Change> {
        let nodes = self.nodes;
        let content = |node: Option<&Node>| node.map(|node| node.digest.clone());
        let changes = self.before.into_iter().map(|(path, before)| {
            let after = nodes.get(&path).cloned();
            Change { path, before, after }
        });
        changes.filter(|change| content(change.before.as_ref()) != content(change.after.as_ref())).collect()
    }
}

/// A path as it is kept, if it may be in a workspace.
pub(super) fn checked_path(field: &'static str, path: &str) -> Result<String, CatalogError> {
    normal_path(path).map_err(|error| {
        let shown: String = path.chars().take(120).flat_map(char::escape_debug).collect();
        CatalogError::invalid(field, error.code(), format!("{shown}: {error}."))
    })
}

fn clash(path: &str, spelling: &str) -> CatalogError {
    let detail =
        format!("{path} and {spelling}, which is there, are one name on some systems. Choose another name.");
    CatalogError::conflict("workspace.name_clash", detail)
}

pub(super) fn exists(path: &str) -> CatalogError {
    let detail = format!("{path} is there already. Choose another name, or say that it may be replaced.");
    CatalogError::conflict("workspace.exists", detail)
}

pub(super) fn is_folder(path: &str) -> CatalogError {
    CatalogError::conflict("workspace.is_folder", format!("{path} is a folder. Name a file."))
}

pub(super) fn is_file(path: &str) -> CatalogError {
    CatalogError::conflict("workspace.is_file", format!("{path} is a file, so nothing can be in it."))
}
