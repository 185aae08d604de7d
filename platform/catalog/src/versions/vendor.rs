//! Files that a builder adds to a version before anybody can see it: what its requirements came to.

use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};

use super::{NOT_FOUND, ROWS_PER_INSERT, TreeFile, VersionState, Versions};
use crate::{
    CatalogError, Id, Lease,
    entity::{tree_entry, version},
    jobs,
};

impl Versions<'_> {
    /// Puts `files` into a folder of a version that is being built, in place of whatever was there. Harmless to repeat.
    ///
    /// # Errors
    /// [`CatalogError::Conflict`]: another worker has the job (`job.lease_lost`), or the version is not being built
    /// any more (`version.not_building`).
    pub async fn vendor(
        &self,
        lease: &Lease,
        id: Id,
        folder: &str,
        files: Vec<TreeFile>,
    ) -> Result<(), CatalogError> {
        let write = self.catalog.begin().await?;
        jobs::hold(&write, lease).await?;
        let row = version::Entity::find_by_id(id).one(&*write).await?.ok_or(NOT_FOUND)?;
        if row.state != VersionState::Building {
            let detail = "Only a version that is being built can be added to.";
            return Err(CatalogError::conflict("version.not_building", detail));
        }
        let below = format!("{}/", folder.trim_end_matches('/'));
        tree_entry::Entity::delete_many()
            .filter(tree_entry::Column::TreeId.eq(row.tree_id))
            .filter(tree_entry::Column::Path.starts_with(&below))
            .exec(&*write)
            .await?;
        let rows: Vec<_> = files
            .into_iter()
            .map(|file| tree_entry::ActiveModel {
                tree_id: Set(row.tree_id),
                path: Set(file.path),
                digest: Set(file.digest),
                size: Set(i64::try_from(file.size).unwrap_or(i64::MAX)),
            })
            .collect();
        for rows in rows.chunks(ROWS_PER_INSERT) {
            tree_entry::Entity::insert_many(rows.to_vec()).exec_without_returning(&*write).await?;
        }
        write.commit().await
    }
}
