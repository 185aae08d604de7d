//! Packages beside a plugin's source: resolved once for all who want the same, and kept in storage.

use std::collections::HashSet;
use std::path::Path;
use std::time::Duration;

use futures::{StreamExt, TryStreamExt};
use mspf_catalog::{Id, TreeFile};
use mspf_storage::Digest;
use serde::{Deserialize, Serialize};

use super::pip::{PackageSource, Pip};
use super::requirements::Requirements;
use crate::collect::ago;
use crate::{BuildError, Builder};

/// Where a plugin's packages lie in its tree.
pub const SITE_PACKAGES: &str = ".mspf/site-packages";

/// Start of the names of what has been resolved.
const PREFIX: &str = "vendored";
/// For how long a resolution is believed: after that there may be newer versions, with fewer holes.
const BELIEVED: Duration = Duration::from_secs(7 * 24 * 3600);
/// For how long it keeps its files: until whoever has just read it has written a row that refers to them.
const KEPT: Duration = Duration::from_secs(30 * 24 * 3600);
/// The most files of all packages: Django's size twice.
const MAX_FILES: usize = 8_000;
/// The most bytes of all packages, unpacked.
const MAX_BYTES: u64 = 64 << 20;
/// Files put into storage at the same time.
const PUTS: usize = 16;
/// Endings of compiled code, which nothing here could run.
const COMPILED: [&str; 4] = ["so", "pyd", "dll", "dylib"];
/// The longest licence that is shown: an SPDX expression; some put the whole text there.
const MAX_LICENCE_CHARS: usize = 100;

/// What requirements come to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Vendored {
    pub(crate) packages: Vec<VendoredPackage>,
    files: Vec<VendoredFile>,
}

/// One package.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct VendoredPackage {
    name: String,
    version: String,
    licence: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct VendoredFile {
    path: String,
    digest: Digest,
    size: u64,
}

impl Vendored {
    /// The files, at their place in a plugin's tree.
    pub(crate) fn tree_files(&self) -> Vec<TreeFile> {
        let place = |file: &VendoredFile| TreeFile {
            path: format!("{SITE_PACKAGES}/{}", file.path),
            digest: file.digest.to_string(),
            size: file.size,
        };
        self.files.iter().map(place).collect()
    }

    /// For the log of a build.
    pub(crate) fn describe(&self) -> String {
        let line = |package: &VendoredPackage| {
            let licence = package.licence.as_deref().unwrap_or("licence unknown");
            format!("{} {} ({licence})", package.name, package.version)
        };
        self.packages.iter().map(line).collect::<Vec<_>>().join("\n")
    }
}

impl Builder {
    /// The packages that these requirements come to, if they have been resolved lately.
    pub(crate) async fn vendored(&self, key: &Digest) -> Result<Option<Vendored>, BuildError> {
        let objects = self.inner.storage.objects();
        let made = objects.list(&format!("{PREFIX}/{key}")).await?;
        let believed = made.into_iter().filter(|made| made.stored_at > ago(BELIEVED));
        let Some(newest) = believed.max_by_key(|made| made.stored_at) else { return Ok(None) };
        let bytes = objects.get(&newest.key).await?;
        Ok(bytes.and_then(|bytes| serde_json::from_slice(&bytes).ok()))
    }

    /// Resolves requirements and stores the packages, unless that has been done lately.
    pub(crate) async fn vendor(
        &self,
        source: &PackageSource,
        requirements: &Requirements,
        key: &Digest,
    ) -> Result<Vendored, BuildError> {
        if let Some(vendored) = self.vendored(key).await? {
            return Ok(vendored);
        }
        let directory = self.new_work_directory()?;
        let pip = Pip { source, directory: directory.path() };
        let packages = pip.resolve(requirements).await?;
        let mut vendored = Vendored::default();
        if !packages.is_empty() {
            let site = pip.unpack(&packages).await?;
            for package in packages {
                let licence = licence(&site, &package.name, &package.version);
                vendored.packages.push(VendoredPackage {
                    name: package.name,
                    version: package.version,
                    licence,
                });
            }
            vendored.files = self.store(&site).await?;
        }
        let bytes = serde_json::to_vec(&vendored).map_err(|error| BuildError::Pip(error.to_string()))?;
        // Beside an older one, which keeps its files for whoever has just read it.
        let name = format!("{PREFIX}/{key}/{}", Id::generate());
        self.inner.storage.objects().put_if_absent(&name, bytes).await?;
        Ok(vendored)
    }

