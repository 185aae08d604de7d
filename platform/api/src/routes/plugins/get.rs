//! `GET /plugins/{plugin}`

use axum::{extract::State, response::IntoResponse};
use mspf_catalog::PluginRef;

use super::{PluginBody, locate};
use crate::{
    ApiState,
    error::ApiError,
    etag::ETag,
    extract::{Auth, Json, Path, need},
};

/// Look at a plugin.
///
/// Anyone may who can see it. The `ETag` changes with what `PATCH` can change, not with the counts.
#[utoipa::path(get, operation_id = "get_plugin", path = "/plugins/{plugin}", tag = "plugins", security((), ("bearer" = [])),
    params(("plugin" = String, Path, description = "`SP_…` or `owner/name`")),
    responses((status = 200, description = "The plugin", body = PluginBody)))]
pub(super) async fn get(
    State(state): State<ApiState>,
    auth: Option<Auth<need::PluginsRead>>,
    Path(reference): Path<PluginRef>,
) -> Result<impl IntoResponse, ApiError> {
    let (actor, plugin) = locate(&state, auth.as_deref(), &reference).await?;
    let liked = match actor.user() {
        Some(user) => {
            !state.catalog.plugins().liked(user, std::slice::from_ref(&plugin.id)).await?.is_empty()
        }
        None => false,
    };
    Ok((ETag::new(plugin.revision), Json(PluginBody::new(plugin, liked))))
}
