//! pip, in a process of its own with nothing of the platform's: no keys, no connections, bounded in time and size. It
//! unpacks wheels of pure Python and runs nothing that is in them.

use std::ffi::{OsStr, OsString};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use serde::Deserialize;
use tokio::process::Command;

use super::requirements::Requirements;
use crate::BuildError;

/// Version of Python that plugins run on.
const PYTHON_VERSION: &str = "3.14";
/// CPU time of one run of pip in seconds: resolving a hundred packages takes ten.
const CPU_SECONDS: u64 = 120;
/// Address space of pip in KiB: it needs about 300 MiB.
const MEMORY_KIB: u64 = 2 << 20;
/// The largest file that pip may write, in blocks of 512 bytes: 64 MiB.
const FILE_BLOCKS: u64 = 128 << 10;
/// Time of one run: downloads over a slow line included.
const WALL: Duration = Duration::from_secs(180);
/// Lines of what pip complained about that an author is shown.
const SHOWN_LINES: usize = 12;

/// Where packages come from.
#[derive(Clone, Debug)]
pub struct PackageSource {
    /// A Python that has pip.
    pub python: PathBuf,
    /// A folder of wheels; the package index that pip is configured for without one.
    pub wheels: Option<PathBuf>,
    /// What the Python runtime has already: `name==version`, one a line.
    pub provided: String,
}

impl Default for PackageSource {
    fn default() -> Self {
        Self { python: "python3".into(), wheels: None, provided: String::new() }
    }
}

impl PackageSource {
    /// Names and versions of what the runtime has.
    fn provided(&self) -> impl Iterator<Item = (&str, &str)> {
        let lines = self.provided.lines().map(|line| line.split('#').next().unwrap_or_default().trim());
        lines.filter_map(|line| line.split_once("==")).map(|(name, version)| (name.trim(), version.trim()))
    }
}

/// A package to be installed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Pinned {
    pub(super) name: String,
    pub(super) version: String,
}

#[derive(Deserialize)]
struct Report {
    install: Vec<Item>,
}

#[derive(Deserialize)]
struct Item {
    metadata: Metadata,
}

#[derive(Deserialize)]
struct Metadata {
    name: String,
    version: String,
}

/// One plugin's packages being resolved, in a directory for nothing else.
pub(super) struct Pip<'a> {
    pub(super) source: &'a PackageSource,
    pub(super) directory: &'a Path,
}

