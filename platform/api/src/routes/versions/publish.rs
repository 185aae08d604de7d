//! `POST /plugins/{plugin}/versions`

use axum::extract::{Request, State};
use http::StatusCode;
use mspf_catalog::{PluginRef, Role};

use super::PublishedBody;
use crate::{
    ApiState,
    error::ApiError,
    extract::{Auth, Json, Path, Query, need},
    publishing::{PackageForm, PublishOptions, receive},
    routes::plugins::locate,
};

/// Publish a version.
///
/// Developers of the owning account may. The manifest says the number, which can be used once; one that could not be
/// built may be published again. All or nothing.
#[utoipa::path(post, path = "/plugins/{plugin}/versions", tag = "versions",
    params(("plugin" = String, Path, description = "`SP_…` or `owner/name`"), PublishOptions),
    request_body(content((Vec<u8> = "application/zip"), (PackageForm = "multipart/form-data"))),
    responses((status = 202, description = "Published; it is being built", body = PublishedBody)))]
pub(super) async fn publish(
    State(state): State<ApiState>,
    auth: Auth<need::VersionsPublish>,
    Path(reference): Path<PluginRef>,
    Query(options): Query<PublishOptions>,
    request: Request,
) -> Result<(StatusCode, Json<PublishedBody>), ApiError> {
    let (actor, plugin) = locate(&state, Some(&auth), &reference).await?;
    // Before the body: nobody sends a hundred megabytes in order to be refused.
    state.catalog.accounts().require_role(&actor, plugin.owner.id, Role::Developer).await?;
    let new = receive(&state, options, request).await?;
    let published = state.catalog.versions().publish(&actor, &plugin.id, new).await?;
    Ok((StatusCode::ACCEPTED, Json(published.into())))
}
