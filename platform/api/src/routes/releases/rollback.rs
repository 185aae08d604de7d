//! `POST /plugins/{plugin}/releases/rollback`

use axum::extract::State;
use http::StatusCode;
use mspf_catalog::PluginRef;

use super::ReleaseBody;
use crate::{
    ApiState,
    error::ApiError,
    extract::{Auth, Json, Path, need},
    routes::plugins::locate,
};

/// Go back to the version that answered before.
///
/// Developers of the owning account may. Again, it goes back further; versions yanked since are passed over.
#[utoipa::path(post, path = "/plugins/{plugin}/releases/rollback", tag = "versions",
    params(("plugin" = String, Path, description = "`SP_…` or `owner/name`")),
    responses((status = 201, description = "Rolled back", body = ReleaseBody)))]
pub(super) async fn rollback(
    State(state): State<ApiState>,
    auth: Auth<need::VersionsPublish>,
    Path(reference): Path<PluginRef>,
) -> Result<(StatusCode, Json<ReleaseBody>), ApiError> {
    let (actor, plugin) = locate(&state, Some(&auth), &reference).await?;
    let release = state.catalog.releases().rollback(&actor, &plugin.id).await?;
    Ok((StatusCode::CREATED, Json(release.into())))
}
