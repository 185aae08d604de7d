//! Compiling in a process of its own, and telling why it did not work.

use std::ffi::OsString;
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::{ExitStatus, Stdio};
use std::time::Duration;

use mspf_runtime::EngineProfile;
use tokio::io::{AsyncRead, AsyncReadExt};
use tokio::process::{Child, Command};

use crate::BuildError;
use crate::child::{OUT_OF_MEMORY, Order, VERDICT_FILE, Verdict};

/// How much of what the compiler says in its last words is kept: a panic's message and the way there.
const LAST_WORDS_BYTES: usize = 16 << 10;

/// Signals by number, as they are on every Linux that Mspf runs on.
const SIGABRT: i32 = 6;
const SIGSEGV: i32 = 11;
const SIGXCPU: i32 = 24;

/// Who compiles.
#[derive(Debug, Clone)]
pub enum Compiler {
    /// A child process, for each component a new one. The arguments must lead to [`crate::compile_child`], which is
    /// given three more at the end.
    Subprocess {
        /// The program, usually the platform's own.
        program: PathBuf,
        /// Its first arguments.
        arguments: Vec<OsString>,
    },
}

/// What the compilation of one component may use.
#[derive(Debug, Clone, Copy)]
pub struct CompileLimits {
    /// Address space in bytes.
    pub memory: u64,
    /// CPU time of all its threads together.
    pub cpu: Duration,
    /// Time on the clock.
    pub wall: Duration,
}

impl Default for CompileLimits {
    /// Measured: a whole Python runtime (43 MB) takes about 12 s of CPU time and 1.5 GB. The rest is room for slower
    /// machines; the clock has more of it because compiling is what waits when a machine is busy.
    fn default() -> Self {
        Self { memory: 4 << 30, cpu: Duration::from_secs(120), wall: Duration::from_secs(600) }
    }
}

impl Compiler {
    /// Compiles `component.wasm` in `directory` to `artifact.cwasm`. The child is killed when this is dropped.
    pub(crate) async fn compile(
        &self,
        directory: &Path,
        limits: &CompileLimits,
    ) -> Result<EngineProfile, BuildError> {
        let order = Order {
            directory: directory.to_owned(),
            memory_bytes: limits.memory,
            cpu_seconds: limits.cpu.as_secs().max(1),
        };
        let mut child = self.start(&order)?;
        let finished = tokio::time::timeout(limits.wall, finish(&mut child)).await;
        let Ok(finished) = finished else {
            // Dropping the child kills it too, but only this makes sure that it is gone.
            let _ = child.kill().await;
            return Err(BuildError::TimedOut(limits.wall));
        };
        let (status, last_words) =
            finished.map_err(BuildError::io("waiting for the compiler in", directory))?;
        if !status.success() {
            return Err(explain(status, &last_words, limits));
        }
        read_verdict(&directory.join(VERDICT_FILE)).await
    }

    fn start(&self, order: &Order) -> Result<Child, BuildError> {
        let Self::Subprocess { program, arguments } = self;
        Command::new(program)
            .args(arguments)
            .args(order.to_arguments())
            // Nothing of the platform's environment, which may hold secrets, is any business of a compiler.
            .env_clear()
            // Kept open for as long as this process lives: see `end_with_parent`.
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .map_err(BuildError::io("starting", program))
    }
}

async fn finish(child: &mut Child) -> std::io::Result<(ExitStatus, String)> {
    // `wait` would close it.
    let lifeline = child.stdin.take();
    let last_words = match child.stderr.take() {
        Some(stderr) => tail(stderr).await?,
        None => String::new(),
    };
    let status = child.wait().await?;
    drop(lifeline);
    Ok((status, last_words))
}

/// Reads to the end and keeps the last part.
async fn tail(mut from: impl AsyncRead + Unpin) -> std::io::Result<String> {
    let mut kept = Vec::new();
    let mut chunk = [0; 4 << 10];
    loop {
        let read = from.read(&mut chunk).await?;
        if read == 0 {
            return Ok(String::from_utf8_lossy(&kept).into_owned());
        }
        kept.extend_from_slice(&chunk[..read]);
        kept.drain(..kept.len().saturating_sub(LAST_WORDS_BYTES));
    }
}

async fn read_verdict(file: &Path) -> Result<EngineProfile, BuildError> {
    let json = tokio::fs::read(file).await.map_err(BuildError::io("reading", file))?;
    match serde_json::from_slice(&json) {
        Ok(Verdict::Compiled { generation: 2 }) => Ok(EngineProfile::P2),
        Ok(Verdict::Compiled { generation: 3 }) => Ok(EngineProfile::P3),
        Ok(Verdict::CompiledPython) => Ok(EngineProfile::Python),
        Ok(Verdict::Refused { code, message }) => Err(BuildError::Refused { code, message }),
        _ => Err(BuildError::CompilerDied("it left an unreadable verdict".to_owned())),
    }
}

/// Tells an author what happened, where it is known.
fn explain(status: ExitStatus, last_words: &str, limits: &CompileLimits) -> BuildError {
    let out_of_memory =
        ["memory allocation of", OUT_OF_MEMORY].iter().any(|words| last_words.contains(words));
    match status.signal() {
        // Some allocators crash instead of saying so when the address space is used up.
        Some(SIGABRT | SIGSEGV) | None if out_of_memory => BuildError::refused(
            "build.out_of_memory",
            format!(
                "Compiling this component takes more than {} MB of memory. Make it smaller: build it for release, \
                 strip it, leave out what it does not need.",
                limits.memory >> 20
            ),
        ),
        Some(SIGXCPU) => BuildError::refused(
            "build.out_of_time",
            format!(
                "Compiling this component takes more than {} seconds of CPU time. Make it smaller, and look for huge \
                 generated functions.",
                limits.cpu.as_secs()
            ),
        ),
        _ => {
            let said = last_words.lines().rfind(|line| !line.trim().is_empty()).unwrap_or("it said nothing");
            BuildError::CompilerDied(format!("{status}: {said}"))
        }
    }
}
