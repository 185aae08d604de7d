//! A request on its way through a guest.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::time::Instant;

use bytes::Bytes;
use http::{Request, Response};
use http_body::Body as HttpBody;
use mspf_runtime::{Call, CallError, Caller, Service, Usage};
use tokio::sync::OwnedSemaphorePermit;

use crate::body::{Body, BodyError, Counted};
use crate::headers;
use crate::meter::Ended;
use crate::mount::Mount;
use crate::refusal::{self, Refusal};

/// What is kept of a call until its end, and then counted.
struct Record {
    mount: Arc<Mount>,
    request_id: Arc<str>,
    started: Instant,
    is_use: bool,
    bytes_in: Arc<AtomicU64>,
    /// Given back when the guest has ended, not when its first byte is out.
    _places: [OwnedSemaphorePermit; 2],
}

/// Lets the service answer. The places are taken until its guest has ended.
pub(crate) async fn call<B>(
    request: Request<B>,
    service: &Arc<Service>,
    mount: &Arc<Mount>,
    request_id: &Arc<str>,
    started: Instant,
    places: [OwnedSemaphorePermit; 2],
) -> Result<Response<Body>, Refusal>
where
    B: HttpBody<Data = Bytes> + Send + Unpin + 'static,
    B::Error: Into<BodyError>,
{
    let bytes_in = Arc::new(AtomicU64::new(0));
    let record = Record {
        mount: Arc::clone(mount),
        request_id: Arc::clone(request_id),
        started,
        is_use: headers::is_use(request.method(), request.headers()),
        bytes_in: Arc::clone(&bytes_in),
        _places: places,
    };
    let call = Call {
        request_id: Arc::clone(request_id),
        caller: Caller::Anonymous,
        prefix: Arc::clone(&mount.prefix),
        finished: Some(Box::new(move |usage| record.finish(&usage))),
    };
    let request = request.map(|body| Counted::new(body, bytes_in));
    match service.call(request, call).await {
        Ok(response) => Ok(response.map(Body::guest)),
        Err(CallError::Load(failure)) => Err(Refusal::Unloadable(Arc::new(failure))),
        Err(error) => Err(Refusal::Failed(error)),
    }
}

impl Record {
    fn finish(self, usage: &Usage) {
        let failure = usage.error.as_ref().filter(|error| !is_the_clients(error));
        self.mount.meter.call(Ended {
            is_use: self.is_use,
            failed: failure.is_some(),
            taken: self.started.elapsed(),
            cpu: usage.cpu,
            bytes_in: self.bytes_in.load(Relaxed),
            bytes_out: usage.response_bytes,
        });
        if let Some(error) = failure {
            self.tell(error);
        }
    }

    /// Says in the plugin's log why a call failed.
    fn tell(&self, error: &CallError) {
        self.mount.voice.note(&self.request_id, &error.to_string());
        let more = match error {
            CallError::Trap { backtrace, .. } => backtrace.clone(),
            CallError::Load(failure) => refusal::whole(failure),
            _ => String::new(),
        };
        more.lines().for_each(|line| self.mount.voice.note(&self.request_id, line));
        if let CallError::Host(reason) = error {
            tracing::error!(plugin = %self.mount.plugin, request_id = &*self.request_id, reason, "the host failed");
        }
    }
}

/// Ends that say nothing against the plugin.
fn is_the_clients(error: &CallError) -> bool {
    matches!(error, CallError::Cancelled | CallError::RequestTooLarge(_) | CallError::Overloaded)
}
