//! `DELETE /plugins/{plugin}/transfer`

use axum::extract::State;
use http::StatusCode;
use mspf_catalog::PluginRef;

use crate::{
    ApiState,
    error::ApiError,
    extract::{Auth, Path, need},
};

/// Withdraw or decline an offer.
///
/// Owners of the owning account, and of the account it was made to, may.
#[utoipa::path(delete, path = "/plugins/{plugin}/transfer", tag = "plugins",
    params(("plugin" = String, Path, description = "`SP_…` or `owner/name`")),
    responses((status = 204, description = "Ended")))]
pub(super) async fn end(
    State(state): State<ApiState>,
    auth: Auth<need::PluginsWrite>,
    Path(reference): Path<PluginRef>,
) -> Result<StatusCode, ApiError> {
    state.catalog.plugins().end_offer(&auth.actor()?, &reference).await?;
    Ok(StatusCode::NO_CONTENT)
}
