//! Plugins of version 1 of the platform: a Django app each, without a manifest.
//!
//! Such a plugin is told by its `apps.py` and `urls.py`. Its name stands in `apps.py`, which is read as text: what cannot
//! be told that way is refused, with the line that would have been understood.

use super::program::{code_lines, quoted};
use crate::PackageError;
use crate::manifest::ceilings::MAX_NAME_LENGTH;
use crate::manifest::is_identifier;

/// The file that names the app.
pub(crate) const APPS: &str = "apps.py";
/// The file with the app's addresses.
pub(crate) const URLS: &str = "urls.py";
/// The package in which version 1 kept all plugins.
const PACKAGE: &str = "plugins.";

/// The app's name, from the text of `apps.py` and the folder that the archive's files lie in, if they do.
pub(super) fn app_name(apps: &str, folder: Option<&str>) -> Result<String, PackageError> {
    let mut names = code_lines(apps).filter_map(name_in);
    let name = names.next().ok_or_else(|| refused("names no app below `plugins`"))?;
    if names.any(|other| other != name) {
        return Err(refused("names more than one app"));
    }
    if !is_identifier(name) || name.len() > MAX_NAME_LENGTH {
        return Err(refused(
            "names the app with something other than up to 63 letters, digits and underscores",
        ));
    }
    match folder {
        Some(folder) if folder != name => {
            Err(PackageError::Version1Folder { folder: folder.to_owned(), name: name.to_owned() })
        }
        _ => Ok(name.to_owned()),
    }
}

/// The error of an `apps.py` that is or does this.
pub(super) fn refused(what: impl Into<String>) -> PackageError {
    PackageError::Version1Name { what: what.into() }
}

/// What a line of a class gives as the app's name: `name = 'plugins.NAME'`, with a comment after it or without.
fn name_in(line: &str) -> Option<&str> {
    let value = line.trim().strip_prefix("name")?.trim_start().strip_prefix('=')?.trim_start();
    let (text, rest) = quoted(value)?;
    let is_whole = rest.trim_start().is_empty() || rest.trim_start().starts_with('#');
    let starts_in_class = line.starts_with([' ', '\t']);
    text.strip_prefix(PACKAGE).filter(|_| is_whole && starts_in_class)
}
