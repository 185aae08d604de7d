//! Plugins of version 1 of the platform: a Django app each, without a manifest.
//!
//! Such a plugin is told by its `apps.py` and `urls.py`. Its name stands in `apps.py`, which is read as text and never
//! run: what cannot be told that way is refused, with the line that would have been understood.

use serde::Serialize;

use crate::PackageError;
use crate::manifest::ceilings::MAX_NAME_LENGTH;
use crate::manifest::{is_identifier, slug_like};

/// The file that names the app.
pub(crate) const APPS: &str = "apps.py";
/// The file with the app's addresses.
pub(crate) const URLS: &str = "urls.py";
/// The package in which version 1 kept all plugins.
const PACKAGE: &str = "plugins.";
/// Bytes of `apps.py`: version 1 writes one of 300, and nobody adds much to it.
pub(crate) const MAX_APPS_BYTES: u64 = 64 << 10;
/// The version of a plugin that never had one.
const VERSION: &str = "1.0.0";

/// Where a package's manifest comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Origin {
    /// It was in the archive.
    Manifest,
    /// The archive holds a plugin of version 1, and the platform has written one.
    Version1 {
        /// The plugin's name below `plugins`, which is its identifier in version 1, such as `SP_1425715742418018304`.
        id: String,
    },
}

/// The app's name, from the text of `apps.py` and the folder that the archive's files lie in, if they do.
pub(crate) fn app_name(apps: &[u8], folder: Option<&str>) -> Result<String, PackageError> {
    let wrong = |what: &str| PackageError::Version1Name { what: what.to_owned() };
    let text = std::str::from_utf8(apps).map_err(|_| wrong("is not UTF-8"))?;
    let mut names = code_lines(text).filter_map(name_in);
    let name = names.next().ok_or_else(|| wrong("names no app below `plugins`"))?;
    if names.any(|other| other != name) {
        return Err(wrong("names more than one app"));
    }
    if !is_identifier(name) || name.len() > MAX_NAME_LENGTH {
        return Err(wrong(
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

/// The lines of a program that are not inside a text of several lines.
fn code_lines(text: &str) -> impl Iterator<Item = &str> {
    let mut open = None;
    text.lines().filter(move |line| {
        let inside = open.is_some();
        let mut rest = *line;
        loop {
            let next = match open {
                Some(quotes) => rest.find(quotes).map(|at| (at, quotes)),
                None => ["\"\"\"", "'''"].into_iter().filter_map(|it| rest.find(it).map(|at| (at, it))).min(),
            };
            let Some((at, quotes)) = next else { break };
            open = open.is_none().then_some(quotes);
            rest = &rest[at + quotes.len()..];
        }
        !inside
    })
}

/// What a line of a class gives as the app's name: `name = 'plugins.NAME'`, with a comment after it or without.
fn name_in(line: &str) -> Option<&str> {
    let value = line.trim().strip_prefix("name")?.trim_start().strip_prefix('=')?.trim_start();
    let quote = value.chars().next().filter(|it| matches!(it, '\'' | '"'))?;
    let (text, rest) = value[1..].split_once(quote)?;
    let is_whole = rest.trim_start().is_empty() || rest.trim_start().starts_with('#');
    let starts_in_class = line.starts_with([' ', '\t']);
    text.strip_prefix(PACKAGE).filter(|_| is_whole && starts_in_class)
}

/// The manifest of a plugin of version 1.
pub(crate) fn manifest(id: &str, has_static_files: bool) -> String {
    let name = slug_like(id, MAX_NAME_LENGTH);
    let files = if has_static_files { "\n[static]\ndir = \"static\"\nmount = \"/static\"\n" } else { "" };
    format!(
        r#"# Written by the platform, for a plugin of version 1.
manifest_version = 1

[plugin]
name = "{name}"
version = "{VERSION}"
title = "{id}"

[runtime]
kind = "python"
framework = "django-app"
app = "{id}"
{files}"#
    )
}
