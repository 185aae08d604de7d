//! What builders do to versions: make them ready, or give them up.

use sea_orm::{ActiveModelTrait, ActiveValue::Set, EntityTrait};
use serde_json::json;

use super::{NOT_FOUND, VersionState, Versions};
use crate::{
    CatalogError, EventKind, Id, Lease, NewJob, ReleaseReason,
    catalog::Write,
    entity::{plugin, version},
    jobs, plugins, releases,
};

/// The queue of the jobs that build versions. The key is the version's row; the payload names it, its kind, its files
/// and, if it has one, its component, and says whether its tests must pass.
pub const BUILD_QUEUE: &str = "version";
/// The longest message of a failure in bytes; builders shorten before.
const MAX_MESSAGE_BYTES: usize = 8 << 10;

/// The job that builds a version.
pub(super) fn job(row: &version::Model, tests: bool) -> NewJob {
    NewJob {
        queue: BUILD_QUEUE.to_owned(),
        key: row.id.to_string(),
        plugin: Some(row.plugin_id.clone()),
        payload: json!({
            "version": row.id,
            "kind": row.manifest["runtime"]["kind"],
            "tree": row.tree_id,
            "component": row.component_digest,
            "tests": tests,
        }),
        urgent: true,
    }
}

impl Versions<'_> {
    /// Makes a version ready, ends its job, and releases it if its publisher wished so, in one transaction.
    /// Versions of plugins that were deleted meanwhile become ready and are not released.
    ///
    /// # Errors
    /// [`CatalogError::Conflict`] `job.lease_lost`: another worker has the job.
    pub async fn built(&self, lease: &Lease, id: Id) -> Result<(), CatalogError> {
        let (mut write, plugin, version) = self.lock(id).await?;
        jobs::succeed(&mut write, lease).await?;
        set_state(&write, id, VersionState::Ready, None).await?;
        let data = json!({ "version": version.version });
        write.record(plugins::event(&plugin, EventKind::VersionReady, data));
        let wanted = version.release_when_ready && plugin.deleted_at.is_none() && version.yanked.is_none();
        if wanted && !releases::is_newer_released(&write, &plugin.id, id).await? {
            releases::insert(
                &mut write,
                plugin,
                &version,
                ReleaseReason::Publish,
                version.published_by,
                None,
            )
            .await?;
        }
        write.commit().await
    }

    /// Gives a version up, with a message for its author, and ends its job.
    ///
    /// # Errors
    /// As [`Versions::built`].
    pub async fn build_failed(&self, lease: &Lease, id: Id, message: &str) -> Result<(), CatalogError> {
        let message = message[..message.floor_char_boundary(MAX_MESSAGE_BYTES)].replace('\0', "\u{fffd}");
        let (mut write, plugin, version) = self.lock(id).await?;
        jobs::fail(&mut write, lease, &message).await?;
        set_state(&write, id, VersionState::Failed, Some(message.clone())).await?;
        let data = json!({ "version": version.version, "message": message });
        write.record(plugins::inner_event(&plugin, EventKind::VersionFailed, data));
        write.commit().await
    }

    /// The version and its plugin, locked in the order every change locks them.
    async fn lock(&self, id: Id) -> Result<(Write, plugin::Model, version::Model), CatalogError> {
        let plugin = self.by_id(id).await?.plugin;
        let write = self.catalog.begin().await?;
        let plugin = plugins::lock_even_deleted(&write, &plugin).await?;
        let version = version::Entity::find_by_id(id).one(&*write).await?.ok_or(NOT_FOUND)?;
        Ok((write, plugin, version))
    }
}

async fn set_state(
    write: &Write,
    id: Id,
    state: VersionState,
    message: Option<String>,
) -> Result<(), CatalogError> {
    let row =
        version::ActiveModel { id: Set(id), state: Set(state), message: Set(message), ..Default::default() };
    row.update(&**write).await?;
    Ok(())
}
