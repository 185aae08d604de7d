//! Server-Sent Events.

use std::{convert::Infallible, time::Duration};

use axum::response::sse::{Event, KeepAlive, Sse};
use futures::{Stream, StreamExt};

use crate::ApiState;

/// How often a silent stream says that it lives: under the 30 to 60 seconds after which proxies cut a silent
/// connection.
const HEARTBEAT: Duration = Duration::from_secs(15);

/// A response that tells `events` as they come, with heartbeats between. It ends when they do, or when the server
/// stops: clients connect again, to another node.
pub fn stream<S>(state: &ApiState, events: S) -> Sse<impl Stream<Item = Result<Event, Infallible>> + use<S>>
where
    S: Stream<Item = Event> + Send + 'static,
{
    let stopped = state.shutdown.clone().cancelled_owned();
    let events = events.map(Ok).take_until(Box::pin(stopped));
    Sse::new(events).keep_alive(KeepAlive::new().interval(HEARTBEAT).text("heartbeat"))
}
