//! Putting built examples into the catalogue when a server starts.
//!
//! The examples belong to the platform's own account. Versions never change, so what has been published
//! before is left alone, and the same folder may be named at every start.

use std::{
    fs::File,
    path::{Path, PathBuf},
};

use chrono::Utc;
use mspf_catalog::{Actor, Catalog, NewVersion, TreeFile, Visibility};
use mspf_package::{Package, ReadLimits};
use mspf_storage::Storage;

use crate::failure::{Failure, OrFail};

/// Publishes every package of a folder that has not been published yet, and says how many there were.
pub(crate) async fn seed(catalog: &Catalog, storage: &Storage, folder: &Path) -> Result<usize, Failure> {
    let failed = format!("the examples in {} could not be published", folder.display());
    let owner = catalog.accounts().platform(Utc::now()).await.or_fail(failed)?.id;
    let mut published = 0;
    for path in packages(folder)? {
        let new = store(storage, &path).await?;
        match catalog.versions().upload(&Actor::Platform, owner, Visibility::Public, new).await {
            Ok(_) => published += 1,
            Err(error) if error.code() == "version.exists" => {}
            Err(error) => return Err(error).or_fail(format!("{} could not be published", path.display())),
        }
    }
    Ok(published)
}

fn packages(folder: &Path) -> Result<Vec<PathBuf>, Failure> {
    let failed = format!("could not read the folder of examples {}", folder.display());
    let entries = std::fs::read_dir(folder).or_fail(&failed)?;
    let paths = entries
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<Result<Vec<_>, _>>()
        .or_fail(failed)?;
    let mut packages: Vec<PathBuf> = paths
        .into_iter()
        .filter(|path| path.extension().is_some_and(|extension| extension == "zip"))
        .collect();
    packages.sort();
    Ok(packages)
}

/// Reads a package and stores its files; nothing refers to them until the version is published.
async fn store(storage: &Storage, path: &Path) -> Result<NewVersion, Failure> {
    let failed = format!("{} could not be read", path.display());
    let file = File::open(path).or_fail(&failed)?;
    let package_size = file.metadata().or_fail(&failed)?.len();
    let mut reader = Package::read(file, &ReadLimits::default()).or_fail(&failed)?;
    let package_digest = storage.blobs().put_file(path).await.or_fail(&failed)?;
    let mut files = Vec::new();
    for file in reader.package().files.clone() {
        let bytes = reader.bytes(&file.path).or_fail(&failed)?;
        let digest = storage.blobs().put(bytes).await.or_fail(&failed)?;
        files.push(TreeFile { path: file.path, digest: digest.to_string(), size: file.size });
    }
    let manifest = reader.into_package().manifest;
    let component =
        manifest.runtime.source.as_ref().and_then(|source| files.iter().find(|file| file.path == *source));
    Ok(NewVersion {
        package_digest: package_digest.to_string(),
        package_size,
        component: component.map(|file| file.digest.clone()),
        manifest,
        files,
        changelog: String::new(),
        release: true,
        tests: false,
    })
}
