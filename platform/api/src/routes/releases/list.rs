//! `GET /plugins/{plugin}/releases`

use axum::extract::State;
use mspf_catalog::PluginRef;

use super::ReleaseBody;
use crate::{
    ApiState,
    error::ApiError,
    extract::{Auth, Json, List, Page, Path, need},
    routes::plugins::locate,
};

/// What answered at a plugin's address, newest first.
///
/// Anyone may who can see the plugin.
#[utoipa::path(get, operation_id = "list_releases", path = "/plugins/{plugin}/releases", tag = "versions", security((), ("bearer" = [])),
    params(("plugin" = String, Path, description = "`SP_…` or `owner/name`"), Page),
    responses((status = 200, description = "A page of releases", body = List<ReleaseBody>)))]
pub(super) async fn list(
    State(state): State<ApiState>,
    auth: Option<Auth<need::PluginsRead>>,
    Path(reference): Path<PluginRef>,
    page: Page,
) -> Result<Json<List<ReleaseBody>>, ApiError> {
    let (_, plugin) = locate(&state, auth.as_deref(), &reference).await?;
    let releases = state.catalog.releases().list(&plugin, page.after()?, page.limit()).await?;
    Ok(Json(page.list(releases, |release| release.number, ReleaseBody::from)))
}
