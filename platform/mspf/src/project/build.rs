//! From a plugin's sources to its component.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use serde::Deserialize;

use super::{
    Project,
    toolchain::{TARGET, Toolchain},
};
use crate::failure::{Failure, OrFail};

/// Runs the manifest's build command, or cargo for a Rust package without one. A project with neither has its
/// component ready.
pub(crate) fn run(project: &Project) -> Result<(), Failure> {
    let Some(component) = project.component() else { return Ok(()) };
    if let Some(build) = &project.manifest.build {
        run_command(project, &build.command)?;
    } else if project.is_rust() {
        place(&cargo(&project.root)?, &component)?;
    }
    if component.is_file() {
        return Ok(());
    }
    Err(Failure::new(format!("there is no component at {}", component.display()))
        .because("the manifest's [runtime] source names this file, and no build has made it")
        .remedy("add a [build] command that makes it, or put the component there"))
}

fn run_command(project: &Project, command: &str) -> Result<(), Failure> {
    let mut shell = Command::new("sh");
    shell.args(["-c", command]).current_dir(&project.root);
    if project.is_rust() {
        Toolchain::find()?.prepare(&mut shell);
    }
    let status = shell.status().or_fail("could not start a shell for the build command")?;
    if status.success() {
        return Ok(());
    }
    Err(Failure::new("the build command failed").because(format!("`{command}` ended with {status}")))
}

/// A line of cargo's machine-readable output, as far as it matters here.
#[derive(Deserialize)]
struct CargoMessage {
    reason: String,
    #[serde(default)]
    filenames: Vec<PathBuf>,
}

fn cargo(root: &Path) -> Result<PathBuf, Failure> {
    let mut cargo = Command::new("cargo");
    cargo
        .args(["build", "--release", "--target", TARGET, "--message-format", "json-render-diagnostics"])
        .current_dir(root)
        .stdout(Stdio::piped());
    Toolchain::find()?.prepare(&mut cargo);
    let child = cargo.spawn().or_fail("could not start cargo")?;
    let output = child.wait_with_output().or_fail("cargo broke off")?;
    if !output.status.success() {
        return Err(Failure::new("the plugin does not compile").because("cargo's messages are above"));
    }
    let is_component = |path: &PathBuf| path.extension().is_some_and(|extension| extension == "wasm");
    String::from_utf8_lossy(&output.stdout)
        .lines()
        .filter_map(|line| serde_json::from_str::<CargoMessage>(line).ok())
        .filter(|message| message.reason == "compiler-artifact")
        .flat_map(|message| message.filenames)
        .rfind(is_component)
        .ok_or_else(|| {
            Failure::new("cargo made no component")
                .because("the package has no library of the type `cdylib` and no binary")
                .remedy("add `crate-type = [\"cdylib\"]` under [lib] in Cargo.toml")
        })
}

/// Copies the component to where the manifest says it is, and only if it changed, so that nothing looks newer than it is.
fn place(built: &Path, wanted: &Path) -> Result<(), Failure> {
    let failed = format!("could not copy {} to {}", built.display(), wanted.display());
    let bytes = fs::read(built).or_fail(&failed)?;
    if fs::read(wanted).is_ok_and(|present| present == bytes) {
        return Ok(());
    }
    if let Some(folder) = wanted.parent() {
        fs::create_dir_all(folder).or_fail(&failed)?;
    }
    fs::write(wanted, bytes).or_fail(failed)
}
