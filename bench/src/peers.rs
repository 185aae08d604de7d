//! What Mspf is measured beside.

use std::{
    convert::Infallible,
    net::{SocketAddr, TcpListener},
    os::unix::process::CommandExt,
    path::Path,
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail};
use bytes::Bytes;
use http_body_util::Full;
use hyper::{Response, server::conn::http1, service::service_fn};
use hyper_util::rt::TokioIo;

/// How long a server may take to answer for the first time; one may have to compile first.
const START_LIMIT: Duration = Duration::from_secs(60);
/// The pool settings of Mspf's own engine, as `wasmtime serve` names them.
const TUNED: &str = "pooling-allocator=y,pooling-pagemap-scan=y,pooling-memory-keep-resident=1048576,\
                     pooling-table-keep-resident=65536,pooling-async-stack-keep-resident=65536";
/// Requests that one instance answers where instances are reused; Mspf's plugin says the same.
pub(crate) const REUSED_CALLS: u32 = 1000;

/// A server that ends with this value.
pub(crate) struct Server {
    child: Child,
    /// Whether its children have to be ended with it.
    is_group: bool,
    pub(crate) url: String,
}

impl Server {
    /// Starts a server that has processes of its own, and waits until `url` answers 200.
    pub(crate) async fn start_group(command: &mut Command, url: String) -> Result<Self> {
        let mut server = Self::start(command.process_group(0), url).await?;
        server.is_group = true;
        Ok(server)
    }

    /// Starts a server and waits until `url` answers 200.
    pub(crate) async fn start(command: &mut Command, url: String) -> Result<Self> {
        let child = command.stdout(Stdio::null()).stdin(Stdio::null()).spawn();
        let child = child.with_context(|| format!("{command:?} does not start"))?;
        let server = Self { child, is_group: false, url };
        let started = Instant::now();
        loop {
            match reqwest::get(&server.url).await {
                Ok(answer) if answer.status().is_success() => return Ok(server),
                last if started.elapsed() > START_LIMIT => bail!("{} does not answer: {last:?}", server.url),
                _ => tokio::time::sleep(Duration::from_millis(50)).await,
            }
        }
    }

    /// Memory that the process holds, in KiB.
    pub(crate) fn resident_kib(&self) -> Result<u64> {
        self.status_kib("VmRSS:")
    }

    /// Memory that it holds and shares with no file, in KiB: pages of an image that many instances map count in
    /// [`Server::resident_kib`] once for each of them.
    pub(crate) fn private_kib(&self) -> Result<u64> {
        self.status_kib("RssAnon:")
    }

    fn status_kib(&self, name: &str) -> Result<u64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id()))?;
        let line =
            status.lines().find_map(|line| line.strip_prefix(name)).context("no such line of status")?;
        Ok(line.trim().trim_end_matches(" kB").parse()?)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if self.is_group {
            let group = format!("-{}", self.child.id());
            let _ = Command::new("kill").args(["-KILL", "--", &group]).status();
        }
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A port that nobody uses.
pub(crate) fn free_port() -> Result<u16> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?.port())
}

/// `wasmtime serve`, with further options.
pub(crate) async fn wasmtime(program: &Path, component: &Path, options: &[&str]) -> Result<Server> {
    let address = format!("127.0.0.1:{}", free_port()?);
    let mut command = Command::new(program);
    command.args(["serve", "-Scli", "--addr", &address]).args(options).arg(component).stderr(Stdio::null());
    Server::start(&mut command, format!("http://{address}/")).await
}

/// The same with the pool settings of Mspf.
pub(crate) async fn wasmtime_tuned(program: &Path, component: &Path, options: &[&str]) -> Result<Server> {
    wasmtime(program, component, &[&["-O", TUNED], options].concat()).await
}

/// What the peer calls itself.
pub(crate) fn version(program: &Path) -> Result<String> {
    let output = Command::new(program).arg("--version").output();
    let output =
        output.with_context(|| format!("{} does not run: set MSPF_BENCH_WASMTIME", program.display()))?;
    Ok(String::from_utf8_lossy(&output.stdout).split(" (").next().unwrap_or_default().trim().to_owned())
}

/// This program as plain hyper.
pub(crate) async fn hyper() -> Result<Server> {
    let address = format!("127.0.0.1:{}", free_port()?);
    Server::start(
        Command::new(std::env::current_exe()?).args(["hyper", &address]),
        format!("http://{address}/"),
    )
    .await
}

/// Answers every request with the component's bytes, without a component.
pub(crate) fn hyper_alone(address: SocketAddr) -> Result<()> {
    tokio::runtime::Runtime::new()?.block_on(async {
        let listener = tokio::net::TcpListener::bind(address).await?;
        loop {
            let (stream, _) = listener.accept().await?;
            stream.set_nodelay(true)?;
            let hello = service_fn(async |_| {
                let mut response = Response::new(Full::new(Bytes::from_static(b"Hello, world!\n")));
                let text = hyper::header::HeaderValue::from_static("text/plain; charset=utf-8");
                response.headers_mut().insert(hyper::header::CONTENT_TYPE, text);
                Ok::<_, Infallible>(response)
            });
            tokio::spawn(
                http1::Builder::new().pipeline_flush(true).serve_connection(TokioIo::new(stream), hello),
            );
        }
    })
}