impl Pip<'_> {
    /// What the requirements come to, without what the runtime has.
    pub(super) async fn resolve(&self, requirements: &Requirements) -> Result<Vec<Pinned>, BuildError> {
        self.write("requirements.txt", requirements.text().as_bytes())?;
        let constraints: String =
            self.source.provided().map(|(name, version)| format!("{name}=={version}\n")).collect();
        self.write("constraints.txt", constraints.as_bytes())?;
        self.write_stubs()?;
        let arguments =
            ["--dry-run", "--ignore-installed", "--report", "report.json", "--find-links", "provided"];
        let files = ["--constraint", "constraints.txt", "--requirement", "requirements.txt"];
        self.install(arguments.into_iter().chain(files).map(OsStr::new)).await?;
        let file = self.directory.join("report.json");
        let report = std::fs::read(&file).map_err(BuildError::io("reading", &file))?;
        let report: Report = serde_json::from_slice(&report)
            .map_err(|error| BuildError::Pip(format!("its report can't be read: {error}")))?;
        let mut pinned: Vec<_> = report.install.into_iter().map(|item| item.metadata).collect();
        pinned.retain(|found| !self.source.provided().any(|(name, _)| normal(name) == normal(&found.name)));
        pinned.sort_by(|a, b| a.name.cmp(&b.name));
        Ok(pinned.into_iter().map(|found| Pinned { name: found.name, version: found.version }).collect())
    }

    /// Unpacks these packages, and no others, into the folder `site` of the directory.
    pub(super) async fn unpack(&self, packages: &[Pinned]) -> Result<PathBuf, BuildError> {
        let exact: Vec<OsString> =
            packages.iter().map(|package| format!("{}=={}", package.name, package.version).into()).collect();
        let arguments = ["--no-deps", "--no-compile"].into_iter().map(OsStr::new);
        self.install(arguments.chain(exact.iter().map(OsString::as_os_str))).await?;
        Ok(self.directory.join("site"))
    }

    async fn install<'a>(&self, more: impl Iterator<Item = &'a OsStr>) -> Result<(), BuildError> {
        // The shell limits itself, then becomes pip.
        let limits = format!(
            "ulimit -c 0 && ulimit -t {CPU_SECONDS} && ulimit -v {MEMORY_KIB} && ulimit -f {FILE_BLOCKS} && exec \"$@\""
        );
        let mut command = Command::new("/bin/sh");
        command
            .args(["-c", &limits, "sh"])
            .arg(&self.source.python)
            .args([
                "-I",
                "-m",
                "pip",
                "--isolated",
                "--no-input",
                "--disable-pip-version-check",
                "--no-cache-dir",
            ])
            .args(["install", "--quiet", "--no-color", "--target", "site"])
            .args(["--only-binary=:all:", "--platform", "any", "--implementation", "py", "--abi", "none"])
            .args(["--python-version", PYTHON_VERSION]);
        if let Some(wheels) = &self.source.wheels {
            command.args(["--no-index", "--find-links"]).arg(wheels);
        }
        let path = std::env::var_os("PATH").unwrap_or_default();
        command
            .args(more)
            .current_dir(self.directory)
            .env_clear()
            .envs([
                ("PATH", path.as_os_str()),
                ("HOME", self.directory.as_os_str()),
                ("LC_ALL", OsStr::new("C.UTF-8")),
            ])
            .env("TMPDIR", self.directory)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .kill_on_drop(true);
        let output = command.spawn().map_err(BuildError::io("starting", &self.source.python))?;
        let output = tokio::time::timeout(WALL, output.wait_with_output())
            .await
            .map_err(|_| BuildError::Pip(format!("it was still busy after {} seconds", WALL.as_secs())))?
            .map_err(BuildError::io("waiting for", &self.source.python))?;
        if output.status.success() {
            return Ok(());
        }
        Err(explain(&String::from_utf8_lossy(&output.stderr)))
    }

    /// Wheels with nothing in them for what the runtime has: pip must not look for those anywhere else, and some have
    /// none of pure Python.
    fn write_stubs(&self) -> Result<(), BuildError> {
        for (name, version) in self.source.provided() {
            let stem = format!("{}-{version}", name.replace('-', "_"));
            let metadata = format!("Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n");
            let wheel = "Wheel-Version: 1.0\nGenerator: mspf\nRoot-Is-Purelib: true\nTag: py3-none-any\n";
            let files = [("METADATA", metadata.as_str()), ("WHEEL", wheel), ("RECORD", "")];
            let files =
                files.map(|(file, text)| (format!("{stem}.dist-info/{file}"), text.as_bytes().to_vec()));
            let bytes =
                mspf_package::write_package(files).map_err(|error| BuildError::Pip(error.to_string()))?;
            self.write(&format!("provided/{stem}-py3-none-any.whl"), &bytes)?;
        }
        Ok(())
    }

    fn write(&self, name: &str, bytes: &[u8]) -> Result<(), BuildError> {
        let file = self.directory.join(name);
        let folder = file.parent().unwrap_or(self.directory);
        std::fs::create_dir_all(folder).map_err(BuildError::io("creating", folder))?;
        let mut opened = std::fs::File::create(&file).map_err(BuildError::io("creating", &file))?;
        opened.write_all(bytes).map_err(BuildError::io("writing", &file))
    }
}

/// Names that the index takes for the same.
fn normal(name: &str) -> String {
    name.to_ascii_lowercase().replace(['-', '.'], "_")
}

/// What pip's complaint means: the author's mistake, or a bad day of the network.
fn explain(said: &str) -> BuildError {
    // Seen before a message that says the package does not exist.
    if said.contains("Retrying (Retry(") || said.contains("Temporary failure in name resolution") {
        return BuildError::Pip("the package index does not answer".to_owned());
    }
    let without_wheel = said.lines().find_map(|line| line.split_once("No matching distribution found for "));
    if let Some((_, requirement)) = without_wheel {
        let requirement = requirement.split(" (from").next().unwrap_or(requirement).trim();
        return BuildError::refused(
            "requirements.no_pure_wheel",
            format!(
                "`{requirement}` can't be installed: there is no wheel of pure Python for it. What has parts in C or Rust \
                 can't run in the sandbox; otherwise check the name and the version."
            ),
        );
    }
    let mut lines: Vec<_> = said.lines().filter(|line| !line.trim().is_empty()).collect();
    lines.drain(..lines.len().saturating_sub(SHOWN_LINES));
    if said.contains("No module named pip") || lines.is_empty() {
        return BuildError::Pip(lines.join("\n"));
    }
    BuildError::refused(
        "requirements.unresolvable",
        format!("The requirements can't be met:\n{}", lines.join("\n")),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_pip_says_is_told_in_words() {
        let none = "ERROR: Could not find a version that satisfies the requirement numpy (from versions: none)\n\
                    ERROR: No matching distribution found for numpy\n";
        let refused = explain(none);
        assert_eq!(refused.code(), "requirements.no_pure_wheel");
        assert!(refused.to_string().starts_with("`numpy` can't be installed"), "{refused}");
        let offline = format!("WARNING: Retrying (Retry(total=4, connect=None)) after …\n{none}");
        assert!(!explain(&offline).is_final());
        let conflict =
            "ERROR: Cannot install Django==4.2 because these package versions have conflicting dependencies.";
        assert!(explain(conflict).to_string().contains("Django==4.2"));
        assert!(!explain("").is_final());
    }
}
