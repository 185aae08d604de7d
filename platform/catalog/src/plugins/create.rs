//! New plugins, each with its owner's installation: the one its address resolves to.

use mspf_package::Manifest;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, PaginatorTrait,
    QueryFilter, QuerySelect,
};
use serde_json::{Map, Value, json};

use super::{Plugin, Plugins, Price, RuntimeKind, event, metadata};
use crate::{
    Account, Actor, Address, CatalogError, EventKind, Facts, Id, PluginId, Role, TreeFile, Visibility,
    catalog::Write,
    entity::{account, installation, plugin},
    search, time, workspaces,
};

/// The most living plugins of one account: far more than anyone writes, few enough to stop a script run wild.
const MAX_PLUGINS_PER_ACCOUNT: u64 = 20_000;

/// What a plugin starts as. Whatever is left empty gets a sensible value.
#[derive(Clone, Debug, PartialEq)]
pub struct NewPlugin {
    /// Its identifier, if it brings one from elsewhere; a new one without it.
    pub id: Option<PluginId>,
    /// Name in addresses.
    pub name: String,
    /// Name for people; from `name` if absent.
    pub title: Option<String>,
    /// Who wrote it; the owner's display name if absent.
    pub developer: Option<String>,
    /// What it does.
    pub description: String,
    /// Who holds the copyright.
    pub copyright: String,
    /// Words to find it by.
    pub keywords: Vec<String>,
    /// Where the marketplace files it.
    pub category: Option<String>,
    /// SPDX expression.
    pub licence: Option<String>,
    /// Its page on the web.
    pub homepage: Option<String>,
    /// Where its logo is on the web, until a version brings one.
    pub logo_url: Option<String>,
    /// How it runs.
    pub kind: RuntimeKind,
    /// Options of installations that have set none.
    pub default_options: Map<String, Value>,
    /// What it costs.
    pub price: Price,
    /// Who finds it.
    pub visibility: Visibility,
    /// The plugin it was forked from.
    pub parent: Option<PluginId>,
}

impl NewPlugin {
    /// A plugin of this name with nothing else said.
    pub fn named(name: impl Into<String>) -> NewPlugin {
        NewPlugin {
            id: None,
            name: name.into(),
            title: None,
            developer: None,
            description: String::new(),
            copyright: String::new(),
            keywords: Vec::new(),
            category: None,
            licence: None,
            homepage: None,
            logo_url: None,
            kind: RuntimeKind::Component,
            default_options: Map::new(),
            price: Price::FREE,
            visibility: Visibility::Public,
            parent: None,
        }
    }

    /// What a manifest says.
    pub fn from_manifest(manifest: &Manifest, visibility: Visibility) -> NewPlugin {
        let section = manifest.plugin.clone();
        let price = Price { amount: section.price.unwrap_or(0), currency: section.currency };
        NewPlugin {
            title: section.title,
            developer: metadata::developer_of(manifest),
            description: section.description.unwrap_or_default(),
            copyright: section.copyright.unwrap_or_default(),
            keywords: section.keywords,
            category: section.category,
            licence: section.licence,
            homepage: section.homepage,
            kind: manifest.runtime.kind.into(),
            price,
            visibility,
            ..NewPlugin::named(section.name)
        }
    }
}

impl Plugins<'_> {
    /// Makes a plugin that belongs to `owner`, for which `actor` must be a developer.
    ///
    /// # Errors
    /// `plugin.name_taken`, `plugin.too_many`, `account.role_required`, or a field is not acceptable.
    pub async fn create(&self, actor: &Actor, owner: Id, new: NewPlugin) -> Result<Plugin, CatalogError> {
        let owner = self.owner_for(actor, owner).await?;
        let mut write = self.catalog.begin().await?;
        let row = insert(&mut write, actor, &owner, new).await?;
        write.commit().await?;
        Ok(super::assemble(row, owner))
    }

    /// Makes a plugin together with its source, all or nothing: it answers at once. The files' contents are in the
    /// blob store already.
    ///
    /// # Errors
    /// As [`Plugins::create`]; a file's name is not acceptable; [`CatalogError::Uninspected`].
    pub async fn create_with_source(
        &self,
        actor: &Actor,
        owner: Id,
        new: NewPlugin,
        files: &[TreeFile],
        facts: &Facts,
    ) -> Result<Plugin, CatalogError> {
        let owner = self.owner_for(actor, owner).await?;
        let mut write = self.catalog.begin().await?;
        let row = insert(&mut write, actor, &owner, new).await?;
        workspaces::create(&mut write, &row, actor.user(), files, facts).await?;
        write.commit().await?;
        Ok(super::assemble(row, owner))
    }

    /// The account for which `actor` wants to make a plugin.
    pub(crate) async fn owner_for(&self, actor: &Actor, owner: Id) -> Result<Account, CatalogError> {
        self.catalog.accounts().require_role(actor, owner, Role::Developer).await?;
        self.catalog.accounts().by_id(owner).await
    }
}

