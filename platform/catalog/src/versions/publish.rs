//! Publishing: a version, its files and the job that builds it, all or nothing.

use mspf_package::{MANIFEST_FILE, Manifest, manifest::RuntimeKind};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QuerySelect,
};
use serde_json::json;

use super::{ROWS_PER_INSERT, TreeFile, Version, VersionState, Versions, build};
use crate::{
    Actor, CatalogError, EventKind, Facts, Id, Job, NewPlugin, Plugin, PluginId, Role, Visibility,
    catalog::Write,
    entity::{account, plugin, tree, tree_entry, version},
    jobs, plugins, time, workspaces,
};

/// The longest changelog in bytes: what a person writes, not a repository's history.
const MAX_CHANGELOG_BYTES: usize = 64 << 10;

/// A package about to be published. Its contents are in the blob store already.
#[derive(Clone, Debug, PartialEq)]
pub struct NewVersion {
    /// SHA-256 of the package, in hex.
    pub package_digest: String,
    /// Size of the package in bytes.
    pub package_size: u64,
    /// SHA-256 of the component, in hex; none if the package holds none.
    pub component: Option<String>,
    /// The manifest, which says the version's number.
    pub manifest: Manifest,
    /// Every file of the package.
    pub files: Vec<TreeFile>,
    /// What is new.
    pub changelog: String,
    /// Whether it shall answer as soon as it is ready.
    pub release: bool,
    /// Whether the tests that its source brings must pass before it is ready.
    pub tests: bool,
}

/// What came of publishing.
#[derive(Clone, Debug, PartialEq)]
pub struct Published {
    /// The plugin.
    pub plugin: Plugin,
    /// Whether the plugin was made by this.
    pub created: bool,
    /// The new version.
    pub version: Version,
    /// The job that builds it.
    pub build: Job,
}

impl Versions<'_> {
    /// Publishes a version of a plugin.
    ///
    /// # Errors
    /// `version.exists`, `version.no_tests_here`, `manifest.name_differs`, `account.role_required`.
    pub async fn publish(
        &self,
        actor: &Actor,
        id: &PluginId,
        new: NewVersion,
    ) -> Result<Published, CatalogError> {
        let (mut write, row) = self.catalog.plugins().lock(actor, id, Role::Developer).await?;
        require_name(&row, &new.manifest)?;
        replace_source(&mut write, actor, &row, &new).await?;
        let (version, build) = insert(&mut write, actor, &row, new).await?;
        write.commit().await?;
        let plugin = self.catalog.plugins().assemble(row).await?;
        Ok(Published { plugin, created: false, version, build })
    }

    /// Publishes a version of whichever plugin of `owner` the manifest names; makes the plugin if there is none.
    ///
    /// # Errors
    /// `version.exists`, `account.role_required`, or what [`crate::Plugins::create`] answers.
    pub async fn upload(
        &self,
        actor: &Actor,
        owner: Id,
        visibility: Visibility,
        new: NewVersion,
    ) -> Result<Published, CatalogError> {
        let owner = self.catalog.plugins().owner_for(actor, owner).await?;
        let mut write = self.catalog.begin().await?;
        // Locked, so that of several uploads at once the first makes the plugin and the others find it.
        account::Entity::find_by_id(owner.id).lock_exclusive().one(&*write).await?;
        let known = plugin::Entity::find()
            .filter(plugin::Column::AccountId.eq(owner.id))
            .filter(plugin::Column::Name.eq(&new.manifest.plugin.name))
            .filter(plugin::Column::DeletedAt.is_null())
            .one(&*write)
            .await?;
        if let Some(known) = known {
            drop(write);
            return self.publish(actor, &known.id, new).await;
        }
        let described = NewPlugin::from_manifest(&new.manifest, visibility);
        let row = plugins::insert(&mut write, actor, &owner, described).await?;
        replace_source(&mut write, actor, &row, &new).await?;
        let (version, build) = insert(&mut write, actor, &row, new).await?;
        write.commit().await?;
        Ok(Published { plugin: plugins::assemble(row, owner), created: true, version, build })
    }
}

/// A package names its plugin.
pub(super) fn require_name(plugin: &plugin::Model, manifest: &Manifest) -> Result<(), CatalogError> {
    let name = &manifest.plugin.name;
    if *name == plugin.name {
        return Ok(());
    }
    let detail = format!("The manifest says {name}, but this plugin is {}. Change one of them.", plugin.name);
    Err(CatalogError::invalid("name", "manifest.name_differs", detail))
}

