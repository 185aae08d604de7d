//! Packing: the manifest, the component, the static files, and what a reader wants to see. Nothing else goes in, so
//! that no secret beside the sources is ever published by accident. Python is run from its source, so of a plugin in
//! Python everything goes in but hidden files, what tools leave beside it, and what `.gitignore` and `.mspfignore` name.

use std::{
    fs,
    path::{Path, PathBuf},
    time::SystemTime,
};

use ignore::{DirEntry, WalkBuilder};
use mspf_package::{MANIFEST_FILE, manifest::RuntimeKind, write_package};

use super::{DIST, Project};
use crate::failure::{Failure, OrFail};

/// Files at the root that a package carries if they are there, by how their names begin.
const TOLD_TO_READERS: &[&str] = &["README", "LICENSE", "LICENCE", "CHANGELOG"];
/// Folders whose content is made by tools: they say nothing about whether a package is stale.
const MADE_BY_TOOLS: &[&str] = &["target", DIST, "node_modules", "__pycache__"];
/// Patterns of files that stay at home, written as in `.gitignore`.
const IGNORE_FILE: &str = ".mspfignore";
/// What a Python project has beside its source, and all that is hidden.
const BESIDE_PYTHON: &[&str] = &["__pycache__", "node_modules", "venv"];

impl Project {
    /// Writes the package and says where and how large it is.
    pub(crate) fn pack(&self) -> Result<(PathBuf, u64), Failure> {
        let mut files = Vec::new();
        for (name, path) in self.source()? {
            let bytes = fs::read(&path).or_fail(format!("could not read {}", path.display()))?;
            files.push((name, bytes));
        }
        let package = write_package(files).or_fail("the package cannot be written")?;
        let target = self.package_path();
        let failed = format!("could not write {}", target.display());
        fs::create_dir_all(target.parent().unwrap_or(&self.root)).or_fail(&failed)?;
        fs::write(&target, &package).or_fail(failed)?;
        Ok((target, package.len() as u64))
    }

    /// The files that go into the package: the name in it, and where the file lies.
    pub(crate) fn source(&self) -> Result<Vec<(String, PathBuf)>, Failure> {
        let files = self.packed_files()?;
        files.into_iter().map(|path| Ok((self.name_in_package(&path)?, path))).collect()
    }

    /// Whether anything below the root is newer than the package.
    pub(crate) fn is_stale(&self) -> bool {
        let modified = |path: &Path| fs::metadata(path).and_then(|metadata| metadata.modified()).ok();
        match modified(&self.package_path()) {
            Some(packed) => newest(&self.root).is_none_or(|newest| newest > packed),
            None => true,
        }
    }

    fn packed_files(&self) -> Result<Vec<PathBuf>, Failure> {
        let mut files = vec![self.root.join(MANIFEST_FILE)];
        if self.manifest.runtime.kind == RuntimeKind::Python {
            self.add_python_source(&mut files)?;
        }
        files.extend(self.component());
        if let Some(folder) = self.static_folder() {
            collect(&folder, &mut files)?;
        }
        if let Some(logo) = self.manifest.plugin.logo.as_deref().map(|logo| self.root.join(logo)) {
            files.extend(logo.is_file().then_some(logo));
        }
        for entry in read_folder(&self.root)? {
            if entry.is_file() && is_told_to_readers(&entry.file_name().unwrap_or_default().to_string_lossy())
            {
                files.push(entry);
            }
        }
        files.sort();
        files.dedup();
        Ok(files)
    }

    fn add_python_source(&self, files: &mut Vec<PathBuf>) -> Result<(), Failure> {
        let walk = WalkBuilder::new(&self.root)
            .standard_filters(false)
            .git_ignore(true)
            .require_git(false)
            .add_custom_ignore_filename(IGNORE_FILE)
            .filter_entry(|entry| !is_beside_python(entry))
            .build();
        for entry in walk {
            let entry = entry.or_fail(format!("could not read the folder {}", self.root.display()))?;
            match entry.file_type() {
                Some(kind) if kind.is_symlink() => {
                    let failed = format!("{} cannot be packed", entry.path().display());
                    return Err(Failure::usage(failed).because("it is a link").remedy(format!(
                        "put the file itself in its place, or name it in {IGNORE_FILE} to leave it out"
                    )));
                }
                Some(kind) if kind.is_file() => files.push(entry.into_path()),
                _ => {}
            }
        }
        Ok(())
    }

    fn name_in_package(&self, path: &Path) -> Result<String, Failure> {
        let inside = path.strip_prefix(&self.root).ok().and_then(Path::to_str);
        inside.map(str::to_owned).ok_or_else(|| {
            Failure::usage(format!("{} cannot be packed", path.display()))
                .because("it lies outside the plugin's folder, or its name is not UTF-8")
                .remedy("move or rename it")
        })
    }
}

/// Whether a file or folder is not the source of a Python plugin. What is told to readers is packed by that rule.
fn is_beside_python(entry: &DirEntry) -> bool {
    let name = entry.file_name().to_string_lossy();
    match entry.depth() {
        0 => false,
        1 if name == DIST => true,
        1 if is_told_to_readers(&name) => entry.file_type().is_none_or(|kind| !kind.is_dir()),
        _ => name.starts_with('.') || BESIDE_PYTHON.contains(&&*name),
    }
}

fn is_told_to_readers(name: &str) -> bool {
    let name = name.to_uppercase();
    TOLD_TO_READERS.iter().any(|told| name.starts_with(told))
}

fn read_folder(folder: &Path) -> Result<Vec<PathBuf>, Failure> {
    let failed = || format!("could not read the folder {}", folder.display());
    let entries = fs::read_dir(folder).or_fail(failed())?;
    entries.map(|entry| entry.map(|entry| entry.path()).or_fail(failed())).collect()
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> Result<(), Failure> {
    for entry in read_folder(folder)? {
        if entry.is_dir() {
            collect(&entry, files)?;
        } else {
            files.push(entry);
        }
    }
    Ok(())
}

/// Whether a file or folder of this name is the work of tools (or hidden), not of the author.
pub(crate) fn is_made_by_tools(name: &str) -> bool {
    name.starts_with('.') || MADE_BY_TOOLS.contains(&name)
}

/// When anything that an author writes was last changed.
fn newest(folder: &Path) -> Option<SystemTime> {
    let ours = |entry: &fs::DirEntry| {
        let name = entry.file_name();
        let name = name.to_string_lossy();
        !is_made_by_tools(&name)
    };
    let changed = |entry: fs::DirEntry| match entry.file_type().ok()?.is_dir() {
        true => newest(&entry.path()),
        false => entry.metadata().ok()?.modified().ok(),
    };
    fs::read_dir(folder).ok()?.flatten().filter(ours).filter_map(changed).max()
}
