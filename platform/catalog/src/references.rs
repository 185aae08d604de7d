//! Which blobs are wanted, and forgetting what nobody can see any more.

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QuerySelect, QueryTrait, sea_query::Query,
};

use crate::{
    Catalog, CatalogError,
    entity::{plugin, tree, tree_entry, version, workspace, workspace_change, workspace_entry},
};

/// The most versions forgotten in one transaction, so that others need not wait long.
const FORGET_AT_ONCE: u64 = 100;

impl Catalog {
    /// Of some digests (64 hex digits), those that anything in the catalogue refers to: a file, a package, a
    /// component, a logo, a workspace or its history. A few hundred at once, please.
    pub async fn referenced(&self, digests: &[String]) -> Result<HashSet<String>, CatalogError> {
        let mut found = HashSet::new();
        macro_rules! among {
            ($entity:ident, $column:ident) => {{
                let rows = $entity::Entity::find()
                    .select_only()
                    .column($entity::Column::$column)
                    .distinct()
                    .filter($entity::Column::$column.is_in(digests));
                found.extend(rows.into_tuple::<String>().all(self.db()).await?);
            }};
        }
        // The history before and after: meanwhile a content may move from either to the other.
        among!(workspace_change, DigestBefore);
        among!(workspace_change, DigestAfter);
        among!(workspace_entry, Digest);
        among!(workspace, ComponentDigest);
        among!(workspace_change, DigestBefore);
        among!(tree_entry, Digest);
        among!(version, PackageDigest);
        among!(version, ComponentDigest);
        among!(plugin, LogoDigest);
        Ok(found)
    }

    /// Forgets the versions and workspaces of plugins that were deleted before `before`, with their files, so that
    /// their blobs can go. Returns how many versions.
    pub async fn forget_deleted(&self, before: DateTime<Utc>) -> Result<u64, CatalogError> {
        let write = self.begin().await?;
        workspace::Entity::delete_many()
            .filter(workspace::Column::PluginId.in_subquery(deleted_plugins(before)))
            .exec(&*write)
            .await?;
        write.commit().await?;
        let mut forgotten = 0;
        loop {
            let write = self.begin().await?;
            let versions: Vec<(crate::Id, crate::Id)> = version::Entity::find()
                .select_only()
                .columns([version::Column::Id, version::Column::TreeId])
                .filter(version::Column::PluginId.in_subquery(deleted_plugins(before)))
                .limit(FORGET_AT_ONCE)
                .into_tuple()
                .all(&*write)
                .await?;
            if versions.is_empty() {
                return Ok(forgotten);
            }
            let (ids, trees): (Vec<_>, Vec<_>) = versions.into_iter().unzip();
            forgotten += version::Entity::delete_many()
                .filter(version::Column::Id.is_in(ids))
                .exec(&*write)
                .await?
                .rows_affected;
            delete_unused_trees(&*write, trees).await?;
            write.commit().await?;
        }
    }
}

fn deleted_plugins(before: DateTime<Utc>) -> sea_orm::sea_query::SelectStatement {
    plugin::Entity::find()
        .select_only()
        .column(plugin::Column::Id)
        .filter(plugin::Column::DeletedAt.lt(before))
        .into_query()
}

/// A tree can belong to several versions.
async fn delete_unused_trees(db: &impl ConnectionTrait, trees: Vec<crate::Id>) -> Result<(), DbErr> {
    let used = Query::select().column(version::Column::TreeId).from(version::Entity).to_owned();
    tree::Entity::delete_many()
        .filter(tree::Column::Id.is_in(trees))
        .filter(tree::Column::Id.not_in_subquery(used))
        .exec(db)
        .await?;
    Ok(())
}
