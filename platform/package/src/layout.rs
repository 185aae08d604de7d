//! What kind of plugin the files of an archive make.

use crate::PackageError;
use crate::archive::Entry;
use crate::manifest::MANIFEST_FILE;

/// What macOS adds to archives; it is checked like everything else, and then left out.
const SYSTEM_FOLDER: &str = "__MACOSX/";
/// Files that desktops leave in every folder.
const SYSTEM_FILES: [&str; 2] = [".DS_Store", "Thumbs.db"];

/// How an archive holds a plugin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Layout {
    /// With a manifest, at the archive's root or in the one folder that holds everything.
    Manifest {
        /// What stands before every path: empty, or the folder with its `/`.
        prefix: String,
    },
}

impl Layout {
    /// Recognises the layout by the names of the files.
    pub(crate) fn detect(entries: &[Entry]) -> Result<Self, PackageError> {
        let mut paths =
            entries.iter().map(|entry| entry.path.as_str()).filter(|path| !is_system_file(path)).peekable();
        let first = *paths.peek().ok_or(PackageError::Empty)?;
        let prefix = first.find('/').map_or("", |end| &first[..=end]);
        let (mut at_root, mut in_folder, mut one_folder) = (false, false, !prefix.is_empty());
        for path in paths {
            at_root |= path == MANIFEST_FILE;
            one_folder &= path.starts_with(prefix);
            in_folder |= path.strip_prefix(prefix) == Some(MANIFEST_FILE);
        }
        if at_root {
            Ok(Self::Manifest { prefix: String::new() })
        } else if one_folder && in_folder {
            Ok(Self::Manifest { prefix: prefix.to_owned() })
        } else {
            Err(PackageError::NoManifest)
        }
    }

    /// The path in the package of an archive's file; `None` for files that are left out.
    pub(crate) fn path<'a>(&self, path: &'a str) -> Option<&'a str> {
        let Self::Manifest { prefix } = self;
        if is_system_file(path) { None } else { path.strip_prefix(prefix.as_str()) }
    }
}

fn is_system_file(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    path.starts_with(SYSTEM_FOLDER) || SYSTEM_FILES.contains(&name)
}
