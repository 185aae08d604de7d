//! One call of a guest: what it is told, what it used, and how it is driven, timed and ended.
//!
//! The guest runs inside the task that asked for it, first while the head of the response is awaited, then while its
//! body is read: no task is spawned and nothing crosses threads. Dropping the future or the body ends the guest.

use std::{
    future::Future,
    pin::Pin,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, AtomicU64, Ordering::Relaxed},
    },
    task::{Context, Poll},
    time::{Duration, Instant},
};

use tokio::time::{Sleep, sleep_until};
use wasmtime::UpdateDeadline;
use wasmtime_wasi_http::WasiBody;

use crate::{CallError, Limits, cpu_clock::Stretch};

/// How long a guest may work at a stretch before it gives way to others. Most requests have ended by then: one that is
/// put off half done keeps its instance, and the next request wakes another whose memory is in no cache.
const TURN: Duration = Duration::from_millis(4);

/// Who sent a request, as far as the platform knows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Caller {
    /// Nobody that the platform knows.
    #[default]
    Anonymous,
    /// An account, by its unique name.
    Account(String),
    /// Another plugin, by its id, and the name of the account it runs for.
    Plugin {
        /// Id of the calling plugin.
        plugin: String,
        /// Account that the calling plugin runs for.
        account: String,
    },
}

/// What a guest may ask about the request it handles, and who wants to hear of its end.
#[derive(Default)]
pub struct Call {
    /// The request's id, for logs.
    pub request_id: Arc<str>,
    /// Who sent it.
    pub caller: Caller,
    /// The part of the path that was removed before the guest saw it.
    pub prefix: Arc<str>,
    /// Called exactly once, when the guest has ended: after the last byte of its response, or on a cancelled call.
    pub finished: Option<Box<dyn FnOnce(Usage) + Send + Sync>>,
}

/// What one call used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Usage {
    /// CPU time of the guest and of the host on its behalf.
    pub cpu: Duration,
    /// The most memory that the instance had, in bytes.
    pub memory_peak: u64,
    /// Bytes of the response's body that were handed on.
    pub response_bytes: u64,
    /// Why the call failed, if it did.
    pub error: Option<CallError>,
}

pub(crate) type Head = Result<http::Response<WasiBody>, CallError>;

/// What the guest, the host functions it calls and whoever drives it share during one call.
#[derive(Default)]
pub(crate) struct Shared {
    head: Mutex<Option<Head>>,
    /// Nanoseconds of CPU time used in finished polls.
    cpu_used: AtomicU64,
    /// What is being measured at present: the guest's poll. Only its own thread looks at it.
    stretch: Mutex<Option<Stretch>>,
    /// Nanoseconds of CPU time that may be used.
    cpu_limit: u64,
    pub(crate) memory_peak: AtomicU64,
    pub(crate) memory_denied: AtomicBool,
    pub(crate) request_too_large: AtomicBool,
    pub(crate) response_bytes: AtomicU64,
}

impl Shared {
    pub(crate) fn new(limits: &Limits) -> Arc<Self> {
        Arc::new(Self { cpu_limit: nanos(limits.cpu), ..Self::default() })
    }

    pub(crate) fn set_head(&self, head: Head) {
        self.head.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(head);
    }