/// A package that holds its own source is what its author goes on with: the workspace becomes it. A component's
/// package holds no source, and leaves the workspace alone.
async fn replace_source(
    write: &mut Write,
    actor: &Actor,
    plugin: &plugin::Model,
    new: &NewVersion,
) -> Result<(), CatalogError> {
    if new.manifest.runtime.kind == RuntimeKind::Component {
        return Ok(());
    }
    let mut facts = Facts::default();
    if let Some(file) = new.files.iter().find(|file| file.path == MANIFEST_FILE) {
        facts.know_manifest(&file.digest, new.manifest.clone());
    }
    workspaces::replace(write, plugin, actor.user(), &new.files, &facts).await?;
    Ok(())
}

/// Writes the version, its files and its job.
pub(super) async fn insert(
    write: &mut Write,
    actor: &Actor,
    plugin: &plugin::Model,
    new: NewVersion,
) -> Result<(Version, Job), CatalogError> {
    if new.changelog.len() > MAX_CHANGELOG_BYTES || new.changelog.contains('\0') {
        let detail = format!("A changelog has at most {MAX_CHANGELOG_BYTES} bytes and no zero characters.");
        return Err(CatalogError::invalid("changelog", "version.changelog_too_long", detail));
    }
    if new.tests && new.manifest.runtime.kind != RuntimeKind::Python {
        let detail = "Only a plugin in Python brings tests that run here. Publish without `tests`.";
        return Err(CatalogError::invalid("tests", "version.no_tests_here", detail));
    }
    let number = new.manifest.plugin.version.to_string();
    make_room(write, &plugin.id, &number).await?;
    let row = version::Model {
        id: Id::generate(),
        plugin_id: plugin.id.clone(),
        version: number.clone(),
        state: VersionState::Building,
        message: None,
        package_digest: new.package_digest,
        package_size: i64::try_from(new.package_size).unwrap_or(i64::MAX),
        component_digest: new.component,
        manifest: serde_json::to_value(&new.manifest)
            .map_err(|error| CatalogError::Internal(error.to_string()))?,
        tree_id: insert_tree(write, new.files).await?,
        changelog: new.changelog,
        release_when_ready: new.release,
        yanked: None,
        deprecated: None,
        published_by: actor.user(),
        created_at: time::now(),
    };
    let inserted = row.clone().into_active_model().reset_all().insert(&**write).await;
    inserted.map_err(|error| CatalogError::on_duplicate(error, || exists(&number)))?;
    let job = jobs::enqueue(write, build::job(&row, new.tests)).await?;
    let data = json!({ "version": number, "build": job.id });
    write.record(plugins::inner_event(plugin, EventKind::VersionPublished, data));
    Ok((row.into(), job))
}

/// Refuses a number that is taken; one that could not be built makes room.
async fn make_room(write: &Write, plugin: &PluginId, number: &str) -> Result<(), CatalogError> {
    match super::find(write, plugin, number).await {
        Err(CatalogError::NotFound { .. }) => Ok(()),
        Err(error) => Err(error),
        Ok(known) if known.state == VersionState::Failed => {
            version::Entity::delete_by_id(known.id).exec(&**write).await?;
            tree::Entity::delete_by_id(known.tree_id).exec(&**write).await?;
            Ok(())
        }
        Ok(_) => Err(exists(number)),
    }
}

async fn insert_tree(write: &Write, files: Vec<TreeFile>) -> Result<Id, CatalogError> {
    let id = Id::generate();
    tree::ActiveModel { id: Set(id), created_at: Set(time::now()) }.insert(&**write).await?;
    let rows: Vec<_> = files
        .into_iter()
        .map(|file| tree_entry::ActiveModel {
            tree_id: Set(id),
            path: Set(file.path),
            digest: Set(file.digest),
            size: Set(i64::try_from(file.size).unwrap_or(i64::MAX)),
        })
        .collect();
    for rows in rows.chunks(ROWS_PER_INSERT) {
        tree_entry::Entity::insert_many(rows.to_vec()).exec_without_returning(&**write).await?;
    }
    Ok(id)
}

fn exists(number: &str) -> CatalogError {
    let detail = format!(
        "Version {number} has been published before, and versions never change. Publish a higher one."
    );
    CatalogError::conflict("version.exists", detail)
}