/// Writes a new plugin and its owner's installation.
pub(crate) async fn insert(
    write: &mut Write,
    actor: &Actor,
    owner: &Account,
    new: NewPlugin,
) -> Result<plugin::Model, CatalogError> {
    // One creation at a time per account, so that the count holds.
    account::Entity::find_by_id(owner.id).lock_exclusive().one(&**write).await?;
    let living = plugin::Entity::find()
        .filter(plugin::Column::AccountId.eq(owner.id))
        .filter(plugin::Column::DeletedAt.is_null());
    if living.count(&**write).await? >= MAX_PLUGINS_PER_ACCOUNT {
        let detail = format!("An account has at most {MAX_PLUGINS_PER_ACCOUNT} plugins. Delete some first.");
        return Err(CatalogError::conflict("plugin.too_many", detail));
    }
    if let Some(id) = &new.id {
        require_free(write, id).await?;
    }
    let row = row(actor, owner, new);
    metadata::check(&row)?;
    let inserted = row.clone().into_active_model().reset_all().insert(&**write).await;
    inserted.map_err(|error| CatalogError::on_duplicate(error, || name_taken(&row.name)))?;
    install(write, &row).await?;
    search::index(write, &row).await?;
    write.record(event(&row, EventKind::PluginCreated, json!({ "owner": owner.name, "name": row.name })));
    Ok(row)
}

fn row(actor: &Actor, owner: &Account, new: NewPlugin) -> plugin::Model {
    let now = time::now();
    plugin::Model {
        id: new.id.unwrap_or_else(PluginId::generate),
        account_id: owner.id,
        creator_id: actor.user(),
        parent_id: new.parent,
        title: new.title.unwrap_or_else(|| metadata::title_of(&new.name)),
        name: new.name,
        developer: new.developer.unwrap_or_else(|| owner.display_name.clone()),
        description: new.description,
        copyright: new.copyright,
        keywords: new.keywords.into(),
        category: new.category,
        licence: new.licence,
        homepage: new.homepage,
        logo_digest: None,
        logo_path: None,
        logo_url: new.logo_url,
        kind: new.kind,
        default_options: Value::Object(new.default_options),
        price: i64::try_from(new.price.amount).unwrap_or(i64::MAX),
        currency: new.price.currency,
        visibility: new.visibility,
        version: None,
        use_count: 0,
        like_count: 0,
        ban_reason: None,
        revision: 1,
        created_at: now,
        updated_at: now,
        deleted_at: None,
    }
}

/// Refuses an identifier that a plugin has, or had: also one that is the same in a host name.
async fn require_free(write: &Write, id: &PluginId) -> Result<(), CatalogError> {
    let label = Address { label: id.to_string(), version: None }.normal_label();
    let installed = installation::Entity::find().filter(installation::Column::Label.eq(label));
    let known = plugin::Entity::find_by_id(id.clone()).count(&**write).await?;
    if known == 0 && installed.count(&**write).await? == 0 {
        return Ok(());
    }
    let detail = format!("There is, or was, a plugin {id}. Leave the identifier to the platform.");
    Err(CatalogError::conflict("plugin.id_taken", detail))
}

/// The owner's own installation, whose address is the plugin's identifier.
async fn install(write: &Write, row: &plugin::Model) -> Result<(), CatalogError> {
    let address = Address { label: row.id.to_string(), version: None };
    let own = installation::ActiveModel {
        id: Set(Id::generate()),
        label: Set(address.normal_label()),
        address: Set(address.label),
        plugin_id: Set(row.id.clone()),
        account_id: Set(row.account_id),
        options: Set(json!({})),
        grants: Set(None),
        limits: Set(json!({})),
        pinned_version: Set(None),
        created_at: Set(row.created_at),
    };
    own.insert(&**write).await?;
    Ok(())
}

pub(super) fn name_taken(name: &str) -> CatalogError {
    let detail = format!("This account has a plugin called {name} already. Choose another name.");
    CatalogError::conflict("plugin.name_taken", detail)
}