    fn take_head(&self) -> Option<Head> {
        self.head.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    fn enter(&self) {
        *self.stretch() = Some(Stretch::begin());
    }

    fn leave(&self) {
        if let Some(stretch) = self.stretch().take() {
            self.cpu_used.fetch_add(nanos(stretch.cpu()), Relaxed);
        }
    }

    fn stretch(&self) -> MutexGuard<'_, Option<Stretch>> {
        self.stretch.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Does `work` for the guest on a thread that does not poll it, and counts its CPU time.
    pub(crate) fn charged<T>(&self, work: impl FnOnce() -> T) -> T {
        let stretch = Stretch::begin();
        let done = work();
        self.cpu_used.fetch_add(nanos(stretch.cpu()), Relaxed);
        done
    }

    /// Whether the guest, in the middle of a poll, has used up its CPU time.
    pub(crate) fn cpu_exceeded(&self) -> bool {
        self.is_beyond(self.running())
    }

    /// What the guest is to do when the epoch ends in the middle of a poll.
    pub(crate) fn at_tick(&self) -> UpdateDeadline {
        let running = self.running();
        if self.is_beyond(running) {
            UpdateDeadline::Interrupt
        } else if running < TURN {
            UpdateDeadline::Continue(1)
        } else {
            UpdateDeadline::Yield(1)
        }
    }

    /// Whether the CPU time is used up with what the present poll took.
    fn is_beyond(&self, running: Duration) -> bool {
        self.cpu_used.load(Relaxed).saturating_add(nanos(running)) > self.cpu_limit
    }

    /// The CPU time of the present poll.
    fn running(&self) -> Duration {
        self.stretch().as_ref().map_or(Duration::ZERO, Stretch::cpu)
    }
}

fn nanos(duration: Duration) -> u64 {
    u64::try_from(duration.as_nanos()).unwrap_or(u64::MAX)
}

pub(crate) type GuestFuture = Pin<Box<dyn Future<Output = Result<(), CallError>> + Send>>;

/// A guest at work: polls it, counts its CPU time, ends it at its deadline and reports its usage once, when dropped.
pub(crate) struct Guest {
    work: Option<GuestFuture>,
    shared: Arc<Shared>,
    deadline: Instant,
    allowed: Duration,
    /// Made when the guest first has to wait: most calls never do.
    timer: Option<Pin<Box<Sleep>>>,
    failure: Option<CallError>,
    finished: Option<Box<dyn FnOnce(Usage) + Send + Sync>>,
}

impl Guest {
    pub(crate) fn new(
        work: GuestFuture,
        shared: Arc<Shared>,
        wall: Duration,
        finished: Option<Box<dyn FnOnce(Usage) + Send + Sync>>,
    ) -> Self {
        let deadline = Instant::now() + wall;
        Self { work: Some(work), shared, deadline, allowed: wall, timer: None, failure: None, finished }
    }

    /// Polls until the head of the response is there.
    pub(crate) fn poll_head(&mut self, cx: &mut Context<'_>) -> Poll<Head> {
        let ended = self.poll(cx);
        match (self.shared.take_head(), ended) {
            // Nothing has been sent yet: a guest that dies right after its head still gets its proper error.
            (_, Poll::Ready(Err(error))) => Poll::Ready(Err(error)),
            (Some(head), _) => Poll::Ready(head),
            (None, Poll::Ready(Ok(()))) => Poll::Ready(Err(CallError::NoResponse)),
            (None, Poll::Pending) => Poll::Pending,
        }
    }

    /// Polls the guest; once it has ended, always ready with how it did.
    pub(crate) fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), CallError>> {
        if let Some(work) = &mut self.work {
            self.shared.enter();
            let polled = work.as_mut().poll(cx);
            self.shared.leave();
            match polled {
                Poll::Ready(result) => self.end(result.err()),
                Poll::Pending if self.poll_timer(cx).is_ready() => {
                    self.end(Some(CallError::WallTimeout(self.allowed)));
                }
                Poll::Pending => return Poll::Pending,
            }
        }
        Poll::Ready(self.failure.clone().map_or(Ok(()), Err))
    }

    /// From now on the guest has this long.
    pub(crate) fn allow(&mut self, allowed: Duration) {
        self.deadline = Instant::now() + allowed;
        self.allowed = allowed;
        self.timer = None;
    }

    pub(crate) fn is_running(&self) -> bool {
        self.work.is_some()
    }

    /// Ends the guest now; the first failure is the one that counts.
    pub(crate) fn end(&mut self, failure: Option<CallError>) {
        self.work = None;
        self.failure = self.failure.take().or(failure);
    }

    fn poll_timer(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        let deadline = self.deadline;
        self.timer.get_or_insert_with(|| Box::pin(sleep_until(deadline.into()))).as_mut().poll(cx)
    }
}

impl Future for Guest {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        Self::poll(&mut self, cx).map(drop)
    }
}

impl Drop for Guest {
    fn drop(&mut self) {
        if self.is_running() {
            self.end(Some(CallError::Cancelled));
        }
        if let Some(finished) = self.finished.take() {
            finished(Usage {
                cpu: Duration::from_nanos(self.shared.cpu_used.load(Relaxed)),
                memory_peak: self.shared.memory_peak.load(Relaxed),
                response_bytes: self.shared.response_bytes.load(Relaxed),
                error: self.failure.take(),
            });
        }
    }
}
