//! Streams both ways: nothing here ever holds a whole body.

use std::convert::Infallible;
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{Query, Request};
use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use axum::response::sse::{Event, Sse};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use futures::{Stream, StreamExt, stream};
use http_body::Frame;
use http_body_util::{BodyExt, StreamBody};
use mspf_sdk::wstd;
use serde::Deserialize;

/// Ticks in one stream unless asked otherwise, and at most: the platform ends a stream after ten minutes anyway.
const DEFAULT_TICKS: u32 = 5;
const MAX_TICKS: u32 = 1_000;
const DEFAULT_TICK_MS: u64 = 1_000;
const MAX_TICK_MS: u64 = 10_000;

const CHECKSUM: HeaderName = HeaderName::from_static("x-checksum");

const USAGE: &str = "\
POST /echo           sends the body back while it arrives
POST /upper          the same in upper case, with the trailer x-checksum
GET  /ticks          server-sent events: ?count=5&ms=1000
";

mspf_sdk::serve!(app);

fn app() -> Router {
    Router::new()
        .route("/", get(|| async { USAGE }))
        .route("/echo", post(echo))
        .route("/upper", post(upper))
        .route("/ticks", get(ticks))
}

/// Sends the request's body back while it arrives, trailers included.
async fn echo(request: Request) -> Response {
    let content_type = request.headers().get(header::CONTENT_TYPE).cloned();
    let content_type = content_type.unwrap_or(HeaderValue::from_static("application/octet-stream"));
    ([(header::CONTENT_TYPE, content_type)], request.into_body()).into_response()
}

/// Sends the body back in upper case; a trailer carries a checksum of what was sent.
async fn upper(request: Request) -> Response {
    let body = stream::unfold(Some((request.into_body(), Checksum::default())), |state| async move {
        let (mut body, mut checksum) = state?;
        loop {
            match body.frame().await {
                Some(Ok(frame)) => {
                    // The request's own trailers are not passed on.
                    let Ok(data) = frame.into_data() else { continue };
                    let data = Bytes::from(data.to_ascii_uppercase());
                    checksum.add(&data);
                    return Some((Ok(Frame::data(data)), Some((body, checksum))));
                }
                Some(Err(error)) => return Some((Err(error), None)),
                None => return Some((Ok(Frame::trailers(checksum.trailers())), None)),
            }
        }
    });
    ([(header::TRAILER, HeaderValue::from_static("x-checksum"))], Body::new(StreamBody::new(body)))
        .into_response()
}

/// Adler-32: simple enough to compute as bytes pass by.
struct Checksum {
    a: u32,
    b: u32,
}

impl Default for Checksum {
    fn default() -> Self {
        Self { a: 1, b: 0 }
    }
}

impl Checksum {
    const MODULUS: u32 = 65_521;

    fn add(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.a = (self.a + u32::from(*byte)) % Self::MODULUS;
            self.b = (self.b + self.a) % Self::MODULUS;
        }
    }

    fn trailers(&self) -> HeaderMap {
        let value = HeaderValue::try_from(format!("{:08x}", self.b << 16 | self.a));
        value.map(|value| (CHECKSUM, value)).into_iter().collect()
    }
}

#[derive(Deserialize)]
struct Ticking {
    count: Option<u32>,
    ms: Option<u64>,
}

/// Server-sent events, one after the other; a client that leaves ends them.
async fn ticks(Query(asked): Query<Ticking>) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let count = asked.count.unwrap_or(DEFAULT_TICKS).min(MAX_TICKS);
    let pause = Duration::from_millis(asked.ms.unwrap_or(DEFAULT_TICK_MS).min(MAX_TICK_MS));
    let ticks = stream::iter(0..count).then(move |n| async move {
        if n > 0 {
            wstd::task::sleep(pause.into()).await;
        }
        Ok(Event::default().event("tick").id(n.to_string()).data(format!("tick {n}")))
    });
    Sse::new(ticks)
}
