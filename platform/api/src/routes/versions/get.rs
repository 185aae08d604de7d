//! `GET /plugins/{plugin}/versions/{version}`

use axum::extract::State;
use mspf_catalog::PluginRef;

use super::VersionBody;
use crate::{
    ApiState,
    error::ApiError,
    extract::{Auth, Json, Path, need},
    routes::plugins::locate,
};

/// Look at a version.
///
/// Anyone may who can see the plugin. A version that is not ready is its maintainers' only.
#[utoipa::path(get, operation_id = "get_version", path = "/plugins/{plugin}/versions/{version}", tag = "versions", security((), ("bearer" = [])),
    params(("plugin" = String, Path, description = "`SP_…` or `owner/name`"),
        ("version" = String, Path, example = "1.2.0")),
    responses((status = 200, description = "The version", body = VersionBody)))]
pub(super) async fn get(
    State(state): State<ApiState>,
    auth: Option<Auth<need::PluginsRead>>,
    Path((reference, version)): Path<(PluginRef, String)>,
) -> Result<Json<VersionBody>, ApiError> {
    let (actor, plugin) = locate(&state, auth.as_deref(), &reference).await?;
    let version = state.catalog.versions().get(&actor, &plugin, &version).await?;
    Ok(Json(VersionBody::new(version, plugin.version.as_deref())))
}
