//! `DELETE /plugins/{plugin}`

use axum::extract::State;
use http::StatusCode;
use mspf_catalog::PluginRef;
use serde_json::json;

use super::locate;
use crate::{
    ApiState,
    error::ApiError,
    etag::{ETag, IfMatch},
    extract::{Auth, Origin, Path, need},
};

/// Delete a plugin.
///
/// Owners of the owning account may. Its address answers no more from the next request on; its identifier is never
/// given to another plugin. With `If-Match`, only if it has not changed since it was read.
#[utoipa::path(delete, path = "/plugins/{plugin}", tag = "plugins",
    params(("plugin" = String, Path, description = "`SP_…` or `owner/name`")),
    responses((status = 204, description = "Deleted")))]
pub(super) async fn delete(
    State(state): State<ApiState>,
    auth: Auth<need::PluginsWrite>,
    origin: Origin,
    Path(reference): Path<PluginRef>,
    if_match: IfMatch,
) -> Result<StatusCode, ApiError> {
    let (actor, plugin) = locate(&state, Some(&auth), &reference).await?;
    if_match.check(&ETag::new(plugin.revision))?;
    state.catalog.plugins().delete(&actor, &plugin.id, None).await?;
    let details = json!({ "owner": plugin.owner.name, "name": plugin.name });
    origin.audit(&auth, "plugin.deleted", &plugin.id, details).await?;
    Ok(StatusCode::NO_CONTENT)
}
