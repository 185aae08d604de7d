//! `POST /plugins/{plugin}/transfer`

use axum::extract::State;
use http::StatusCode;
use mspf_catalog::PluginRef;
use serde::Deserialize;
use serde_json::json;
use utoipa::ToSchema;

use super::TransferBody;
use crate::{
    ApiState,
    error::ApiError,
    extract::{Auth, Json, Origin, Path, need},
    routes::plugins::locate,
};

/// Who is to have the plugin.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewTransfer)]
pub(super) struct New {
    /// Name of the account.
    #[schema(example = "analytical-engines")]
    to: String,
}

/// Offer a plugin to another account.
///
/// Owners of the owning account may. Nothing changes until an owner of the other account accepts, within 14 days. A new
/// offer replaces the one before.
#[utoipa::path(post, path = "/plugins/{plugin}/transfer", tag = "plugins", request_body = New,
    params(("plugin" = String, Path, description = "`SP_…` or `owner/name`")),
    responses((status = 201, description = "Offered", body = TransferBody)))]
pub(super) async fn offer(
    State(state): State<ApiState>,
    auth: Auth<need::PluginsWrite>,
    origin: Origin,
    Path(reference): Path<PluginRef>,
    Json(new): Json<New>,
) -> Result<(StatusCode, Json<TransferBody>), ApiError> {
    let (actor, plugin) = locate(&state, Some(&auth), &reference).await?;
    let offer = state.catalog.plugins().offer(&actor, &plugin.id, &new.to).await?;
    origin.audit(&auth, "plugin.offered", &plugin.id, json!({ "to": offer.to.name })).await?;
    Ok((StatusCode::CREATED, Json(offer.into())))
}
