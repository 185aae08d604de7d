//! Python plugins on their author's machine: the platform's runtime, compiled once and kept for the next time, and a
//! copy of the source for each load.

use std::{
    fs,
    io::Write,
    os::unix::fs::OpenOptionsExt,
    path::{Path, PathBuf},
    sync::Arc,
};

use mspf_package::PLATFORM_FOLDER;
use mspf_runtime::{
    EngineProfile, Program, Runtime, Source,
    artifact::{self, SealKey},
};
use mspf_storage::Digest;

use crate::{
    failure::{Failure, OrFail},
    installed,
    output::{self, DIM, PLAIN},
    project::Project,
};

/// The folder of what is kept, below the user's folder of caches.
const KEPT: &str = "mspf/dev";
/// The key that seals what is kept, in that folder.
const KEY: &str = "key";
/// Its owner alone reads and writes it.
const PRIVATE: u32 = 0o600;
/// Vendored packages, below the platform's folder of a plugin.
const SITE_PACKAGES: &str = "site-packages";

/// The key that artifacts kept from one run to the next are sealed with. Whoever can read it can write the user's
/// files anyway.
pub(super) fn seal_key() -> Result<SealKey, Failure> {
    let path = kept()?.join(KEY);
    let failed = format!("could not use {}", path.display());
    if let Ok(bytes) = fs::read(&path)
        && let Ok(bytes) = bytes.try_into()
    {
        return Ok(SealKey::new(bytes));
    }
    let key = SealKey::generate();
    fs::create_dir_all(path.parent().unwrap_or(&path)).or_fail(&failed)?;
    let mut options = fs::OpenOptions::new();
    let mut file =
        options.create(true).write(true).truncate(true).mode(PRIVATE).open(&path).or_fail(&failed)?;
    file.write_all(&key.to_bytes()).or_fail(failed)?;
    Ok(key)
}

/// The Python runtime, ready to load sources. Compiles it the first time, which takes a while.
pub(super) fn runtime(runtime: &Runtime, key: &SealKey, named: Option<&Path>) -> Result<Program, Failure> {
    let file = find(named)?;
    let failed = format!("the Python runtime {} cannot be used", file.display());
    let component = fs::read(&file).or_fail(&failed)?;
    let digest = Digest::of(&component).to_string();
    let fingerprint = runtime.fingerprint();
    let kept = kept()?.join(format!(
        "python-{}.cwasm",
        &Digest::of(format!("{digest}{fingerprint}").as_bytes()).to_string()[..16]
    ));
    if let Ok(program) = runtime.load(&digest, &kept) {
        return Ok(program);
    }
    output::complain(format_args!("{DIM}compiling the Python runtime, once{PLAIN}"));
    let code = mspf_runtime::compile(&component, EngineProfile::Python).or_fail(&failed)?;
    let sealed = artifact::seal(key, &digest, fingerprint, EngineProfile::Python, code).or_fail(&failed)?;
    // Another `mspf dev` may have the file mapped: it must be replaced, never changed.
    let beside = kept.with_extension(format!("{}.new", std::process::id()));
    fs::write(&beside, sealed).and_then(|()| fs::rename(&beside, &kept)).or_fail(&failed)?;
    runtime.load(&digest, &kept).or_fail(failed)
}

fn find(named: Option<&Path>) -> Result<PathBuf, Failure> {
    named.map(Path::to_owned).or_else(|| installed::find(installed::PYTHON_RUNTIME)).ok_or_else(|| {
        Failure::usage("there is no Python runtime on this machine")
            .because(format!(
                "{} lies neither beside this program nor in ../lib/mspf",
                installed::PYTHON_RUNTIME
            ))
            .remedy("run `make install` in the platform's sources, or name the file with --python-runtime")
    })
}

fn kept() -> Result<PathBuf, Failure> {
    let home = || std::env::var_os("HOME").map(|home| PathBuf::from(home).join(".cache"));
    let caches = std::env::var_os("XDG_CACHE_HOME").filter(|folder| !folder.is_empty()).map(PathBuf::from);
    caches
        .or_else(home)
        .map(|folder| folder.join(KEPT))
        .ok_or_else(|| Failure::usage("there is no folder for caches").remedy("set HOME or XDG_CACHE_HOME"))
}

/// A copy of the project's source: instances go on with it while the author edits the original.
pub(super) fn source(project: &Project) -> Result<Source, Failure> {
    let copy = tempfile::tempdir().or_fail("no folder could be made for the plugin's source")?;
    let root = copy.path().canonicalize().or_fail("the folder for the plugin's source is gone")?;
    for (name, path) in project.source()? {
        place(&path, &root.join(name))?;
    }
    let vendored = Path::new(PLATFORM_FOLDER).join(SITE_PACKAGES);
    place_folder(&project.root.join(&vendored), &root.join(vendored))?;
    let runtime = &project.manifest.runtime;
    Ok(Source {
        directory: root,
        app: runtime.app.clone().unwrap_or_default(),
        framework: runtime.framework.unwrap_or_default().as_str().to_owned(),
        keep: Arc::new(copy),
    })
}

fn place(from: &Path, to: &Path) -> Result<(), Failure> {
    let failed = format!("could not copy {}", from.display());
    fs::create_dir_all(to.parent().unwrap_or(to)).or_fail(&failed)?;
    fs::copy(from, to).map(drop).or_fail(failed)
}

/// Copies a folder with all that is in it, if there is one.
fn place_folder(from: &Path, to: &Path) -> Result<(), Failure> {
    let Ok(entries) = fs::read_dir(from) else { return Ok(()) };
    for entry in entries.flatten() {
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            place_folder(&entry.path(), &target)?;
        } else {
            place(&entry.path(), &target)?;
        }
    }
    Ok(())
}
