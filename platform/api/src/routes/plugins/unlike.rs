//! `DELETE /plugins/{plugin}/like`

use axum::extract::State;
use mspf_catalog::PluginRef;

use super::{PluginBody, locate};
use crate::{
    ApiState,
    error::ApiError,
    extract::{Auth, Json, Path, need},
};

/// No longer like a plugin.
///
/// Every user may who can see it. Asking twice changes nothing the second time.
#[utoipa::path(delete, path = "/plugins/{plugin}/like", tag = "plugins",
    params(("plugin" = String, Path, description = "`SP_…` or `owner/name`")),
    responses((status = 200, description = "Not liked, now or before", body = PluginBody)))]
pub(super) async fn unlike(
    State(state): State<ApiState>,
    auth: Auth<need::PluginsWrite>,
    Path(reference): Path<PluginRef>,
) -> Result<Json<PluginBody>, ApiError> {
    let (actor, plugin) = locate(&state, Some(&auth), &reference).await?;
    let plugin = state.catalog.plugins().like(&actor, &plugin.id, false).await?;
    Ok(Json(PluginBody::new(plugin, false)))
}
