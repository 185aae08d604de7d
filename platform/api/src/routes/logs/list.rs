//! `GET /plugins/{plugin}/logs`

use std::{collections::VecDeque, time::Duration};

use axum::{
    extract::State,
    response::{IntoResponse, Response, sse::Event},
};
use futures::{Stream, stream};
use mspf_catalog::{PluginId, PluginRef};
use serde::Deserialize;
use utoipa::IntoParams;

use super::LineBody;
use crate::{
    ApiState,
    error::ApiError,
    extract::{Auth, Json, List, Page, Path, Query, need},
    routes::plugins::maintained,
    sse,
};

/// How often whoever follows is told what is new: nodes store lines twice a second.
const POLL: Duration = Duration::from_millis(500);
/// Lines read at once while following.
const BATCH: u64 = 500;

/// Whether to wait for more.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Following {
    /// Answer with an event stream that begins with the newest lines and goes on as more are written.
    follow: Option<bool>,
}

/// Read a plugin's log.
///
/// Its maintainers may. Without `after` the newest lines, with it those that follow; the oldest first in both. The newest
/// 10,000 lines are kept.
#[utoipa::path(get, operation_id = "list_logs", path = "/plugins/{plugin}/logs", tag = "plugins",
    params(("plugin" = String, Path, description = "`SP_…` or `owner/name`"), Page, Following),
    responses((status = 200, description = "A page of lines, or with `follow` an event `line` for each",
        content((List<LineBody> = "application/json"), (String = "text/event-stream")))))]
pub(super) async fn list(
    State(state): State<ApiState>,
    auth: Auth<need::LogsRead>,
    Path(reference): Path<PluginRef>,
    page: Page,
    Query(following): Query<Following>,
) -> Result<Response, ApiError> {
    let plugin = maintained(&state, &auth, &reference).await?;
    let after: Option<i64> = page.after()?;
    let logs = state.catalog.logs();
    let lines = match after {
        Some(seq) => logs.after(&plugin.id, seq, page.size()).await?,
        None => logs.newest(&plugin.id, page.size()).await?,
    };
    let last = lines.last().map(|line| line.seq);
    let items: Vec<LineBody> = lines.into_iter().map(LineBody::from).collect();
    if following.follow == Some(true) {
        let seq = last.or(after).unwrap_or(0);
        return Ok(sse::stream(&state, follow(&state, plugin.id, seq, items)).into_response());
    }
    // More may be written at any moment, so a page that is not full is the last one for now.
    let is_full = u64::try_from(items.len()).is_ok_and(|items| items == page.size());
    Ok(Json(List::continued(items, last.filter(|_| is_full))).into_response())
}

/// Lines known already, then those that are written from now on; ends when the database fails, and the listener comes
/// again.
fn follow(
    state: &ApiState,
    plugin: PluginId,
    seq: i64,
    known: Vec<LineBody>,
) -> impl Stream<Item = Event> + use<> {
    let start = (state.clone(), plugin, seq, VecDeque::from(known));
    stream::unfold(start, async |(state, plugin, mut seq, mut lines)| {
        while lines.is_empty() {
            tokio::time::sleep(POLL).await;
            let more = state.catalog.logs().after(&plugin, seq, BATCH).await.ok()?;
            seq = more.last().map_or(seq, |line| line.seq);
            lines.extend(more.into_iter().map(LineBody::from));
        }
        let line = lines.pop_front()?;
        let event = Event::default().id(line.seq.to_string()).event("line").json_data(&line).ok()?;
        Some((event, (state, plugin, seq, lines)))
    })
}
