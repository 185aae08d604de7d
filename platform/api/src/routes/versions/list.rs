//! `GET /plugins/{plugin}/versions`

use axum::extract::State;
use mspf_catalog::{Id, PluginRef};

use super::VersionBody;
use crate::{
    ApiState,
    error::ApiError,
    extract::{Auth, Json, List, Page, Path, need},
    routes::plugins::locate,
};

/// List the versions of a plugin, newest first.
///
/// Anyone may who can see the plugin. Versions that are not ready are its maintainers' only.
#[utoipa::path(get, operation_id = "list_versions", path = "/plugins/{plugin}/versions", tag = "versions", security((), ("bearer" = [])),
    params(("plugin" = String, Path, description = "`SP_…` or `owner/name`"), Page),
    responses((status = 200, description = "A page of versions", body = List<VersionBody>)))]
pub(super) async fn list(
    State(state): State<ApiState>,
    auth: Option<Auth<need::PluginsRead>>,
    Path(reference): Path<PluginRef>,
    page: Page,
) -> Result<Json<List<VersionBody>>, ApiError> {
    let (actor, plugin) = locate(&state, auth.as_deref(), &reference).await?;
    let after: Option<Id> = page.after()?;
    let versions = state.catalog.versions().list(&actor, &plugin, after, page.limit()).await?;
    let released = plugin.version.as_deref();
    Ok(Json(page.list(versions, |version| version.id, |version| VersionBody::new(version, released))))
}
