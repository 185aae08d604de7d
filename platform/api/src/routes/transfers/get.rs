//! `GET /plugins/{plugin}/transfer`

use axum::extract::State;
use mspf_catalog::PluginRef;

use super::TransferBody;
use crate::{
    ApiState,
    error::ApiError,
    extract::{Auth, Json, Path, need},
    routes::plugins::locate,
};

/// Look at the offer of a plugin.
///
/// Owners of the owning account may.
#[utoipa::path(get, path = "/plugins/{plugin}/transfer", tag = "plugins",
    params(("plugin" = String, Path, description = "`SP_…` or `owner/name`")),
    responses((status = 200, description = "The standing offer", body = TransferBody)))]
pub(super) async fn get_transfer(
    State(state): State<ApiState>,
    auth: Auth<need::PluginsRead>,
    Path(reference): Path<PluginRef>,
) -> Result<Json<TransferBody>, ApiError> {
    let (actor, plugin) = locate(&state, Some(&auth), &reference).await?;
    Ok(Json(state.catalog.plugins().offered(&actor, &plugin).await?.into()))
}
