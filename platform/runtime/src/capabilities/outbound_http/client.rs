//! Sends granted requests: the address is checked after the name was looked up, and that very address is connected to,
//! so a name can't be pointed elsewhere in between.

use std::{
    net::SocketAddr,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
    time::Duration,
};

use bytes::Bytes;
use http::{HeaderValue, Uri, header::HOST, uri::Scheme};
use http_body::{Body, Frame};
use http_body_util::BodyExt;
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::TcpStream,
    sync::Semaphore,
    time::{Sleep, sleep, timeout},
};
use tokio_rustls::{
    TlsConnector,
    rustls::{ClientConfig, RootCertStore, pki_types::ServerName},
};
use wasmtime_wasi_http::{Error, RequestOptions, Result, WasiBody};

use super::{Io, OutboundPolicy, address::is_public};

/// Time for looking a name up, connecting and the TLS handshake, each.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
/// Time for the head of a response, and between its chunks. A guest may ask for less.
const READ_TIMEOUT: Duration = Duration::from_secs(60);
/// Outbound requests of all plugins of a node at once: each holds a socket.
const MAX_REQUESTS: usize = 512;

/// Sends the outbound requests of every plugin of a node. Connections are not shared: what one tenant does to a
/// connection must not reach another.
pub(crate) struct Client {
    policy: OutboundPolicy,
    tls: TlsConnector,
    slots: Arc<Semaphore>,
}

impl Client {
    pub(crate) fn new(policy: OutboundPolicy) -> Self {
        let roots = RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
        let config = ClientConfig::builder().with_root_certificates(roots).with_no_client_auth();
        Self {
            policy,
            tls: TlsConnector::from(Arc::new(config)),
            slots: Arc::new(Semaphore::new(MAX_REQUESTS)),
        }
    }

    pub(super) async fn send(
        &self,
        mut request: http::Request<WasiBody>,
        options: RequestOptions,
    ) -> Result<(http::Response<WasiBody>, Io)> {
        let slot = Arc::clone(&self.slots).try_acquire_owned().map_err(|_| Error::ConnectionLimitReached)?;
        let tls = request.uri().scheme() != Some(&Scheme::HTTP);
        let host = request.uri().host().ok_or(Error::HttpRequestUriInvalid)?.to_owned();
        let port = request.uri().port_u16().unwrap_or(if tls { 443 } else { 80 });
        let connect = options.connect_timeout.unwrap_or(CONNECT_TIMEOUT).min(CONNECT_TIMEOUT);
        let stream = self.connect(&host, port, connect).await?;
        to_origin_form(&mut request)?;
        let read = |asked: Option<Duration>| asked.unwrap_or(READ_TIMEOUT).min(READ_TIMEOUT);
        let (first, between) = (read(options.first_byte_timeout), read(options.between_bytes_timeout));
        let stream: Box<dyn Stream> = if tls {
            let name = ServerName::try_from(host).map_err(|_| Error::HttpRequestUriInvalid)?;
            let handshake = timeout(connect, self.tls.connect(name, stream)).await;
            Box::new(handshake.map_err(|_| Error::ConnectionTimeout)?.map_err(Error::Tls)?)
        } else {
            Box::new(stream)
        };
        let (response, io) = exchange(stream, request, first).await?;
        let body = |body| TimedBody { body, between, timer: Box::pin(sleep(between)) };
        let io: Io = Box::new(async move {
            let result = io.await;
            drop(slot);
            result
        });
        Ok((response.map(|incoming| body(incoming).boxed_unsync()), io))
    }

    async fn connect(&self, host: &str, port: u16, limit: Duration) -> Result<TcpStream> {
        let name = host.trim_start_matches('[').trim_end_matches(']');
        let found =
            timeout(limit, tokio::net::lookup_host((name, port))).await.map_err(|_| Error::DnsTimeout)?;
        let found: Vec<SocketAddr> = found
            .map_err(|error| Error::DnsError { rcode: Some(error.to_string()), info_code: None })?
            .collect();
        // One private address among several is enough to refuse: no public name has a reason for it.
        if !self.policy.allow_private && found.iter().any(|address| !is_public(address.ip())) {
            return Err(Error::DestinationIpProhibited);
        }
        let connected = timeout(limit, TcpStream::connect(found.as_slice())).await;
        connected.map_err(|_| Error::ConnectionTimeout)?.map_err(Error::Connect)
    }
}

/// Leaves the path in the request line and the authority in `Host`, as servers expect.
fn to_origin_form(request: &mut http::Request<WasiBody>) -> Result<()> {
    let authority = request.uri().authority().ok_or(Error::HttpRequestUriInvalid)?.as_str();
    let host = HeaderValue::from_str(authority).map_err(|_| Error::HttpRequestUriInvalid)?;
    let path =
        request.uri().path_and_query().cloned().unwrap_or_else(|| http::uri::PathAndQuery::from_static("/"));
    request.headers_mut().insert(HOST, host);
    *request.uri_mut() = Uri::from(path);
    Ok(())
}

/// A connection, encrypted or not.
trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}
impl<S: AsyncRead + AsyncWrite + Send + Unpin> Stream for S {}

async fn exchange(
    stream: Box<dyn Stream>,
    request: http::Request<WasiBody>,
    first: Duration,
) -> Result<(http::Response<hyper::body::Incoming>, impl Future<Output = Result<(), Error>> + Send)> {
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await?;
    // The connection is driven by a task that ends with the guest: the guest's future holds its handle.
    let connection = wasmtime_wasi::runtime::spawn(async move { connection.await.map_err(Error::from) });
    let response = timeout(first, sender.send_request(request)).await;
    Ok((response.map_err(|_| Error::ConnectionReadTimeout)??, connection))
}

/// A response's body that ends when nothing comes for too long.
struct TimedBody {
    body: hyper::body::Incoming,
    between: Duration,
    timer: Pin<Box<Sleep>>,
}

impl Body for TimedBody {
    type Data = Bytes;
    type Error = Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Error>>> {
        match Pin::new(&mut self.body).poll_frame(cx) {
            Poll::Ready(frame) => {
                let next = tokio::time::Instant::now() + self.between;
                self.timer.as_mut().reset(next);
                Poll::Ready(frame.map(|frame| frame.map_err(Error::from)))
            }
            Poll::Pending => self.timer.as_mut().poll(cx).map(|()| Some(Err(Error::ConnectionReadTimeout))),
        }
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> http_body::SizeHint {
        self.body.size_hint()
    }
}
