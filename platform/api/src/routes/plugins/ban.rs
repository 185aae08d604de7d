//! `PUT /plugins/{plugin}/ban`

use axum::extract::State;
use mspf_catalog::PluginRef;
use serde::Deserialize;
use serde_json::json;
use utoipa::ToSchema;

use super::{PluginBody, locate};
use crate::{
    ApiState,
    error::ApiError,
    extract::{Auth, Json, Origin, Path, need},
};

/// Why a plugin is stopped.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Ban {
    /// Shown to everyone who calls it.
    #[schema(example = "It sends its users' data elsewhere.")]
    reason: String,
}

/// Stop a plugin.
///
/// Administrators of the platform may. Calls are refused with the reason from the next request on.
#[utoipa::path(put, path = "/plugins/{plugin}/ban", tag = "plugins", request_body = Ban,
    params(("plugin" = String, Path, description = "`SP_…` or `owner/name`")),
    responses((status = 200, description = "Stopped", body = PluginBody)))]
pub(super) async fn ban(
    State(state): State<ApiState>,
    auth: Auth<need::Admin>,
    origin: Origin,
    Path(reference): Path<PluginRef>,
    Json(ban): Json<Ban>,
) -> Result<Json<PluginBody>, ApiError> {
    let (actor, plugin) = locate(&state, Some(&auth), &reference).await?;
    let plugin = state.catalog.plugins().ban(&actor, &plugin.id, Some(&ban.reason)).await?;
    origin.audit(&auth, "plugin.banned", &plugin.id, json!({ "reason": ban.reason })).await?;
    Ok(Json(PluginBody::new(plugin, false)))
}
