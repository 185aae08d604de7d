//! A listener's place in the order of events.

use std::collections::VecDeque;

use axum::{extract::FromRequestParts, response::sse};
use futures::{Stream, stream};
use http::request::Parts;
use mspf_catalog::{Actor, CatalogError, Event, PluginId};
use serde::Deserialize;
use tokio::sync::broadcast::{Receiver, error::RecvError};
use utoipa::IntoParams;

use crate::{ApiState, error::ApiError};

/// Where a listener left off.
#[derive(Clone, Copy, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Header)]
pub(super) struct LastEventId {
    /// The `id` of the last event heard: browsers send it when they connect again.
    #[serde(rename = "Last-Event-ID")]
    last: Option<i64>,
}

impl<S: Send + Sync> FromRequestParts<S> for LastEventId {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, ApiError> {
        let Some(value) = parts.headers.get("last-event-id") else { return Ok(LastEventId { last: None }) };
        let last = value.to_str().ok().and_then(|text| text.parse().ok()).filter(|last| *last >= 0);
        let malformed = || {
            ApiError::bad_request(
                "request.header_malformed",
                "Last-Event-ID is the id of an event: a number.",
            )
        };
        Ok(LastEventId { last: Some(last.ok_or_else(malformed)?) })
    }
}

/// What one listener has heard so far, and may hear.
pub(super) struct Feed {
    state: ApiState,
    actor: Actor,
    plugin: Option<PluginId>,
    live: Receiver<Event>,
    /// All events up to this one have been told or withheld.
    seq: i64,
    /// Read from the table and not told yet.
    missed: VecDeque<Event>,
    /// Whether there may be more in the table than the receiver will bring.
    behind: bool,
}

impl Feed {
    pub(super) async fn new(
        state: &ApiState,
        actor: Actor,
        plugin: Option<PluginId>,
        LastEventId { last }: LastEventId,
    ) -> Result<Feed, ApiError> {
        // In this order: what is committed in between comes twice, and is told once.
        let live = state.catalog.hub().subscribe();
        let seq = match last {
            Some(last) => last,
            None => state.catalog.events().newest().await?,
        };
        Ok(Feed {
            state: state.clone(),
            actor,
            plugin,
            live,
            seq,
            missed: VecDeque::new(),
            behind: last.is_some(),
        })
    }

    /// The events the listener may hear, in order; ends when the database fails, and the listener comes again.
    pub(super) fn events(self) -> impl Stream<Item = sse::Event> {
        stream::unfold(self, async |mut feed| {
            loop {
                let event = feed.next().await.ok()??;
                let in_plugin = feed.plugin.is_some();
                if feed.state.catalog.events().may_hear(&feed.actor, &event, in_plugin).await.ok()? {
                    let id = event.seq.to_string();
                    let told =
                        sse::Event::default().id(id).event(event.kind.as_str()).json_data(&event).ok()?;
                    return Some((told, feed));
                }
            }
        })
    }

    /// The next event of the plugin, or of any; none when the server stops.
    async fn next(&mut self) -> Result<Option<Event>, CatalogError> {
        loop {
            if self.behind && self.missed.is_empty() {
                self.missed = self.state.catalog.events().after(self.seq, self.plugin.as_ref()).await?.into();
                // Until a batch is empty there may be more.
                self.behind = !self.missed.is_empty();
            }
            let event = match self.missed.pop_front() {
                Some(event) => event,
                None => match self.live.recv().await {
                    Ok(event) => event,
                    Err(RecvError::Lagged(_)) => {
                        self.behind = true;
                        continue;
                    }
                    Err(RecvError::Closed) => return Ok(None),
                },
            };
            if event.seq > self.seq && self.plugin.as_ref().is_none_or(|plugin| *plugin == event.plugin) {
                self.seq = event.seq;
                return Ok(Some(event));
            }
        }
    }
}
