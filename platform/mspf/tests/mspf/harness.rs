//! Runs the binary in a folder of its own, with nothing of the outer environment that could reach in.

use std::{
    fs,
    io::{BufRead, BufReader},
    net::TcpListener,
    path::PathBuf,
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

/// How long a server may take to start or stop on a busy machine.
const PATIENCE: Duration = Duration::from_secs(60);

/// A home folder for the programs of one test.
pub(crate) struct Sandbox {
    folder: tempfile::TempDir,
    environment: Vec<(String, String)>,
}

impl Sandbox {
    pub(crate) fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap(), environment: Vec::new() }
    }

    /// Sets an environment variable for all programs of this test.
    pub(crate) fn with(mut self, name: &str, value: impl Into<String>) -> Self {
        self.environment.push((name.to_owned(), value.into()));
        self
    }

    pub(crate) fn path(&self, inside: &str) -> PathBuf {
        self.folder.path().join(inside)
    }

    pub(crate) fn write(&self, inside: &str, content: impl AsRef<[u8]>) {
        let path = self.path(inside);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }

    /// The binary, ready to be started in the folder `inside`.
    pub(crate) fn command(&self, inside: &str, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_mspf"));
        command.args(arguments).current_dir(self.path(inside)).env_clear();
        for kept in ["PATH", "MSPF_WASM_RUSTC", "CARGO_NET_OFFLINE"] {
            command.envs(std::env::var_os(kept).map(|value| (kept, value)));
        }
        // Where tools are is not the sandbox's to say; whose settings they read is.
        let home = PathBuf::from(std::env::var_os("HOME").unwrap_or_default());
        for (name, usual) in
            [("CARGO_HOME", ".cargo"), ("RUSTUP_HOME", ".rustup"), ("XDG_CACHE_HOME", ".cache")]
        {
            command.env(name, std::env::var_os(name).unwrap_or_else(|| home.join(usual).into()));
        }
        command.env("HOME", self.folder.path()).env("COLUMNS", "100");
        command.envs(self.environment.iter().map(|(name, value)| (name, value)));
        command
    }

    /// Runs the binary to its end and shows everything that can be seen of it.
    pub(crate) fn run(&self, arguments: &[&str]) -> Run {
        self.run_in("", arguments)
    }

    pub(crate) fn run_in(&self, inside: &str, arguments: &[&str]) -> Run {
        self.run_with_input(inside, arguments, "")
    }

    pub(crate) fn run_with_input(&self, inside: &str, arguments: &[&str], input: &str) -> Run {
        use std::io::Write;
        let mut command = self.command(inside, arguments);
        let mut child =
            command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        // Nobody may be reading: a verb that needs no input has ended already.
        let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
        let output = child.wait_with_output().unwrap();
        Run {
            line: format!("mspf {}", arguments.join(" ")),
            code: output.status.code(),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
            folder: self.folder.path().canonicalize().unwrap(),
        }
    }

    /// Starts a server on free ports and waits until it answers.
    pub(crate) fn serve(&self, more: &[&str]) -> Server {
        self.serve_at(free_port(), more)
    }

    /// Starts a server on a port that was a server's before: a client's saved credentials name it.
    pub(crate) fn serve_at(&self, port: u16, more: &[&str]) -> Server {
        Server::start(self, port, more)
    }
}

/// A finished run of the binary.
pub(crate) struct Run {
    line: String,
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
    folder: PathBuf,
}

impl Run {
    /// Fails the test unless the verb succeeded.
    pub(crate) fn done(self) -> Self {
        assert_eq!(self.code, Some(0), "{self}");
        self
    }
}

impl std::fmt::Display for Run {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let clean = |text: &str| text.replace(&self.folder.display().to_string(), "[FOLDER]");
        write!(
            out,
            "$ {}\n[exit {}]\n",
            clean(&self.line),
            self.code.map_or("by signal".to_owned(), |code| code.to_string())
        )?;
        for (name, text) in [("stdout", &self.stdout), ("stderr", &self.stderr)] {
            if !text.is_empty() {
                write!(out, "[{name}]\n{}", clean(text))?;
            }
        }
        Ok(())
    }
}

/// Snapshots a run, with whatever differs from run to run replaced.
#[macro_export]
macro_rules! assert_run {
    ($run:expr) => {{
        let run = $run;
        insta::with_settings!({ filters => $crate::harness::FILTERS.to_vec(), omit_expression => true }, {
            insta::assert_snapshot!(run);
        });
    }};
}

/// What differs from run to run.
pub(crate) const FILTERS: &[(&str, &str)] = &[
    (r"SP_\d+", "[PLUGIN]"),
    (r"(127\.0\.0\.1|localhost):\d+", "[SERVER]"),
    (r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?Z?)?", "[TIME]"),
    (r"request [0-9A-Za-z-]{16,}", "request [ID]"),
    (r"mspf [0-9]+\.[0-9]+\.[0-9]+", "mspf [VERSION]"),
    (r"\d+(\.\d+)? (B|KiB|MiB)\b", "[SIZE]"),
];

/// A server of the test's own. Killed when dropped.
pub(crate) struct Server {
    child: Child,
    pub(crate) address: String,
    pub(crate) admin: String,
    /// The one-time link, if it printed one.
    pub(crate) setup_link: Option<String>,
}

impl Server {
    fn start(sandbox: &Sandbox, port: u16, more: &[&str]) -> Self {
        let admin_port = free_port();
        let address = format!("http://127.0.0.1:{port}");
        let admin = format!("127.0.0.1:{admin_port}");
        let listen = format!("127.0.0.1:{port}");
        let mut arguments =
            vec!["serve", "--listen", &listen, "--admin-listen", &admin, "--public-url", &address];
        arguments.extend(more);
        let mut child =
            sandbox.command("", &arguments).stdout(Stdio::piped()).stderr(Stdio::inherit()).spawn().unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let mut setup_link = None;
        for line in lines.by_ref() {
            let line = line.unwrap();
            if let Some(at) = line.find("http").filter(|_| line.contains("/setup#")) {
                setup_link = Some(line[at..].trim().to_owned());
            }
            // Its ports are open by then.
            if line.starts_with("ready") {
                break;
            }
        }
        if let Some(status) = child.try_wait().unwrap() {
            panic!("the server ended at once: {status}");
        }
        // A full pipe would stop the server.
        std::thread::spawn(move || lines.for_each(drop));
        Self { child, address, admin, setup_link }
    }

    pub(crate) fn port(&self) -> u16 {
        self.address.rsplit(':').next().unwrap().parse().unwrap()
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("{}{path}", self.address)
    }

    /// Asks it to stop, as an orchestrator would, and waits for the end.
    pub(crate) fn terminate(&mut self) -> Option<i32> {
        let pid = self.child.id().to_string();
        assert!(Command::new("kill").args(["-TERM", &pid]).status().unwrap().success());
        self.wait()
    }

    /// Ends it as a crash would.
    pub(crate) fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    fn wait(&mut self) -> Option<i32> {
        let deadline = Instant::now() + PATIENCE;
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status.code();
            }
            assert!(Instant::now() < deadline, "the server did not stop");
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A port that nobody uses right now.
pub(crate) fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}
