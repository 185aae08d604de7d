//! `GET /builds/{build}/events`

use std::time::Duration;

use axum::{
    extract::State,
    response::{IntoResponse, sse::Event},
};
use futures::{Stream, stream};
use mspf_catalog::{CatalogError, Id, Job, JobState};
use serde::Serialize;
use tokio::sync::broadcast::{Receiver, error::RecvError};

use super::{BuildBody, LineBody, locate};
use crate::{
    ApiState,
    error::ApiError,
    extract::{Auth, Path, need},
    sse,
};

/// How often the log is read without having been told: lines between two steps are told of by nobody.
const POLL: Duration = Duration::from_secs(1);

/// Follow a build.
///
/// Maintainers of the plugin may. Tells `progress` (a build) whenever it moves on and `line` (a line of the log), from
/// the beginning; ends when the build has ended.
#[utoipa::path(get, path = "/builds/{build}/events", tag = "builds",
    params(("build" = String, Path, example = "912345678901234567")),
    responses((status = 200, description = "The events", content_type = "text/event-stream", body = String)))]
pub(super) async fn events(
    State(state): State<ApiState>,
    auth: Auth<need::PluginsRead>,
    Path(id): Path<Id>,
) -> Result<impl IntoResponse, ApiError> {
    let changes = state.catalog.hub().subscribe();
    locate(&state, &auth, id).await?;
    let following = Following { state: state.clone(), id, changes, told: None, lines: 0, ended: false };
    Ok(sse::stream(&state, batches(following)))
}

/// What one listener has heard so far.
struct Following {
    state: ApiState,
    id: Id,
    changes: Receiver<mspf_catalog::Event>,
    told: Option<Job>,
    lines: u32,
    ended: bool,
}

fn batches(following: Following) -> impl Stream<Item = Event> {
    let batches = stream::unfold(following, async |mut following| {
        if following.ended {
            return None;
        }
        if following.told.is_some() {
            following.wait().await;
        }
        // A database that fails ends the stream; the listener comes again.
        let events = following.read().await.ok()?;
        Some((stream::iter(events), following))
    });
    futures::StreamExt::flatten(batches)
}

impl Following {
    /// Until the build has moved on, or it is time to look.
    async fn wait(&mut self) {
        let id = self.id.to_string();
        let told = async {
            loop {
                match self.changes.recv().await {
                    Ok(event) if event.data["job"] == id => return,
                    Ok(_) => {}
                    Err(RecvError::Lagged(_)) => return,
                    Err(RecvError::Closed) => std::future::pending().await,
                }
            }
        };
        let _ = tokio::time::timeout(POLL, told).await;
    }

    /// What is new: first lines, then where the build stands, so that its end comes last.
    async fn read(&mut self) -> Result<Vec<Event>, CatalogError> {
        let jobs = self.state.catalog.jobs();
        let job = jobs.get(self.id).await?;
        let lines = jobs.lines(self.id, self.lines).await?;
        self.lines = lines.last().map_or(self.lines, |line| line.line + 1);
        let mut events: Vec<Event> =
            lines.into_iter().filter_map(|line| event("line", &LineBody::from(line))).collect();
        self.ended = matches!(job.state, JobState::Succeeded | JobState::Failed);
        if self.told.as_ref() != Some(&job) {
            events.extend(event("progress", &BuildBody::from(job.clone())));
            self.told = Some(job);
        }
        Ok(events)
    }
}

fn event(name: &str, data: &impl Serialize) -> Option<Event> {
    Event::default().event(name).json_data(data).ok()
}
