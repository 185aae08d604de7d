//! Numbers for versions that come without one of their own.

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect};
use semver::{BuildMetadata, Prerelease};

use super::{Version, VersionState, Versions};
use crate::{CatalogError, Id, PluginId, entity::version};

impl Versions<'_> {
    /// The version with the highest number of those that have been built or may yet be.
    pub async fn newest(&self, plugin: &PluginId) -> Result<Option<Version>, CatalogError> {
        let numbers: Vec<(Id, String)> = version::Entity::find()
            .select_only()
            .column(version::Column::Id)
            .column(version::Column::Version)
            .filter(version::Column::PluginId.eq(plugin.clone()))
            .filter(version::Column::State.ne(VersionState::Failed))
            .into_tuple()
            .all(self.catalog.db())
            .await?;
        let numbers = numbers.into_iter().filter_map(|(id, number)| Some((number.parse().ok()?, id)));
        let highest: Option<(semver::Version, Id)> = numbers.max();
        let Some((_, id)) = highest else { return Ok(None) };
        let row = version::Entity::find_by_id(id).one(self.catalog.db()).await?;
        Ok(row.map(Version::from))
    }
}

impl Version {
    /// The number that follows this one: the next patch; after a pre-release what it was for.
    pub fn next_number(&self) -> Option<semver::Version> {
        let number = self.version.parse::<semver::Version>().ok()?;
        let patch = if number.pre.is_empty() { number.patch.checked_add(1)? } else { number.patch };
        Some(semver::Version { patch, pre: Prerelease::EMPTY, build: BuildMetadata::EMPTY, ..number })
    }
}
