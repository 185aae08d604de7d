//! `POST /plugins/{plugin}/transfer/accept`

use axum::extract::State;
use mspf_catalog::PluginRef;
use serde_json::json;

use crate::{
    ApiState,
    error::ApiError,
    extract::{Auth, Json, Origin, Path, need},
    routes::plugins::PluginBody,
};

/// Accept an offered plugin.
///
/// Owners of the account it was offered to may. From then on it belongs to that account.
#[utoipa::path(post, path = "/plugins/{plugin}/transfer/accept", tag = "plugins",
    params(("plugin" = String, Path, description = "`SP_…` or `owner/name`")),
    responses((status = 200, description = "Accepted", body = PluginBody)))]
pub(super) async fn accept(
    State(state): State<ApiState>,
    auth: Auth<need::PluginsWrite>,
    origin: Origin,
    Path(reference): Path<PluginRef>,
) -> Result<Json<PluginBody>, ApiError> {
    // Not by a token for one plugin: it cannot speak for the account that receives.
    let plugin = state.catalog.plugins().accept(&auth.actor()?, &reference).await?;
    origin.audit(&auth, "plugin.transferred", &plugin.id, json!({ "to": plugin.owner.name })).await?;
    Ok(Json(PluginBody::new(plugin, false)))
}
