//! `GET /plugins/{plugin}/events`

use axum::{extract::State, response::IntoResponse};
use mspf_catalog::PluginRef;

use super::feed::{Feed, LastEventId};
use crate::{
    ApiState,
    error::ApiError,
    extract::{Auth, Path, need},
    routes::plugins::locate,
    sse,
};

/// Follow a plugin.
///
/// Anyone may who can see it; builds and unreleased versions are told to its maintainers only. With `Last-Event-ID`,
/// first what happened since.
#[utoipa::path(get, path = "/plugins/{plugin}/events", tag = "events", security((), ("bearer" = [])),
    params(("plugin" = String, Path, description = "`SP_…` or `owner/name`"), LastEventId),
    responses((status = 200, description = "The events", content_type = "text/event-stream", body = String)))]
pub(super) async fn plugin(
    State(state): State<ApiState>,
    auth: Option<Auth<need::PluginsRead>>,
    Path(reference): Path<PluginRef>,
    last: LastEventId,
) -> Result<impl IntoResponse, ApiError> {
    let (actor, plugin) = locate(&state, auth.as_deref(), &reference).await?;
    let feed = Feed::new(&state, actor, Some(plugin.id), last).await?;
    Ok(sse::stream(&state, feed.events()))
}
