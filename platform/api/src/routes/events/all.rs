//! `GET /events`

use axum::{extract::State, response::IntoResponse};

use super::feed::{Feed, LastEventId};
use crate::{
    ApiState,
    error::ApiError,
    extract::{Auth, need, viewer},
    sse,
};

/// Follow the catalogue.
///
/// Anyone may. Tells what happens to public plugins, and to those the caller maintains. With `Last-Event-ID`, first
/// what happened since.
#[utoipa::path(get, path = "/events", tag = "events", security((), ("bearer" = [])), params(LastEventId),
    responses((status = 200, description = "The events", content_type = "text/event-stream", body = String)))]
pub(super) async fn all(
    State(state): State<ApiState>,
    auth: Option<Auth<need::PluginsRead>>,
    last: LastEventId,
) -> Result<impl IntoResponse, ApiError> {
    let actor = viewer(&auth)?;
    let feed = Feed::new(&state, actor, None, last).await?;
    Ok(sse::stream(&state, feed.events()))
}
