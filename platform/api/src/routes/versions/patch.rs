//! `PATCH /plugins/{plugin}/versions/{version}`

use axum::extract::State;
use mspf_catalog::{PluginRef, VersionChange};
use serde::Deserialize;
use utoipa::ToSchema;

use super::VersionBody;
use crate::{
    ApiState,
    error::ApiError,
    extract::{Auth, Json, Path, need, present},
    routes::plugins::locate,
};

/// What is said about a version; a field that is left out stays, null takes back.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = VersionChange)]
pub(super) struct Change {
    /// Why it must not be used any more: it can no longer be released. Whoever has
    /// pinned it, or calls it by its number, keeps it.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<String>, example = "It leaks its users' names.")]
    yanked: Option<Option<String>>,
    /// Why it should not be used any more.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<String>, example = "Use 2.0.")]
    deprecated: Option<Option<String>>,
}

/// Yank or deprecate a version.
///
/// Developers of the owning account may. Nothing else about a version ever changes. What answers at present cannot be
/// yanked: release another version first.
#[utoipa::path(patch, operation_id = "update_version", path = "/plugins/{plugin}/versions/{version}", tag = "versions", request_body = Change,
    params(("plugin" = String, Path, description = "`SP_…` or `owner/name`"),
        ("version" = String, Path, example = "1.2.0")),
    responses((status = 200, description = "Changed", body = VersionBody)))]
pub(super) async fn patch(
    State(state): State<ApiState>,
    auth: Auth<need::VersionsPublish>,
    Path((reference, version)): Path<(PluginRef, String)>,
    Json(change): Json<Change>,
) -> Result<Json<VersionBody>, ApiError> {
    let (actor, plugin) = locate(&state, Some(&auth), &reference).await?;
    let change = VersionChange { yanked: change.yanked, deprecated: change.deprecated };
    let version = state.catalog.versions().change(&actor, &plugin.id, &version, change).await?;
    Ok(Json(VersionBody::new(version, plugin.version.as_deref())))
}
