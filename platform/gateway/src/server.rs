//! The listener: connections of HTTP/1.1 and of HTTP/2 without TLS, bounded in number, time and size, and ended
//! gracefully. What the gateway does not claim goes to the control plane.

use std::convert::Infallible;
use std::io;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::{Request, Response};
use http_body::Body as HttpBody;
use http_body_util::Either;
use hyper::body::Incoming;
use hyper::server::conn::{http1, http2};
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tower::ServiceExt;

use crate::body::{Body, BodyError};
use crate::{Gateway, Peer, TrustedProxies};

/// How long a client may take for the head of a request, and how long a connection may be idle between two.
pub const DEFAULT_HEAD_TIMEOUT: Duration = Duration::from_secs(30);
/// How long requests in flight may go on when the server is told to stop: a little below the 30 seconds that
/// Kubernetes waits before it kills.
pub const DEFAULT_DRAIN_TIMEOUT: Duration = Duration::from_secs(25);
/// Connections open at once. Each takes about 20 KiB idle.
pub const DEFAULT_CONNECTIONS: usize = 10_000;

/// Bytes of a request's head, about: as much as common servers take. (The number of its fields is bounded by hyper's
/// default of 100; setting another costs an allocation for each request.)
const MAX_HEAD: usize = 64 << 10;
/// Requests at once on one connection of HTTP/2.
const MAX_STREAMS: u32 = 200;
/// How often an idle connection of HTTP/2 is asked whether anyone is there.
const PING_EVERY: Duration = Duration::from_secs(30);
/// How long the answer to that may take.
const PING_TIMEOUT: Duration = Duration::from_secs(20);
/// What the preface of HTTP/2 begins with. No method of HTTP/1 does.
const PREFACE: &[u8] = b"PRI";
/// How often the rest of a preface that came in pieces is looked for.
const PREFACE_PAUSE: Duration = Duration::from_millis(5);
/// How long to wait when the process has run out of file descriptors.
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);

/// Serves a connection to its end; once told to stop, to the end of the requests in flight. (The two kinds of
/// connection share these methods' names, but no trait.)
macro_rules! drive {
    ($connection:expr, $stop:expr) => {{
        let mut connection = std::pin::pin!($connection);
        tokio::select! {
            ended = connection.as_mut() => log_end(ended),
            () = $stop.cancelled() => {
                connection.as_mut().graceful_shutdown();
                log_end(connection.await);
            }
        }
    }};
}

/// Settings of a [`Server`].
#[derive(Clone, Debug)]
pub struct ServerConfig {
    /// How long a client may take for the head of a request, and how long a connection may be idle.
    pub head_timeout: Duration,
    /// How long requests in flight may go on after the server was told to stop.
    pub drain_timeout: Duration,
    /// Connections open at once; further ones wait in the kernel's queue.
    pub connections: usize,
    /// Whose `X-Forwarded-*` headers are believed.
    pub trusted_proxies: TrustedProxies,
}

impl Default for ServerConfig {
    fn default() -> Self {
        Self {
            head_timeout: DEFAULT_HEAD_TIMEOUT,
            drain_timeout: DEFAULT_DRAIN_TIMEOUT,
            connections: DEFAULT_CONNECTIONS,
            trusted_proxies: TrustedProxies::default(),
        }
    }
}

/// What answers requests that are for no plugin: an `axum::Router`, or any other service. It finds the [`Peer`] among
/// the request's extensions.
pub trait ControlPlane<B>:
    tower::Service<Request<Incoming>, Response = Response<B>, Error = Infallible, Future: Send>
    + Clone
    + Send
    + Sync
    + 'static
{
}

impl<B, S> ControlPlane<B> for S where
    S: tower::Service<Request<Incoming>, Response = Response<B>, Error = Infallible, Future: Send>
        + Clone
        + Send
        + Sync
        + 'static
{
}

/// Serves a gateway and a control plane on listeners.
pub struct Server<C> {
    gateway: Option<Arc<Gateway>>,
    control: C,
    config: ServerConfig,
    connections: Arc<Semaphore>,
    open: TaskTracker,
}

impl<C> Server<C> {
    /// A server of both; without a gateway, plugins' addresses are the control plane's to answer too.
    pub fn new(gateway: Option<Arc<Gateway>>, control: C, config: ServerConfig) -> Arc<Self> {
        let connections = Arc::new(Semaphore::new(config.connections.clamp(1, Semaphore::MAX_PERMITS)));
        Arc::new(Self { gateway, control, config, connections, open: TaskTracker::new() })
    }

