//! Likes and uses: one like per user and plugin, however often it is asked for.

use std::collections::BTreeMap;

use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, EntityTrait, QueryFilter, TryInsertResult,
    sea_query::{Expr, ExprTrait},
};

use super::{Plugin, Plugins, access::lock_row};
use crate::{
    Actor, CatalogError, Id, PluginId,
    entity::{like, plugin},
    time,
};

impl Plugins<'_> {
    /// Likes a plugin, or no longer does. Asking twice changes nothing the second time.
    ///
    /// # Errors
    /// [`CatalogError::NotFound`]; `auth.required` if nobody is signed in.
    pub async fn like(&self, actor: &Actor, id: &PluginId, likes: bool) -> Result<Plugin, CatalogError> {
        let user = actor
            .user()
            .ok_or_else(|| CatalogError::forbidden("auth.required", "Sign in to like plugins."))?;
        self.get(actor, id).await?;
        let write = self.catalog.begin().await?;
        let row = lock_row(&write, id).await?;
        let changed = if likes {
            let new = like::ActiveModel {
                plugin_id: Set(id.clone()),
                user_id: Set(user),
                created_at: Set(time::now()),
            };
            match like::Entity::insert(new).on_conflict_do_nothing().exec_without_returning(&*write).await? {
                TryInsertResult::Inserted(count) => i64::try_from(count).unwrap_or(0),
                TryInsertResult::Conflicted | TryInsertResult::Empty => 0,
            }
        } else {
            let gone = like::Entity::delete_by_id((id.clone(), user)).exec(&*write).await?;
            -i64::try_from(gone.rows_affected).unwrap_or(0)
        };
        let row = plugin::Model { like_count: row.like_count + changed, ..row };
        let counted = plugin::ActiveModel {
            id: Set(id.clone()),
            like_count: Set(row.like_count),
            ..Default::default()
        };
        plugin::Entity::update(counted).exec(&*write).await?;
        write.commit().await?;
        self.assemble(row).await
    }

    /// Which of these plugins a user likes.
    pub async fn liked(&self, user: Id, among: &[PluginId]) -> Result<Vec<PluginId>, CatalogError> {
        let rows = like::Entity::find()
            .filter(like::Column::UserId.eq(user))
            .filter(like::Column::PluginId.is_in(among.iter().cloned()))
            .all(self.catalog.db())
            .await?;
        Ok(rows.into_iter().map(|row| row.plugin_id).collect())
    }

    /// Adds to the plugins' counts of uses. Unknown plugins are passed over.
    pub async fn count_uses(&self, uses: &[(PluginId, u64)]) -> Result<(), CatalogError> {
        // In order, so that nodes which count at the same moment do not wait for each other in a circle.
        let uses: BTreeMap<_, _> = uses.iter().map(|(id, count)| (id, count)).collect();
        let write = self.catalog.begin().await?;
        for (id, count) in uses {
            let count = i64::try_from(*count).unwrap_or(i64::MAX);
            plugin::Entity::update_many()
                .col_expr(plugin::Column::UseCount, Expr::col(plugin::Column::UseCount).add(count))
                .filter(plugin::Column::Id.eq(id.clone()))
                .exec(&*write)
                .await?;
        }
        write.commit().await
    }
}