    async fn store(&self, site: &Path) -> Result<Vec<VendoredFile>, BuildError> {
        let mut paths = Vec::new();
        let mut bytes = 0;
        collect(site, "", &mut paths, &mut bytes)?;
        let blobs = self.inner.storage.blobs();
        let stored = futures::stream::iter(paths).map(|(path, size)| async move {
            let digest = blobs.put_file(site.join(&path)).await?;
            Ok::<_, BuildError>(VendoredFile { path, digest, size })
        });
        let mut files: Vec<_> = stored.buffer_unordered(PUTS).try_collect().await?;
        files.sort_by(|a, b| a.path.cmp(&b.path));
        Ok(files)
    }

    /// The files of everything that has been resolved lately; what is older is forgotten.
    pub(crate) async fn all_vendored(&self) -> Result<HashSet<Digest>, BuildError> {
        let objects = self.inner.storage.objects();
        let old = ago(KEPT);
        let mut digests = HashSet::new();
        for entry in objects.list(PREFIX).await? {
            if entry.stored_at < old {
                objects.delete(&entry.key).await?;
                continue;
            }
            let Some(bytes) = objects.get(&entry.key).await? else { continue };
            if let Ok(vendored) = serde_json::from_slice::<Vendored>(&bytes) {
                digests.extend(vendored.files.iter().map(|file| file.digest));
            }
        }
        Ok(digests)
    }
}

/// The files below a folder that are worth keeping, with their sizes.
fn collect(
    folder: &Path,
    prefix: &str,
    files: &mut Vec<(String, u64)>,
    bytes: &mut u64,
) -> Result<(), BuildError> {
    for entry in std::fs::read_dir(folder).map_err(BuildError::io("listing", folder))? {
        let entry = entry.map_err(BuildError::io("listing", folder))?;
        let path = format!("{prefix}{}", entry.file_name().to_string_lossy());
        let kind = entry.file_type().map_err(BuildError::io("reading", entry.path()))?;
        if kind.is_dir() {
            // Programs for a shell, and what another Python compiled.
            if !matches!(path.as_str(), "bin") && entry.file_name() != "__pycache__" {
                collect(&entry.path(), &format!("{path}/"), files, bytes)?;
            }
            continue;
        }
        // Neither links nor names that are no text.
        if !kind.is_file() || mspf_package::check_path(&path).is_err() {
            let message = format!("A package has a file that no plugin may have: {path}");
            return Err(BuildError::refused("requirements.file", message));
        }
        if path.rsplit_once('.').is_some_and(|(_, ending)| COMPILED.contains(&ending)) {
            let package = path.split('/').next().unwrap_or(&path);
            let message = format!("`{package}` has compiled code ({path}), which can't run in the sandbox.");
            return Err(BuildError::refused("requirements.compiled", message));
        }
        let size = entry.metadata().map_err(BuildError::io("reading", entry.path()))?.len();
        *bytes += size;
        files.push((path, size));
        if files.len() > MAX_FILES || *bytes > MAX_BYTES {
            let message = format!(
                "The packages have more than {MAX_FILES} files or {} MB. Leave out what the plugin does not need.",
                MAX_BYTES >> 20
            );
            return Err(BuildError::refused("requirements.too_large", message));
        }
    }
    Ok(())
}

/// What a package says of its licence.
fn licence(site: &Path, name: &str, version: &str) -> Option<String> {
    let wanted = |folder: &str| {
        let folder = folder.to_ascii_lowercase().replace(['-', '.'], "_");
        folder == format!("{name}-{version}.dist-info").to_ascii_lowercase().replace(['-', '.'], "_")
    };
    let folders = std::fs::read_dir(site).ok()?.filter_map(Result::ok);
    let folder = folders
        .map(|entry| entry.path())
        .find(|path| path.file_name().is_some_and(|name| wanted(&name.to_string_lossy())))?;
    let metadata = std::fs::read_to_string(folder.join("METADATA")).ok()?;
    let head = metadata.split("\n\n").next().unwrap_or_default();
    let field = |name: &str| head.lines().find_map(|line| line.strip_prefix(name)).map(str::trim);
    let classified = head.lines().find_map(|line| line.strip_prefix("Classifier: License :: "));
    let classified = classified.and_then(|line| line.rsplit(" :: ").next());
    let said =
        field("License-Expression:").or(field("License:")).filter(|text| !text.is_empty()).or(classified)?;
    Some(said.chars().take(MAX_LICENCE_CHARS).collect())
}
