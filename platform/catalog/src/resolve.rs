//! From an address to what answers there.

use std::sync::Arc;

use serde_json::Value;

use crate::{Catalog, CatalogError, Id, PluginId, text_enum::text_enum};

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
    /// does not exist, is not ready, or was never released (for an address without a version).
    pub async fn resolve(&self, _address: &Address) -> Result<Option<Route>, CatalogError> {
        Ok(None)
    }
}
