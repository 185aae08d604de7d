//! From an address to what answers there.

use std::sync::Arc;

use mspf_package::{Manifest, manifest::MANIFEST_VERSION};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use serde_json::{Value, json};

use crate::{
    Catalog, CatalogError, Id, PluginId, TreeFile, VersionState,
    entity::{installation, plugin, release, version, workspace, workspace_entry},
    text_enum::text_enum,
    workspaces,
};

/// The version that is none: the workspace, as it is at the moment.
pub const DRAFT: &str = "workspace";

/// What stands in a request's path (`/plugins.{label}@{version}/`) or host name (`{label}.{plugin-domain}`).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Address {
    /// The installation's address, in either form: `SP_1424952348698091520` or `sp-1424952348698091520`.
    pub label: String,
    /// A version other than the released one, or [`DRAFT`].
    pub version: Option<String>,
}

impl Address {
    /// The form in which labels are compared: as in a host name, so in lower case with `-` for `_`.
    pub fn normal_label(&self) -> String {
        normal_label(&self.label)
    }
}

/// How a label is written in a host name: `SP_42` is `sp-42`.
pub fn normal_label(label: &str) -> String {
    label.to_ascii_lowercase().replace('_', "-")
}

/// The files of a version or of a workspace. Equal values name the same files, so caches may go by them.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Files {
    /// A version's tree.
    Tree(Id),
    /// A workspace.
    Workspace {
        /// The plugin.
        plugin: PluginId,
        /// Its state: grows with each change.
        revision: i64,
    },
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
    /// The version that answers, or [`DRAFT`].
    pub version: String,
    /// The row of that version; the workspace has none.
    pub version_id: Option<Id>,
    /// The files.
    pub files: Files,
    /// Why the workspace cannot run as it is now. What answers is then the last state that could, as far as the
    /// manifest goes.
    pub problem: Option<String>,
    /// The component's digest, 64 hex digits; none if the plugin has static files only.
    pub component: Option<String>,
    /// The manifest: of a workspace, the last good one.
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
    /// does not exist or is not ready. An address without a version is the workspace's until a version is released.
    ///
    /// Whether somebody may see the workspace at its own address is for the caller to judge.
    pub async fn resolve(&self, address: &Address) -> Result<Option<Route>, CatalogError> {
        let label = address.normal_label();
        // Nothing else was ever stored, and a database refuses some of what a request can hold.
        let names_something = label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
            && address
                .version
                .as_deref()
                .is_none_or(|version| version == DRAFT || semver::Version::parse(version).is_ok());
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
        let answer = match self.answering(&installation, address).await? {
            Some(version) => Some(Answer::from(version)),
            None => self.draft(&installation, &plugin, address).await?,
        };
        let Some(answer) = answer else { return Ok(None) };
        let owner = self.accounts().by_id(plugin.account_id).await?;
        Ok(Some(route(installation, plugin, answer, owner.name)))
    }

    /// The files of a version or a workspace, by path. A workspace that has changed since it was named gives its
    /// present files: whoever asks before having heard of a change may see either state.
    pub async fn files(&self, files: &Files) -> Result<Vec<TreeFile>, CatalogError> {
        let plugin = match files {
            Files::Tree(tree) => return self.versions().files(*tree).await,
            Files::Workspace { plugin, .. } => plugin,
        };
        let rows = workspace_entry::Entity::find()
            .filter(workspace_entry::Column::PluginId.eq(plugin.clone()))
            .filter(workspace_entry::Column::Digest.is_not_null())
            .all(self.db())
            .await?;
        Ok(workspaces::tree_files(rows))
    }

    /// The workspace, where it answers: at the owner's own installation, asked for by name or in place of a release
    /// that never was.
    async fn draft(
        &self,
        installation: &installation::Model,
        plugin: &plugin::Model,
        address: &Address,
    ) -> Result<Option<Answer>, CatalogError> {
        let wanted = match &address.version {
            Some(version) => version == DRAFT,
            None => installation.pinned_version.is_none() && plugin.version.is_none(),
        };
        if !wanted || installation.account_id != plugin.account_id {
            return Ok(None);
        }
        let row = workspace::Entity::find_by_id(plugin.id.clone()).one(self.db()).await?;
        let Some(row) = row.filter(|row| row.revision > 0) else { return Ok(None) };
        let manifest = row.manifest.unwrap_or_else(|| no_manifest(&plugin.name));
        Ok(Some(Answer {
            version: DRAFT.to_owned(),
            version_id: None,
            files: Files::Workspace { plugin: row.plugin_id, revision: row.revision },
            component: row.component_digest,
            manifest,
            problem: row.problem,
        }))
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
            (Some(version), _) if version == DRAFT => return Ok(None),
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

/// What answers, be it a version or a workspace.
struct Answer {
    version: String,
    version_id: Option<Id>,
    files: Files,
    component: Option<String>,
    manifest: Value,
    problem: Option<String>,
}

impl From<version::Model> for Answer {
    fn from(row: version::Model) -> Answer {
        Answer {
            version: row.version,
            version_id: Some(row.id),
            files: Files::Tree(row.tree_id),
            component: row.component_digest,
            manifest: row.manifest,
            problem: None,
        }
    }
}

/// Stands for the manifest of a workspace that never had a good one: no code, no files, no rights.
fn no_manifest(name: &str) -> Value {
    json!({
        "manifest_version": MANIFEST_VERSION,
        "plugin": { "name": name, "version": "0.0.0" },
        "runtime": { "kind": "static" },
    })
}

fn route(installation: installation::Model, plugin: plugin::Model, answer: Answer, owner: String) -> Route {
    let manifest = serde_json::from_value::<Manifest>(answer.manifest.clone()).ok();
    let mut options = manifest.as_ref().map(Manifest::default_options).unwrap_or_default();
    for layer in [plugin.default_options, installation.options] {
        if let Value::Object(layer) = layer {
            options.extend(layer);
        }
    }
    let wishes = || answer.manifest.get("capabilities").cloned().unwrap_or_else(|| json!({}));
    Route {
        installation: installation.id,
        address: installation.address,
        account: installation.account_id,
        plugin: plugin.id,
        owner,
        name: plugin.name,
        version: answer.version,
        version_id: answer.version_id,
        files: answer.files,
        problem: answer.problem,
        component: answer.component,
        grants: installation.grants.unwrap_or_else(wishes),
        manifest: Arc::new(answer.manifest),
        options: Value::Object(options),
        limits: installation.limits,
        banned: plugin.ban_reason,
        visibility: plugin.visibility,
    }
}
