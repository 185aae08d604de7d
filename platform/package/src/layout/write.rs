//! The manifest that the platform writes for a plugin that came without one.

use std::io::{Read, Seek};

use super::program::MAX_PROGRAM_BYTES;
use super::{APPS, Kind, Layout, MANAGE, Origin, django, version1};
use crate::PackageError;
use crate::archive::{Archive, is_same_name, shown};
use crate::manifest::ceilings::MAX_NAME_LENGTH;
use crate::manifest::{Framework, MANIFEST_FILE, slug_like};

/// The first version of a plugin that never had one.
const VERSION: &str = "1.0.0";
/// The folder with files that are served without running the plugin.
const STATIC_FOLDER: &str = "static/";

/// What the platform says of a plugin.
struct Written<'a> {
    /// What kind of plugin it is, for whoever reads the manifest.
    what: &'a str,
    name: &'a str,
    title: Option<&'a str>,
    framework: Framework,
    app: &'a str,
    has_static_files: bool,
}

impl Layout {
    /// The text of a manifest for a plugin that has none, and what the plugin was recognised as. `paths` has the path in
    /// the package of every entry.
    pub(crate) fn write_manifest<R: Read + Seek>(
        &self,
        archive: &mut Archive<R>,
        paths: &[Option<String>],
    ) -> Result<(String, Origin), PackageError> {
        refuse_double(paths)?;
        let has_static_files = paths.iter().flatten().any(|path| path.starts_with(STATIC_FOLDER));
        if self.kind == Kind::DjangoProject {
            let manage = program(archive, paths, MANAGE, django::refused)?;
            let package = django::package_of(&manage, |path| position(paths, path).is_some())?;
            let written = Written {
                what: "a Django project",
                name: &django::plugin_name(self.folder(), &package),
                title: None,
                framework: Framework::Django,
                app: &format!("{package}.wsgi:application"),
                has_static_files,
            };
            return Ok((written.text(), Origin::DjangoProject { package }));
        }
        let id = version1::app_name(&program(archive, paths, APPS, version1::refused)?, self.folder())?;
        let written = Written {
            what: "a plugin of version 1",
            name: &slug_like(&id, MAX_NAME_LENGTH),
            title: Some(&id),
            framework: Framework::DjangoApp,
            app: &id,
            has_static_files,
        };
        Ok((written.text(), Origin::Version1 { id }))
    }
}

impl Written<'_> {
    /// The manifest. Every value is made of letters, digits and `-_.:` alone, and needs no escaping.
    fn text(&self) -> String {
        let Self { what, name, app, .. } = self;
        let title = self.title.map_or_else(String::new, |title| format!("title = \"{title}\"\n"));
        let files =
            if self.has_static_files { "\n[static]\ndir = \"static\"\nmount = \"/static\"\n" } else { "" };
        format!(
            r#"# Written by the platform, for {what}.
manifest_version = 1

[plugin]
name = "{name}"
version = "{VERSION}"
{title}
[runtime]
kind = "python"
framework = "{framework}"
app = "{app}"
{files}"#,
            framework = self.framework.as_str()
        )
    }
}

/// A name that some systems take for the manifest's would make two files of one.
fn refuse_double(paths: &[Option<String>]) -> Result<(), PackageError> {
    let top = |path: &str| path.split('/').next().is_some_and(|name| is_same_name(name, MANIFEST_FILE));
    match paths.iter().flatten().find(|path| top(path)) {
        Some(other) => Err(PackageError::DuplicateName {
            entry: shown(other.as_bytes()),
            other: MANIFEST_FILE.to_owned(),
        }),
        None => Ok(()),
    }
}

/// The text of the program that tells what the plugin is.
fn program<R: Read + Seek>(
    archive: &mut Archive<R>,
    paths: &[Option<String>],
    path: &str,
    refused: impl Fn(&'static str) -> PackageError,
) -> Result<String, PackageError> {
    let index = position(paths, path).ok_or(PackageError::NoManifest)?;
    if archive.entries()[index].size > MAX_PROGRAM_BYTES {
        return Err(refused("is larger than 64 KiB"));
    }
    String::from_utf8(archive.bytes(index)?).map_err(|_| refused("is not UTF-8"))
}

fn position(paths: &[Option<String>], wanted: &str) -> Option<usize> {
    paths.iter().position(|path| path.as_deref() == Some(wanted))
}
