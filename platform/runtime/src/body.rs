//! Bodies: a request's, counted on its way in, and a response's, which drives the guest that writes it.

use std::{
    error::Error as StdError,
    pin::Pin,
    sync::{Arc, atomic::Ordering::Relaxed},
    task::{Context, Poll, Waker},
    time::Duration,
};

use bytes::{Buf, Bytes, BytesMut};
use http_body::{Body, Frame, SizeHint};
use wasmtime_wasi_http::{Error as HttpError, WasiBody};

use crate::{
    CallError, Limits,
    call::{Guest, Shared},
};

/// Passes a request's body on until it is longer than the plugin takes.
pub(crate) struct Limited<B> {
    body: B,
    left: u64,
    shared: Arc<Shared>,
}

impl<B> Limited<B> {
    pub(crate) fn new(body: B, limit: u64, shared: Arc<Shared>) -> Self {
        Self { body, left: limit, shared }
    }
}

impl<B> Body for Limited<B>
where
    B: Body<Data = Bytes> + Unpin,
    B::Error: Into<Box<dyn StdError + Send + Sync>>,
{
    type Data = Bytes;
    type Error = HttpError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, HttpError>>> {
        let frame = match std::task::ready!(Pin::new(&mut self.body).poll_frame(cx)) {
            Some(Ok(frame)) => frame,
            Some(Err(error)) => {
                return Poll::Ready(Some(Err(HttpError::InternalError(Some(error.into().to_string())))));
            }
            None => return Poll::Ready(None),
        };
        let length = frame.data_ref().map_or(0, |data| data.remaining() as u64);
        match self.left.checked_sub(length) {
            Some(left) => {
                self.left = left;
                Poll::Ready(Some(Ok(frame)))
            }
            None => {
                self.shared.request_too_large.store(true, Relaxed);
                Poll::Ready(Some(Err(HttpError::HttpRequestBodySize(None))))
            }
        }
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

/// The body of a guest's response. Reading it lets the guest go on; dropping it before its end ends the guest.
pub struct ResponseBody {
    frames: Frames,
    shared: Arc<Shared>,
    limit: u64,
    /// Bytes still to come where the guest said how many there are.
    announced: Option<u64>,
}

enum Frames {
    /// The guest has ended and its whole body is here.
    Whole(Option<Bytes>),
    /// The guest may still be writing.
    Streaming { body: WasiBody, guest: Box<Guest> },
    /// Nothing more comes.
    Ended,
}

impl ResponseBody {
    /// The response whose head has just been taken from `guest`.
    pub(crate) fn new(
        head: http::Response<WasiBody>,
        mut guest: Guest,
        shared: Arc<Shared>,
        limits: &Limits,
        bodiless: bool,
    ) -> http::Response<Self> {
        let (parts, mut body) = head.into_parts();
        let length = || parts.headers.get(http::header::CONTENT_LENGTH)?.to_str().ok()?.parse().ok();
        let announced = if bodiless { Some(0) } else { length() };
        let whole = if guest.is_running() { None } else { gather(&mut body, limits.response_body) };
        let frames = match whole {
            Some(whole) => {
                shared.response_bytes.store(whole.len() as u64, Relaxed);
                Frames::Whole(Some(whole))
            }
            None => {
                guest.allow(limits.stream);
                Frames::Streaming { body, guest: Box::new(guest) }
            }
        };
        http::Response::from_parts(parts, Self { frames, shared, limit: limits.response_body, announced })
    }

    fn account(&mut self, frame: &Frame<Bytes>) -> Result<(), CallError> {
        let length = frame.data_ref().map_or(0, |data| data.len() as u64);
        let sent = self.shared.response_bytes.fetch_add(length, Relaxed) + length;
        self.announced = self.announced.map(|left| left.saturating_sub(length));
        if sent > self.limit { Err(CallError::ResponseTooLarge(self.limit)) } else { Ok(()) }
    }

    fn poll_streaming(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, CallError>>> {
        let Frames::Streaming { body, guest } = &mut self.frames else { return Poll::Ready(None) };
        let mut frame = Pin::new(&mut *body).poll_frame(cx);
        if frame.is_pending() {
            if let Poll::Ready(Err(error)) = guest.poll(cx) {
                return Poll::Ready(Some(Err(error)));
            }
            frame = Pin::new(&mut *body).poll_frame(cx);
        }
        match std::task::ready!(frame) {
            Some(Ok(frame)) => Poll::Ready(Some(self.account(&frame).map(|()| frame))),
            Some(Err(error)) => Poll::Ready(Some(Err(CallError::Guest(error.to_string())))),
            // A guest that died leaves a body that just stops: only a live or finished one ended it on purpose.
            None if guest.is_running() => Poll::Ready(None),
            None => Poll::Ready(std::task::ready!(guest.poll(cx)).err().map(Err)),
        }
    }

    /// Ends the guest because of `failure`, or lets it finish its work where its response came to its natural end.
    fn finish(&mut self, failure: Option<CallError>) {
        if let Frames::Streaming { mut guest, .. } = std::mem::replace(&mut self.frames, Frames::Ended) {
            if failure.is_some() {
                guest.end(failure);
            } else if guest.is_running() {
                guest.allow(AFTER_RESPONSE);
                tokio::spawn(*guest);
            }
        }
    }
}

/// How long a guest may go on after the last byte of its response: for a log line, a last write.
const AFTER_RESPONSE: Duration = Duration::from_secs(30);

/// The whole body, where it lies ready, has no trailers and is within the limit: what most responses are. It is then
/// sent with its length and in one piece. `None` changes nothing that matters: frames are put back by the caller.
fn gather(body: &mut WasiBody, limit: u64) -> Option<Bytes> {
    // Only a body that ends by itself may be drained here; others are streamed.
    let mut cx = Context::from_waker(Waker::noop());
    let mut parts: Vec<Bytes> = Vec::new();
    let mut length = 0_u64;
    loop {
        match Pin::new(&mut *body).poll_frame(&mut cx) {
            Poll::Ready(Some(Ok(frame))) => {
                let rest = match frame.into_data() {
                    Ok(data) => {
                        length += data.len() as u64;
                        parts.push(data);
                        if length <= limit {
                            continue;
                        }
                        None
                    }
                    Err(trailers) => Some(Ok(trailers)),
                };
                return put_back(body, parts, rest);
            }
            Poll::Ready(Some(Err(error))) => return put_back(body, parts, Some(Err(error))),
            Poll::Ready(None) => return Some(join(parts)),
            Poll::Pending => return put_back(body, parts, None),
        }
    }
}

fn join(mut parts: Vec<Bytes>) -> Bytes {
    match parts.len() {
        0 => Bytes::new(),
        1 => parts.swap_remove(0),
        _ => parts
            .iter()
            .fold(BytesMut::new(), |mut whole, part| {
                whole.extend_from_slice(part);
                whole
            })
            .freeze(),
    }
}

/// Makes `body` yield `parts`, then `next`, then what it still holds.
fn put_back(
    body: &mut WasiBody,
    parts: Vec<Bytes>,
    next: Option<Result<Frame<Bytes>, HttpError>>,
) -> Option<Bytes> {
    use futures::StreamExt;
    use http_body_util::{BodyExt, BodyStream, Empty, StreamBody};
    let empty = Empty::new().map_err(|never| match never {}).boxed_unsync();
    let rest = std::mem::replace(body, empty);
    let read = parts.into_iter().map(|part| Ok(Frame::data(part))).chain(next);
    *body = StreamBody::new(futures::stream::iter(read).chain(BodyStream::new(rest))).boxed_unsync();
    None
}

impl Body for ResponseBody {
    type Data = Bytes;
    type Error = CallError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, CallError>>> {
        if let Frames::Whole(whole) = &mut self.frames {
            return Poll::Ready(
                whole.take().filter(|whole| !whole.is_empty()).map(|whole| Ok(Frame::data(whole))),
            );
        }
        let polled = std::task::ready!(self.poll_streaming(cx));
        match &polled {
            Some(Ok(_)) => {}
            Some(Err(error)) => self.finish(Some(error.clone())),
            None => self.finish(None),
        }
        Poll::Ready(polled)
    }

    fn is_end_stream(&self) -> bool {
        match &self.frames {
            Frames::Whole(whole) => whole.as_ref().is_none_or(Bytes::is_empty),
            Frames::Streaming { .. } => false,
            Frames::Ended => true,
        }
    }

    fn size_hint(&self) -> SizeHint {
        match &self.frames {
            Frames::Whole(whole) => {
                SizeHint::with_exact(whole.as_ref().map_or(0, |whole| whole.len() as u64))
            }
            Frames::Streaming { body, .. } => body.size_hint(),
            Frames::Ended => SizeHint::with_exact(0),
        }
    }
}

impl Drop for ResponseBody {
    fn drop(&mut self) {
        // A server stops reading at the announced length: that is an end, not a client that went away.
        if self.announced == Some(0) {
            self.finish(None);
        }
    }
}
