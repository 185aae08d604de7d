//! Changing what is said about a plugin, and deleting it.

use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter};
use serde_json::{Map, Value, json};

use super::{Logo, Plugin, Plugins, Price, create::name_taken, event, metadata};
use crate::{
    Actor, CatalogError, EventKind, PluginId, Role, Visibility,
    entity::{installation, plugin, transfer},
    search, time,
};

/// What is to change; `None` stays. For a field that can be empty, `Some(None)` empties it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PluginChange {
    /// Name in addresses. The old address by name stops to work; the one by identifier stays.
    pub name: Option<String>,
    /// Name for people.
    pub title: Option<String>,
    /// Who wrote it.
    pub developer: Option<String>,
    /// What it does.
    pub description: Option<String>,
    /// Who holds the copyright.
    pub copyright: Option<String>,
    /// Words to find it by.
    pub keywords: Option<Vec<String>>,
    /// Where the marketplace files it.
    pub category: Option<Option<String>>,
    /// SPDX expression.
    pub licence: Option<Option<String>>,
    /// Its page on the web.
    pub homepage: Option<Option<String>>,
    /// Its logo, until a version brings another one.
    pub logo: Option<LogoChange>,
    /// Options of installations that have set none.
    pub default_options: Option<Map<String, Value>>,
    /// What it costs.
    pub price: Option<Price>,
    /// Who finds it.
    pub visibility: Option<Visibility>,
}

/// Where a plugin's logo is to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LogoChange {
    /// Nowhere: it has none.
    Nowhere,
    /// On the web.
    Url(String),
    /// In a blob that has been stored.
    File(Logo),
}

impl PluginChange {
    /// The role it takes.
    fn role(&self) -> Role {
        if self.price.is_some() || self.visibility.is_some() { Role::Admin } else { Role::Developer }
    }

    fn apply(self, row: &mut plugin::Model) {
        fn set<T>(to: &mut T, from: Option<T>) {
            if let Some(value) = from {
                *to = value;
            }
        }
        set(&mut row.name, self.name);
        set(&mut row.title, self.title);
        set(&mut row.developer, self.developer);
        set(&mut row.description, self.description);
        set(&mut row.copyright, self.copyright);
        set(&mut row.keywords, self.keywords.map(Value::from));
        set(&mut row.category, self.category);
        set(&mut row.licence, self.licence);
        set(&mut row.homepage, self.homepage);
        if let Some(logo) = self.logo {
            let (file, url) = match logo {
                LogoChange::Nowhere => (None, None),
                LogoChange::Url(url) => (None, Some(url)),
                LogoChange::File(file) => (Some(file), None),
            };
            (row.logo_digest, row.logo_path) = file.map(|file| (file.digest, file.path)).unzip();
            row.logo_url = url;
        }
        set(&mut row.default_options, self.default_options.map(Value::Object));
        set(&mut row.visibility, self.visibility);
        if let Some(price) = self.price {
            row.price = i64::try_from(price.amount).unwrap_or(i64::MAX);
            row.currency = price.currency;
        }
    }
}

impl Plugins<'_> {
    /// Changes a plugin. With `revision`, only if it has not changed since it was read with that one.
    ///
    /// # Errors
    /// [`CatalogError::StaleEtag`], `plugin.name_taken`, `account.role_required`, or a field is not acceptable.
    pub async fn change(
        &self,
        actor: &Actor,
        id: &PluginId,
        revision: Option<i64>,
        change: PluginChange,
    ) -> Result<Plugin, CatalogError> {
        let (mut write, mut row) = self.lock(actor, id, change.role()).await?;
        if revision.is_some_and(|revision| revision != row.revision) {
            return Err(CatalogError::StaleEtag);
        }
        let was = row.visibility;
        change.apply(&mut row);
        metadata::check(&row)?;
        touch(&mut row);
        let updated = row.clone().into_active_model().reset_all().update(&*write).await;
        updated.map_err(|error| CatalogError::on_duplicate(error, || name_taken(&row.name)))?;
        search::index(&write, &row).await?;
        let mut event = event(&row, EventKind::PluginUpdated, json!({ "name": row.name }));
        if was != row.visibility && was == Visibility::Public {
            // Those who knew it may know that it is gone, and nothing more.
            event.data = json!({});
        }
        write.record(event);
        write.commit().await?;
        self.assemble(row).await
    }

    /// Deletes a plugin: from the next request on its address answers no more. Its identifier is never given again.
    ///
    /// # Errors
    /// [`CatalogError::StaleEtag`], `account.role_required`.
    pub async fn delete(
        &self,
        actor: &Actor,
        id: &PluginId,
        revision: Option<i64>,
    ) -> Result<(), CatalogError> {
        let (mut write, mut row) = self.lock(actor, id, Role::Owner).await?;
        if revision.is_some_and(|revision| revision != row.revision) {
            return Err(CatalogError::StaleEtag);
        }
        touch(&mut row);
        let deleted = plugin::ActiveModel {
            deleted_at: Set(Some(row.updated_at)),
            revision: Set(row.revision),
            updated_at: Set(row.updated_at),
            ..plugin::ActiveModel { id: Set(row.id.clone()), ..Default::default() }
        };
        deleted.update(&*write).await?;
        installation::Entity::delete_many()
            .filter(installation::Column::PluginId.eq(row.id.clone()))
            .exec(&*write)
            .await?;
        transfer::Entity::delete_by_id(row.id.clone()).exec(&*write).await?;
        search::forget(&write, &row.id).await?;
        write.record(event(&row, EventKind::PluginDeleted, json!({})));
        write.commit().await
    }
}

/// Counts a change.
pub(crate) fn touch(row: &mut plugin::Model) {
    row.revision += 1;
    row.updated_at = time::now();
}