    /// Serves the connections of a listener until `stop` is cancelled; then lets requests in flight end, for as long
    /// as the configuration says, and returns. Several listeners may be served at once.
    ///
    /// # Errors
    /// The listener is broken. Errors of single connections concern nobody else.
    pub async fn serve<B>(self: &Arc<Self>, listener: TcpListener, stop: CancellationToken) -> io::Result<()>
    where
        C: ControlPlane<B>,
        B: HttpBody<Data = Bytes> + Send + 'static,
        B::Error: Into<BodyError>,
    {
        listener.local_addr()?;
        while let Some((stream, place)) = stop.run_until_cancelled(self.accept(&listener)).await {
            let (server, stop) = (Arc::clone(self), stop.child_token());
            self.open.spawn(async move {
                server.connection(stream, stop).await;
                drop(place);
            });
        }
        drop(listener);
        self.open.close();
        if tokio::time::timeout(self.config.drain_timeout, self.open.wait()).await.is_err() {
            tracing::warn!(connections = self.open.len(), "requests still in flight were cut off");
        }
        Ok(())
    }

    async fn accept(&self, listener: &TcpListener) -> (TcpStream, Option<OwnedSemaphorePermit>) {
        let place = Arc::clone(&self.connections).acquire_owned().await.ok();
        loop {
            match listener.accept().await {
                Ok((stream, _)) => return (stream, place),
                Err(error) => {
                    tracing::warn!(%error, "a connection could not be accepted");
                    tokio::time::sleep(ACCEPT_PAUSE).await;
                }
            }
        }
    }

    async fn connection<B>(self: Arc<Self>, stream: TcpStream, stop: CancellationToken)
    where
        C: ControlPlane<B>,
        B: HttpBody<Data = Bytes> + Send + 'static,
        B::Error: Into<BodyError>,
    {
        // A client that has gone already has no address any more.
        let Ok(address) = stream.peer_addr() else { return };
        // Answers are written whole: waiting for more of them would only cost time.
        let _ = stream.set_nodelay(true);
        let first = tokio::time::timeout(self.config.head_timeout, speaks_http2(&stream));
        let Some(Ok(Ok(is_http2))) = stop.run_until_cancelled(first).await else { return };
        let http1 = self.http1_builder();
        let connection =
            Arc::new(Connection { peer: Peer::new(address, &self.config.trusted_proxies), server: self });
        let service = service_fn(move |request| Arc::clone(&connection).answer(request));
        if is_http2 {
            drive!(http2_builder().serve_connection(TokioIo::new(stream), service), stop);
        } else {
            drive!(http1.serve_connection(TokioIo::new(stream), service), stop);
        }
    }

    fn http1_builder(&self) -> http1::Builder {
        let mut builder = http1::Builder::new();
        builder
            .timer(TokioTimer::new())
            .header_read_timeout(self.config.head_timeout)
            .max_buf_size(MAX_HEAD)
            .pipeline_flush(true);
        builder
    }
}

/// What the requests of one connection share.
struct Connection<C> {
    server: Arc<Server<C>>,
    peer: Peer,
}

impl<C> Connection<C> {
    async fn answer<B>(
        self: Arc<Self>,
        mut request: Request<Incoming>,
    ) -> Result<Response<Either<Body, B>>, Infallible>
    where
        C: ControlPlane<B>,
    {
        if let Some(gateway) = &self.server.gateway {
            match gateway.handle(request, &self.peer).await {
                Ok(response) => return Ok(response.map(Either::Left)),
                Err(other) => request = other,
            }
        }
        request.extensions_mut().insert(self.peer.clone());
        Ok(self.server.control.clone().oneshot(request).await?.map(Either::Right))
    }
}

fn http2_builder() -> http2::Builder<TokioExecutor> {
    let mut builder = http2::Builder::new(TokioExecutor::new());
    builder
        .timer(TokioTimer::new())
        .max_header_list_size(MAX_HEAD as u32)
        .max_concurrent_streams(MAX_STREAMS)
        .keep_alive_interval(PING_EVERY)
        .keep_alive_timeout(PING_TIMEOUT);
    builder
}

/// Whether a client begins with the preface of HTTP/2. Waits for its first bytes, and takes none of them.
async fn speaks_http2(stream: &TcpStream) -> io::Result<bool> {
    let mut first = [0; PREFACE.len()];
    loop {
        let seen = stream.peek(&mut first).await?;
        if seen == 0 || first[..seen] != PREFACE[..seen] {
            return Ok(false);
        }
        if seen == PREFACE.len() {
            return Ok(true);
        }
        tokio::time::sleep(PREFACE_PAUSE).await;
    }
}

fn log_end(ended: Result<(), hyper::Error>) {
    if let Err(error) = ended {
        tracing::debug!(%error, "a connection ended early");
    }
}
