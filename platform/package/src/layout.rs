//! What kind of plugin the files of an archive make.

use crate::PackageError;
use crate::archive::Entry;
use crate::manifest::MANIFEST_FILE;
use crate::version1;

/// The folder at a package's root that belongs to the platform: what it adds to a version lies there.
pub const PLATFORM_FOLDER: &str = ".mspf";
/// What macOS adds to archives; it is checked like everything else, and then left out.
const SYSTEM_FOLDER: &str = "__MACOSX/";
/// Files that desktops leave in every folder.
const SYSTEM_FILES: [&str; 2] = [".DS_Store", "Thumbs.db"];
/// Where Python keeps what it has compiled: of no use to another interpreter.
const COMPILED_FOLDER: &str = "__pycache__";

/// How an archive holds a plugin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Layout {
    /// What stands before every path: empty, or the folder with its `/`, when one folder holds everything.
    prefix: String,
    /// Whether a manifest is missing, and the files are those of a plugin of version 1.
    pub(crate) is_version1: bool,
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
        let found = |names: &[&str]| {
            let mut prefixes = prefixes.into_iter();
            prefixes.find(|prefix| names.iter().all(|name| holds(prefix, name))).map(str::to_owned)
        };
        if let Some(prefix) = found(&[MANIFEST_FILE]) {
            return Ok(Self { prefix, is_version1: false });
        }
        let prefix = found(&[version1::APPS, version1::URLS]).ok_or(PackageError::NoManifest)?;
        Ok(Self { prefix, is_version1: true })
    }

    /// The name of the folder that holds everything.
    pub(crate) fn folder(&self) -> Option<&str> {
        self.prefix.strip_suffix('/')
    }

    /// The path in the package of an archive's file; `None` for files that are left out.
    pub(crate) fn path<'a>(&self, path: &'a str) -> Option<&'a str> {
        if is_system_file(path) {
            return None;
        }
        path.strip_prefix(self.prefix.as_str()).filter(|path| !is_left_out(path))
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
