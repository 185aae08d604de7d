//! From an address to what answers there.

use std::sync::Arc;

use mspf_package::Manifest;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use serde_json::{Value, json};

use crate::{
    Catalog, CatalogError, Id, PluginId, VersionState,
    entity::{installation, plugin, release, version},
    text_enum::text_enum,
};

/// What stands in a request's path (`/plugins.{label}@{version}/`) or host name (`{label}.{plugin-domain}`).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Address {
    /// The installation's address, in either form: `SP_1424952348698091520` or `sp-1424952348698091520`.
    pub label: String,
    /// A version other than the released one.
    pub version: Option<String>,
}

impl Address {
    /// The form in which labels are compared: as in a host name, so in lower case with `-` for `_`.
    pub fn normal_label(&self) -> String {
        self.label.to_ascii_lowercase().replace('_', "-")
    }
}

text_enum! {
    /// Who finds a plugin.
    pub enum Visibility {
        /// Everyone; it is listed in the catalogue.
        Public = "public",
        /// Everyone who knows its address; it is not listed.
        Unlisted = "unlisted",
        /// Its owner, members of its organisation, administrators.
        Private = "private",
    }
}

/// What answers at an address: everything the gateway needs to serve it, so that it asks only once.
#[derive(Clone, Debug, PartialEq)]
pub struct Route {
    /// The installation the address belongs to.
    pub installation: Id,
    /// The installation's address, as it is written.
    pub address: String,
    /// The account the installation belongs to: the tenant.
    pub account: Id,
    /// The plugin.
    pub plugin: PluginId,
    /// The name of the account that owns the plugin.
    pub owner: String,
    /// The plugin's name.
    pub name: String,
    /// The version that answers.
    pub version: String,
    /// The row of that version.
    pub version_id: Id,
    /// The version's file tree.
    pub tree: Id,
    /// The component's digest, 64 hex digits; none if the plugin has static files only.
    pub component: Option<String>,
    /// The version's manifest.
    pub manifest: Arc<Value>,
    /// The installation's options over the manifest's defaults.
    pub options: Value,
    /// What the installation's owner has granted.
    pub grants: Value,
    /// Limits the installation's owner or an administrator has set, over the manifest's.
    pub limits: Value,
    /// Why an administrator stopped the plugin.
    pub banned: Option<String>,
    /// Who finds the plugin.
    pub visibility: Visibility,
}

impl Catalog {
    /// What answers at an address: nothing if there is no such installation, its plugin is deleted, or the version
    /// does not exist, is not ready, or (for an address without a version) was never released.
    pub async fn resolve(&self, address: &Address) -> Result<Option<Route>, CatalogError> {
        let label = address.normal_label();
        // Nothing else was ever stored, and a database refuses some of what a request can hold.
        let names_something = label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
            && address.version.as_deref().is_none_or(|version| semver::Version::parse(version).is_ok());
        if !names_something {
            return Ok(None);
        }
        let found = installation::Entity::find()
            .find_also_related(plugin::Entity)
            .filter(installation::Column::Label.eq(label))
            .filter(plugin::Column::DeletedAt.is_null())
            .one(self.db())
            .await?;
        let Some((installation, Some(plugin))) = found else { return Ok(None) };
        let Some(version) = self.answering(&installation, address).await? else { return Ok(None) };
        let owner = self.accounts().by_id(plugin.account_id).await?;
        Ok(Some(route(installation, plugin, version, owner.name)))
    }

    /// The version that answers: the one asked for, else the one the installation is pinned to, else the released
    /// one. A version named or pinned answers even when it was yanked: whoever chose it did so before.
    async fn answering(
        &self,
        installation: &installation::Model,
        address: &Address,
    ) -> Result<Option<version::Model>, CatalogError> {
        let ready = || {
            version::Entity::find()
                .filter(version::Column::PluginId.eq(installation.plugin_id.clone()))
                .filter(version::Column::State.eq(VersionState::Ready))
        };
        let wanted = match (&address.version, &installation.pinned_version) {
            (Some(version), _) => ready().filter(version::Column::Version.eq(version)),
            (None, Some(pinned)) => ready().filter(version::Column::Version.eq(pinned)),
            (None, None) => {
                let newest = release::Entity::find()
                    .filter(release::Column::PluginId.eq(installation.plugin_id.clone()))
                    .order_by_desc(release::Column::Number)
                    .one(self.db())
                    .await?;
                let Some(newest) = newest else { return Ok(None) };
                ready().filter(version::Column::Id.eq(newest.version_id))
            }
        };
        Ok(wanted.one(self.db()).await?)
    }
}

fn route(
    installation: installation::Model,
    plugin: plugin::Model,
    version: version::Model,
    owner: String,
) -> Route {
    let manifest = serde_json::from_value::<Manifest>(version.manifest.clone()).ok();
    let mut options = manifest.as_ref().map(Manifest::default_options).unwrap_or_default();
    for layer in [plugin.default_options, installation.options] {
        if let Value::Object(layer) = layer {
            options.extend(layer);
        }
    }
    let wishes = || version.manifest.get("capabilities").cloned().unwrap_or_else(|| json!({}));
    Route {
        installation: installation.id,
        address: installation.address,
        account: installation.account_id,
        plugin: plugin.id,
        owner,
        name: plugin.name,
        version: version.version,
        version_id: version.id,
        tree: version.tree_id,
        component: version.component_digest,
        grants: installation.grants.unwrap_or_else(wishes),
        manifest: Arc::new(version.manifest),
        options: Value::Object(options),
        limits: installation.limits,
        banned: plugin.ban_reason,
        visibility: plugin.visibility,
    }
}
