//! Packing: the manifest, the component, the static files, and what a reader wants to see. Nothing else goes in, so
//! that no secret beside the sources is ever published by accident.

use std::{
    fs,
    path::{Path, PathBuf},
    time::SystemTime,
};

use mspf_package::{MANIFEST_FILE, write_package};

use super::{DIST, Project};
use crate::failure::{Failure, OrFail};

/// Files at the root that a package carries if they are there, by how their names begin.
const TOLD_TO_READERS: &[&str] = &["README", "LICENSE", "LICENCE", "CHANGELOG"];
/// Folders whose content is made by tools: they say nothing about whether a package is stale.
const MADE_BY_TOOLS: &[&str] = &["target", DIST, "node_modules"];

impl Project {
    /// Writes the package and says where and how large it is.
    pub(crate) fn pack(&self) -> Result<(PathBuf, u64), Failure> {
        let mut files = Vec::new();
        for path in self.packed_files()? {
            let name = self.name_in_package(&path)?;
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
        files.extend(self.component());
        if let Some(folder) = self.static_folder() {
            collect(&folder, &mut files)?;
        }
        if let Some(logo) = self.manifest.plugin.logo.as_deref().map(|logo| self.root.join(logo)) {
            files.extend(logo.is_file().then_some(logo));
        }
        for entry in read_folder(&self.root)? {
            let name = entry.file_name().unwrap_or_default().to_string_lossy().to_uppercase();
            if entry.is_file() && TOLD_TO_READERS.iter().any(|told| name.starts_with(told)) {
                files.push(entry);
            }
        }
        files.sort();
        files.dedup();
        Ok(files)
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
