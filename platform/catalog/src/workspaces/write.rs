//! Writing and deleting files, making folders, uploading.

use super::{
    Facts, NO_FILE, SaveKind, Saved, WORKSPACE_FILE_BYTES, Workspaces, apply,
    edit::{self, Edit, Node},
};
use crate::{Actor, CatalogError, PluginId, TreeFile};

/// What whoever changes a file believes to be there: who is wrong has not seen somebody else's change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Expected {
    /// Whatever is there.
    Anything,
    /// Nothing.
    Nothing,
    /// Some file.
    File,
    /// One of these contents, each 64 hex digits.
    Content(Vec<String>),
}

impl Expected {
    /// # Errors
    /// [`CatalogError::Stale`] `workspace.conflict`.
    fn check(&self, path: &str, there: Option<&Node>) -> Result<(), CatalogError> {
        let digest = there.and_then(|node| node.digest.as_ref());
        let detail = match (self, digest) {
            (Expected::Anything, _) | (Expected::Nothing, None) | (Expected::File, Some(_)) => return Ok(()),
            (Expected::Content(wanted), Some(digest)) if wanted.contains(digest) => return Ok(()),
            (Expected::Nothing, Some(_)) => format!("{path} is there already. Read it before you change it."),
            (_, None) => format!("{path} is not there any more."),
            (_, Some(_)) => {
                format!("{path} has been changed by someone else since it was read. Read it again.")
            }
        };
        Err(CatalogError::Stale { code: "workspace.conflict", detail })
    }
}

impl Workspaces<'_> {
    /// Writes a file whose content is in the blob store, making the folders above it.
    ///
    /// # Errors
    /// [`CatalogError::Stale`] `workspace.conflict` if something else than `expected` is there;
    /// `workspace.is_folder`, `workspace.is_file`, `workspace.name_clash`; quotas; [`CatalogError::Uninspected`].
    pub async fn write(
        &self,
        actor: &Actor,
        plugin: &PluginId,
        file: &TreeFile,
        expected: &Expected,
        facts: &Facts,
    ) -> Result<Saved, CatalogError> {
        let file = checked_file(file)?;
        let (mut write, plugin, workspace) = self.lock(actor, plugin).await?;
        let by = actor.user();
        let mut edit = Edit::near(&write, &plugin.id, by, &file.path).await?;
        expected.check(&file.path, edit.get(&file.path))?;
        edit.file(&file.path, &file.digest, file.size, true)?;
        let saved = apply::apply(&mut write, &plugin, workspace, edit, by, SaveKind::Write, facts).await?;
        write.commit().await?;
        Ok(saved)
    }

    /// Makes a folder, and those above it.
    ///
    /// # Errors
    /// `workspace.exists`, `workspace.is_file`, `workspace.name_clash`; quotas.
    pub async fn make_folder(
        &self,
        actor: &Actor,
        plugin: &PluginId,
        path: &str,
        facts: &Facts,
    ) -> Result<Saved, CatalogError> {
        let path = edit::checked_path("path", path)?;
        let (mut write, plugin, workspace) = self.lock(actor, plugin).await?;
        let by = actor.user();
        let mut edit = Edit::near(&write, &plugin.id, by, &path).await?;
        if edit.get(&path).is_some() {
            return Err(edit::exists(&path));
        }
        edit.folder(&path)?;
        let saved = apply::apply(&mut write, &plugin, workspace, edit, by, SaveKind::Folder, facts).await?;
        write.commit().await?;
        Ok(saved)
    }

    /// Deletes a file, or a folder with everything in it. The history keeps it.
    ///
    /// # Errors
    /// [`CatalogError::NotFound`]; [`CatalogError::Stale`] `workspace.conflict`; [`CatalogError::Uninspected`].
    pub async fn delete(
        &self,
        actor: &Actor,
        plugin: &PluginId,
        path: &str,
        expected: &Expected,
        facts: &Facts,
    ) -> Result<Saved, CatalogError> {
        let path = edit::checked_path("path", path)?;
        let (mut write, plugin, workspace) = self.lock(actor, plugin).await?;
        let by = actor.user();
        let mut edit = Edit::whole(&write, &plugin.id, by).await?;
        expected.check(&path, Some(edit.get(&path).ok_or(NO_FILE)?))?;
        for (path, _) in edit.below(&path) {
            edit.remove(&path);
        }
        let saved = apply::apply(&mut write, &plugin, workspace, edit, by, SaveKind::Delete, facts).await?;
        write.commit().await?;
        Ok(saved)
    }

    /// Puts many files at once, all or none.
    ///
    /// # Errors
    /// `workspace.exists` for a file that is there, unless `overwrite`; else as [`Workspaces::write`].
    pub async fn upload(
        &self,
        actor: &Actor,
        plugin: &PluginId,
        files: &[TreeFile],
        overwrite: bool,
        facts: &Facts,
    ) -> Result<Saved, CatalogError> {
        let files = files.iter().map(checked_file).collect::<Result<Vec<_>, _>>()?;
        let (mut write, plugin, workspace) = self.lock(actor, plugin).await?;
        let by = actor.user();
        let mut edit = Edit::whole(&write, &plugin.id, by).await?;
        for file in &files {
            edit.file(&file.path, &file.digest, file.size, overwrite)?;
        }
        let saved = apply::apply(&mut write, &plugin, workspace, edit, by, SaveKind::Upload, facts).await?;
        write.commit().await?;
        Ok(saved)
    }
}

fn checked_file(file: &TreeFile) -> Result<TreeFile, CatalogError> {
    if file.size > WORKSPACE_FILE_BYTES {
        let detail = format!("{} has more than {WORKSPACE_FILE_BYTES} bytes.", file.path);
        return Err(CatalogError::conflict("workspace.file_too_large", detail));
    }
    Ok(TreeFile { path: edit::checked_path("path", &file.path)?, ..file.clone() })
}
