//! A plugin's folder on its author's disk.

pub(crate) mod build;
pub(crate) mod inspect;
mod pack;
pub(crate) mod templates;
mod toolchain;

use std::{
    fs,
    path::{Path, PathBuf},
};

use mspf_package::{MANIFEST_FILE, Manifest};
pub(crate) use pack::is_made_by_tools;

use crate::failure::{Failure, OrFail};

/// The folder below the root that packages are written to.
const DIST: &str = "dist";

/// A plugin under work.
#[derive(Debug)]
pub(crate) struct Project {
    /// The folder with the manifest.
    pub(crate) root: PathBuf,
    /// What the manifest says.
    pub(crate) manifest: Manifest,
}

impl Project {
    /// The project that a folder belongs to: its own manifest, or that of the nearest folder above.
    pub(crate) fn find(folder: &Path) -> Result<Self, Failure> {
        let start = folder.canonicalize().or_fail(format!("could not open {}", folder.display()))?;
        let root =
            start.ancestors().find(|candidate| candidate.join(MANIFEST_FILE).is_file()).ok_or_else(|| {
                Failure::usage(format!("{} is no plugin", folder.display()))
                    .because(format!("neither it nor a folder above it holds {MANIFEST_FILE}"))
                    .remedy("make one with `mspf new NAME`, or go to a plugin's folder")
            })?;
        let path = root.join(MANIFEST_FILE);
        let text = fs::read_to_string(&path).or_fail(format!("could not read {}", path.display()))?;
        let manifest = Manifest::parse(&text)
            .map_err(|error| Failure::usage(format!("{} cannot be used", path.display())).because(error))?;
        Ok(Self { root: root.to_owned(), manifest })
    }

    /// Where the component lies once it is built; none for a plugin that is no component.
    pub(crate) fn component(&self) -> Option<PathBuf> {
        self.manifest.runtime.source.as_ref().map(|source| self.root.join(source))
    }

    /// Whether cargo builds it.
    pub(crate) fn is_rust(&self) -> bool {
        self.root.join("Cargo.toml").is_file()
    }

    /// The folder of static files, if the plugin has one.
    pub(crate) fn static_folder(&self) -> Option<PathBuf> {
        self.manifest.static_files.as_ref().map(|section| self.root.join(&section.dir))
    }

    /// Where the package of the manifest's version is written.
    pub(crate) fn package_path(&self) -> PathBuf {
        let plugin = &self.manifest.plugin;
        self.root.join(DIST).join(format!("{}-{}.zip", plugin.name, plugin.version))
    }
}
