//! `DELETE /plugins/{plugin}/ban`

use axum::extract::State;
use mspf_catalog::PluginRef;
use serde_json::json;

use super::{PluginBody, locate};
use crate::{
    ApiState,
    error::ApiError,
    extract::{Auth, Json, Origin, Path, need},
};

/// Let a stopped plugin go on.
///
/// Administrators of the platform may.
#[utoipa::path(delete, path = "/plugins/{plugin}/ban", tag = "plugins",
    params(("plugin" = String, Path, description = "`SP_…` or `owner/name`")),
    responses((status = 200, description = "Not stopped, now or before", body = PluginBody)))]
pub(super) async fn unban(
    State(state): State<ApiState>,
    auth: Auth<need::Admin>,
    origin: Origin,
    Path(reference): Path<PluginRef>,
) -> Result<Json<PluginBody>, ApiError> {
    let (actor, plugin) = locate(&state, Some(&auth), &reference).await?;
    let plugin = state.catalog.plugins().ban(&actor, &plugin.id, None).await?;
    origin.audit(&auth, "plugin.unbanned", &plugin.id, json!({})).await?;
    Ok(Json(PluginBody::new(plugin, false)))
}
