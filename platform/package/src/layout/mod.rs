//! What kind of plugin the files of an archive make: the layouts that are recognised.

mod django;
mod program;
mod version1;
mod write;

use serde::Serialize;

pub(crate) use self::django::MANAGE;
pub(crate) use self::version1::{APPS, URLS};
use crate::PackageError;
use crate::archive::Entry;
use crate::manifest::MANIFEST_FILE;

/// The folder at a package's root that belongs to the platform: what it adds to a version lies there.
pub const PLATFORM_FOLDER: &str = ".mspf";
/// What macOS adds to archives; it is checked like everything else, and then left out.
const SYSTEM_FOLDER: &str = "__MACOSX/";
/// Files that desktops leave in every folder.
const SYSTEM_FILES: [&str; 2] = [".DS_Store", "Thumbs.db"];
/// Where Python keeps what it has compiled: of no use to another interpreter.
const COMPILED_FOLDER: &str = "__pycache__";

/// Where a package's manifest comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Origin {
    /// It was in the archive.
    Manifest,
    /// The archive holds a plugin of version 1, and the platform has written one.
    Version1 {
        /// The plugin's name below `plugins`, which is its identifier in version 1, such as `SP_1425715742418018304`.
        id: String,
    },
    /// The archive holds a Django project as `django-admin startproject` makes it, and the platform has written one.
    DjangoProject {
        /// The Python package with the project's settings, such as `mysite`.
        package: String,
    },
}

/// What an archive can hold, in the order in which it is looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// A plugin with its manifest.
    Manifest,
    /// A plugin of version 1.
    Version1,
    /// A Django project.
    DjangoProject,
}

impl Kind {
    const ALL: [Self; 3] = [Self::Manifest, Self::Version1, Self::DjangoProject];

    /// The files by which it is told, all of them in one folder.
    fn marks(self) -> &'static [&'static str] {
        match self {
            Self::Manifest => &[MANIFEST_FILE],
            Self::Version1 => &[APPS, URLS],
            Self::DjangoProject => &[MANAGE],
        }
    }
}

/// How an archive holds a plugin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Layout {
    /// What stands before every path: empty, or the folder with its `/`, when one folder holds everything.
    prefix: String,
    kind: Kind,
}

impl Layout {
    /// Recognises the layout by the names of the files.
    pub(crate) fn detect(entries: &[Entry]) -> Result<Self, PackageError> {
        let mut paths =
            entries.iter().map(|entry| entry.path.as_str()).filter(|path| !is_system_file(path)).peekable();
        let first = *paths.peek().ok_or(PackageError::Empty)?;
        let folder = first.find('/').map_or("", |end| &first[..=end]);
        let one_folder = !folder.is_empty() && paths.all(|path| path.starts_with(folder));
        let prefixes = if one_folder { ["", folder] } else { [""; 2] };
        let holds = |prefix: &str, name: &str| {
            entries.iter().any(|entry| entry.path.strip_prefix(prefix) == Some(name))
        };
        let at = |kind: Kind| {
            prefixes.into_iter().find(|prefix| kind.marks().iter().all(|name| holds(prefix, name)))
        };
        let found = Kind::ALL.into_iter().find_map(|kind| Some((at(kind)?, kind)));
        let (prefix, kind) = found.ok_or(PackageError::NoManifest)?;
        Ok(Self { prefix: prefix.to_owned(), kind })
    }

    /// Whether the plugin has its manifest; else [`Layout::write_manifest`] makes one.
    pub(crate) fn has_manifest(&self) -> bool {
        self.kind == Kind::Manifest
    }

    /// The name of the folder that holds everything.
    fn folder(&self) -> Option<&str> {
        self.prefix.strip_suffix('/')
    }

    /// The path in the package of an archive's file; `None` for files that are left out.
    pub(crate) fn path<'a>(&self, path: &'a str) -> Option<&'a str> {
        if is_system_file(path) {
            return None;
        }
        let left_out = |path: &str| match self.kind {
            Kind::DjangoProject => is_left_out(path) || django::is_left_out(path),
            Kind::Manifest | Kind::Version1 => is_left_out(path),
        };
        path.strip_prefix(self.prefix.as_str()).filter(|path| !left_out(path))
    }
}

fn is_system_file(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    path.starts_with(SYSTEM_FOLDER) || SYSTEM_FILES.contains(&name)
}

/// What no package carries: files that tools make anew, and those that the platform will add by itself.
fn is_left_out(path: &str) -> bool {
    let mut names = path.split('/');
    names.clone().any(|name| name == COMPILED_FOLDER)
        || names.next().is_some_and(|name| name.eq_ignore_ascii_case(PLATFORM_FOLDER))
}
