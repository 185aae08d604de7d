//! A throw-away PostgreSQL cluster, shared by the test processes of a checkout.

use std::{
    fs,
    os::unix::net::UnixStream,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    sync::atomic::{AtomicU32, Ordering},
};

use sea_orm::ConnectionTrait;

use crate::{database, shared};

/// Durability is of no use here, speed is; and nextest runs many processes with a pool each.
const SETTINGS: &str = "-F -c listen_addresses= -c max_connections=300 -c shared_buffers=64MB \
    -c full_page_writes=off -c synchronous_commit=off -c autovacuum=off";
/// Where Debian and others keep the server's programs, which are usually not on the PATH.
const PROGRAMS: &str = "/usr/lib/postgresql";

/// A database of its own, dropped with this.
#[derive(Debug)]
pub(crate) struct Database {
    name: String,
    cluster: PathBuf,
}

impl Database {
    /// Clones the migrated template.
    pub(crate) async fn create() -> Database {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let template = format!("template_{:016x}", shared::schema_fingerprint());
        let cluster = shared::exclusively("postgres", async |directory| {
            start(directory);
            make_template(directory, &template).await;
            directory.to_owned()
        })
        .await;
        let name = format!("test_{}_{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
        // Process numbers come again; what a killed test left is not ours to keep.
        execute(&cluster, &format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)")).await;
        execute(&cluster, &format!("CREATE DATABASE {name} TEMPLATE {template}")).await;
        Database { name, cluster }
    }

    pub(crate) fn url(&self) -> String {
        url(&self.cluster, &self.name)
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        let (cluster, name) = (self.cluster.clone(), self.name.clone());
        // Drop may run inside a runtime, where blocking on another one is not allowed: hence the thread.
        let dropping = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
            let statement = format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)");
            runtime.expect("a runtime can be made").block_on(execute(&cluster, &statement));
        });
        let _ = dropping.join();
    }
}

fn url(cluster: &Path, database: &str) -> String {
    let socket = cluster.display().to_string().replace('/', "%2F");
    format!("postgres://app@{socket}/{database}")
}

async fn execute(cluster: &Path, statement: &str) {
    let connection = database::connect(&url(cluster, "postgres")).await.expect("the cluster answers");
    connection.execute_unprepared(statement).await.expect("the cluster obeys");
    connection.close().await.expect("the connection closes");
}

/// Migrates the template under another name first, so that a half-made one is never used.
async fn make_template(cluster: &Path, template: &str) {
    let connection = database::connect(&url(cluster, "postgres")).await.expect("the cluster answers");
    let query = format!("SELECT 1 FROM pg_database WHERE datname = '{template}'");
    let statement = sea_orm::Statement::from_string(connection.get_database_backend(), query);
    if connection.query_one_raw(statement).await.expect("the cluster answers").is_some() {
        return;
    }
    for statement in ["DROP DATABASE IF EXISTS unfinished WITH (FORCE)", "CREATE DATABASE unfinished"] {
        connection.execute_unprepared(statement).await.expect("the cluster obeys");
    }
    database::migrate(&url(cluster, "unfinished")).await;
    let rename = format!("ALTER DATABASE unfinished RENAME TO {template}");
    connection.execute_unprepared(&rename).await.expect("the template can be named");
}

/// Starts the cluster unless it runs; makes it anew if there is none or it does not start.
fn start(directory: &Path) {
    if UnixStream::connect(directory.join(".s.PGSQL.5432")).is_ok() {
        return;
    }
    if !directory.join("data/PG_VERSION").exists() || !run_server(directory) {
        fs::remove_dir_all(directory).expect("the old cluster can be removed");
        fs::create_dir_all(directory).expect("the cluster's directory can be made");
        initialise(directory);
        assert!(run_server(directory), "PostgreSQL starts: see {}/log", directory.display());
    }
    let programs = programs();
    let data = directory.join("data");
    let stop = format!("{} -D {} -m immediate stop", programs.join("pg_ctl").display(), data.display());
    shared::stop_when_idle(directory, &if is_root() { format!("{AS_POSTGRES} {stop}") } else { stop });
}

fn initialise(directory: &Path) {
    if is_root() {
        let status = Command::new("chown").arg("postgres").arg(directory).status();
        assert!(status.is_ok_and(|status| status.success()), "the cluster's directory can be given away");
    }
    let mut initdb = program("initdb");
    initdb.arg("-D").arg(directory.join("data"));
    initdb.args(["-U", "app", "--auth=trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"]);
    let output = initdb.output().expect("initdb runs");
    assert!(output.status.success(), "initdb: {}", String::from_utf8_lossy(&output.stderr));
}

fn run_server(directory: &Path) -> bool {
    let mut start = program("pg_ctl");
    start.arg("-D").arg(directory.join("data")).arg("-l").arg(directory.join("log"));
    start.arg("-o").arg(format!("{SETTINGS} -k {}", directory.display())).args(["-w", "-t", "30", "start"]);
    start.stdout(Stdio::null()).stderr(Stdio::null());
    start.status().is_ok_and(|status| status.success())
}

/// PostgreSQL refuses to run as root.
const AS_POSTGRES: &str = "setpriv --reuid=postgres --regid=postgres --init-groups env HOME=/tmp";

fn program(name: &str) -> Command {
    let path = programs().join(name);
    let mut command = if is_root() {
        let mut words = AS_POSTGRES.split(' ');
        let mut command = Command::new(words.next().unwrap_or_default());
        command.args(words).arg(path);
        command
    } else {
        Command::new(path)
    };
    command.current_dir("/").stdin(Stdio::null());
    command
}

/// The newest server installed, else whatever the PATH offers.
fn programs() -> PathBuf {
    let versions = fs::read_dir(PROGRAMS).into_iter().flatten().flatten();
    let newest = versions.max_by_key(|entry| entry.file_name().to_string_lossy().parse::<u32>().unwrap_or(0));
    newest.map(|entry| entry.path().join("bin")).unwrap_or_default()
}

fn is_root() -> bool {
    use std::os::unix::fs::MetadataExt;
    fs::metadata("/proc/self").is_ok_and(|process| process.uid() == 0)
}
