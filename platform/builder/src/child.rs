//! The other side of [`crate::Compiler`]: what runs inside the child process.
//!
//! The process limits itself before it looks at anything an author wrote, and has neither keys nor connections.
//! It is given a directory with `component.wasm`, or with `python.wasm`, which is the platform's own runtime for Python
//! plugins, and leaves `artifact.cwasm` and `verdict.json` there.

use std::ffi::OsString;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use mspf_package::HttpWorld;
use mspf_runtime::EngineProfile;
use rustix::process::{Resource, Rlimit, nice, setrlimit};
use serde::{Deserialize, Serialize};

pub(crate) const COMPONENT_FILE: &str = "component.wasm";
pub(crate) const PYTHON_FILE: &str = "python.wasm";
pub(crate) const ARTIFACT_FILE: &str = "artifact.cwasm";
pub(crate) const VERDICT_FILE: &str = "verdict.json";

/// The least right of way there is: serving comes first.
const NICENESS: i32 = 19;

/// The largest file the child may write. Compiled code is up to about ten times the component, which
/// has 96 MB at most.
const MAX_FILE_BYTES: u64 = 1 << 30;

/// Between the signal that tells of too much CPU time, and the kill that is told from no other: the first always ends
/// the process.
const CPU_GRACE_SECONDS: u64 = 5;

/// What Linux says when the address space is used up.
pub(crate) const OUT_OF_MEMORY: &str = "Cannot allocate memory";

/// What the child has found out.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Verdict {
    /// The artifact is for this generation of WASI HTTP: 2 or 3.
    Compiled { generation: u8 },
    /// The artifact is the Python runtime's.
    CompiledPython,
    /// The component cannot be a plugin.
    Refused { code: String, message: String },
}

/// What the parent tells the child.
#[derive(Debug)]
pub(crate) struct Order {
    pub(crate) directory: PathBuf,
    pub(crate) memory_bytes: u64,
    pub(crate) cpu_seconds: u64,
}

impl Order {
    /// As the last arguments of a command line.
    pub(crate) fn to_arguments(&self) -> [OsString; 3] {
        [
            self.directory.clone().into(),
            self.memory_bytes.to_string().into(),
            self.cpu_seconds.to_string().into(),
        ]
    }

    fn from_arguments(arguments: &[OsString]) -> Option<Self> {
        let [directory, memory_bytes, cpu_seconds] = arguments.last_chunk()?;
        Some(Self {
            directory: directory.into(),
            memory_bytes: memory_bytes.to_str()?.parse().ok()?,
            cpu_seconds: cpu_seconds.to_str()?.parse().ok()?,
        })
    }
}

/// Compiles one component, as told by the last arguments of the command line, and returns what the process has to
/// exit with. For the hidden command that [`crate::Compiler::Subprocess`] names.
///
/// Limits the whole process and ends it when the parent goes away: call it in a process made for it.
#[must_use]
pub fn compile_child(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let arguments: Vec<OsString> = arguments.into_iter().collect();
    let Some(order) = Order::from_arguments(&arguments) else {
        eprintln!("usage: DIRECTORY MEMORY_BYTES CPU_SECONDS");
        return ExitCode::from(2);
    };
    match obey(&order) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn obey(order: &Order) -> std::io::Result<()> {
    std::thread::Builder::new().name("lifeline".into()).spawn(end_with_parent)?;
    limit(order)?;
    let python = order.directory.join(PYTHON_FILE);
    let verdict = match python.exists() {
        true => compile(
            &std::fs::read(python)?,
            EngineProfile::Python,
            Verdict::CompiledPython,
            &order.directory,
        )?,
        false => judge(&std::fs::read(order.directory.join(COMPONENT_FILE))?, &order.directory)?,
    };
    std::fs::write(order.directory.join(VERDICT_FILE), serde_json::to_vec(&verdict)?)
}

/// Standard input is a pipe that nobody writes to: it ends when the parent does, however that happens.
fn end_with_parent() {
    let mut nothing = [0];
    while std::io::stdin().read(&mut nothing).is_ok_and(|read| read > 0) {}
    std::process::exit(1);
}

fn limit(order: &Order) -> std::io::Result<()> {
    let set = |resource, value| setrlimit(resource, Rlimit { current: Some(value), maximum: Some(value) });
    set(Resource::Core, 0)?;
    set(Resource::As, order.memory_bytes)?;
    let cpu =
        Rlimit { current: Some(order.cpu_seconds), maximum: Some(order.cpu_seconds + CPU_GRACE_SECONDS) };
    setrlimit(Resource::Cpu, cpu)?;
    set(Resource::Fsize, MAX_FILE_BYTES)?;
    // Already nicer is nice enough.
    let _ = nice(NICENESS);
    Ok(())
}

fn judge(component: &[u8], directory: &Path) -> std::io::Result<Verdict> {
    let info = match mspf_package::inspect(component) {
        Ok(info) => info,
        Err(error) => {
            return Ok(Verdict::Refused { code: error.code().to_owned(), message: error.to_string() });
        }
    };
    let (profile, generation) = match info.world {
        HttpWorld::P2 => (EngineProfile::P2, 2),
        HttpWorld::P3 => (EngineProfile::P3, 3),
    };
    compile(component, profile, Verdict::Compiled { generation }, directory)
}

fn compile(
    component: &[u8],
    profile: EngineProfile,
    verdict: Verdict,
    directory: &Path,
) -> std::io::Result<Verdict> {
    match mspf_runtime::compile(component, profile) {
        Ok(code) => {
            std::fs::write(directory.join(ARTIFACT_FILE), code)?;
            Ok(verdict)
        }
        // The limit on memory was met where it is an error and not the end of the process.
        Err(error) if error.to_string().contains(OUT_OF_MEMORY) => Err(std::io::Error::other(OUT_OF_MEMORY)),
        Err(error) => {
            Ok(Verdict::Refused { code: "build.not_compilable".to_owned(), message: error.to_string() })
        }
    }
}
