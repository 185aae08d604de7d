//! Publishing a workspace: its tree is frozen as it is. No bytes move.

use std::fmt::Write as _;

use mspf_package::{MANIFEST_FILE, Manifest};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use sha2::{Digest, Sha256};

use super::{NewVersion, Published, TreeFile, Versions, publish};
use crate::{
    Actor, CatalogError, PluginId, Role,
    entity::{workspace, workspace_entry},
    workspaces,
};

/// What is to be published of a workspace.
#[derive(Clone, Debug, PartialEq)]
pub struct Freeze {
    /// The manifest of the version, which says its number.
    pub manifest: Manifest,
    /// The file that holds it.
    pub file: TreeFile,
    /// The content of the workspace's `mspf.toml` that the manifest was made from: 64 hex digits.
    pub made_from: String,
    /// What is new.
    pub changelog: String,
    /// Whether it shall answer as soon as it is ready.
    pub release: bool,
    /// Whether the tests that its source brings must pass before it is ready.
    pub tests: bool,
}

impl Versions<'_> {
    /// Publishes the workspace of a plugin.
    ///
    /// # Errors
    /// [`CatalogError::Stale`] `workspace.conflict` if `mspf.toml` is not what the manifest was made from;
    /// `workspace.broken` if it cannot run; else as [`Versions::publish`].
    pub async fn freeze(
        &self,
        actor: &Actor,
        id: &PluginId,
        freeze: Freeze,
    ) -> Result<Published, CatalogError> {
        let (mut write, row) = self.catalog.plugins().lock(actor, id, Role::Developer).await?;
        publish::require_name(&row, &freeze.manifest)?;
        let workspace = workspace::Entity::find_by_id(id.clone()).one(&*write).await?;
        let workspace = workspace.ok_or(CatalogError::NotFound { what: "workspace" })?;
        if let Some(problem) = workspace.problem {
            return Err(CatalogError::conflict("workspace.broken", problem));
        }
        let rows = workspace_entry::Entity::find()
            .filter(workspace_entry::Column::PluginId.eq(id.clone()))
            .all(&*write)
            .await?;
        let mut files = workspaces::tree_files(rows);
        let manifest = files.iter_mut().find(|file| file.path == MANIFEST_FILE);
        match manifest.filter(|file| file.digest == freeze.made_from) {
            Some(file) => *file = TreeFile { path: MANIFEST_FILE.to_owned(), ..freeze.file },
            None => {
                let detail = format!("{MANIFEST_FILE} has been changed meanwhile. Publish again.");
                return Err(CatalogError::Stale { code: "workspace.conflict", detail });
            }
        }
        let new = NewVersion {
            package_digest: digest(&files),
            package_size: files.iter().map(|file| file.size).sum(),
            component: workspace.component_digest,
            manifest: freeze.manifest,
            files,
            changelog: freeze.changelog,
            release: freeze.release,
            tests: freeze.tests,
        };
        let (version, build) = publish::insert(&mut write, actor, &row, new).await?;
        write.commit().await?;
        let plugin = self.catalog.plugins().assemble(row).await?;
        Ok(Published { plugin, created: false, version, build })
    }
}

/// SHA-256 over the paths and digests: there was no package to be measured.
fn digest(files: &[TreeFile]) -> String {
    let mut hasher = Sha256::new();
    for file in files {
        hasher.update(file.path.as_bytes());
        hasher.update([0]);
        hasher.update(file.digest.as_bytes());
    }
    hasher.finalize().iter().fold(String::with_capacity(64), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}
