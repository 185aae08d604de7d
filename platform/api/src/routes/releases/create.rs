//! `POST /plugins/{plugin}/releases`

use axum::extract::State;
use http::StatusCode;
use mspf_catalog::PluginRef;
use serde::Deserialize;
use utoipa::ToSchema;

use super::ReleaseBody;
use crate::{
    ApiState,
    error::ApiError,
    extract::{Auth, Json, Path, need},
    routes::plugins::locate,
};

/// What is to answer.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewRelease)]
pub(super) struct New {
    /// A version that is ready and not yanked.
    #[schema(example = "1.2.0")]
    version: String,
}

/// Release a version.
///
/// Developers of the owning account may. It answers from the next request on; requests in flight end with the version
/// they began with.
#[utoipa::path(post, operation_id = "create_release", path = "/plugins/{plugin}/releases", tag = "versions", request_body = New,
    params(("plugin" = String, Path, description = "`SP_…` or `owner/name`")),
    responses((status = 201, description = "Released", body = ReleaseBody)))]
pub(super) async fn create(
    State(state): State<ApiState>,
    auth: Auth<need::VersionsPublish>,
    Path(reference): Path<PluginRef>,
    Json(new): Json<New>,
) -> Result<(StatusCode, Json<ReleaseBody>), ApiError> {
    let (actor, plugin) = locate(&state, Some(&auth), &reference).await?;
    let release = state.catalog.releases().release(&actor, &plugin.id, &new.version).await?;
    Ok((StatusCode::CREATED, Json(release.into())))
}
