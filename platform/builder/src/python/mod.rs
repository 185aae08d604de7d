//! Versions of Python plugins: nothing is compiled; the source is loaded once before it may be released.

mod check;
pub(crate) mod draft;
mod pip;
mod requirements;
mod tests;
mod vendored;

use std::sync::Arc;

use mspf_catalog::{Lease, TreeFile, Version};
use mspf_package::Manifest;
use mspf_runtime::{Program, Runtime};
use mspf_storage::{Cache, CachedFile, Digest};
use tokio::sync::OnceCell;

pub use self::draft::Packages;
pub use self::pip::PackageSource;
use self::requirements::Requirements;
pub use self::requirements::{FILE as REQUIREMENTS_FILE, MAX_FILE_BYTES as REQUIREMENTS_BYTES};
pub use self::vendored::SITE_PACKAGES;
use crate::{BuildError, Builder};

/// What a builder runs Python plugins with, to check them.
#[derive(Clone)]
pub struct PythonRuntime {
    /// The engines.
    pub runtime: Arc<Runtime>,
    /// The component that runs Python plugins.
    pub component: Digest,
    /// Verified local copies of blobs and artifacts.
    pub copies: Cache,
}

impl std::fmt::Debug for PythonRuntime {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PythonRuntime").field("component", &self.component).finish_non_exhaustive()
    }
}

/// The runtime, loaded when the first version is checked.
pub(crate) type LoadedPython = OnceCell<(Program, CachedFile)>;

impl Builder {
    /// Makes sure that a Python version can be loaded and, where that is asked for, that its own tests pass. Harmless
    /// to repeat.
    pub(crate) async fn build_python(
        &self,
        lease: &Lease,
        version: &Version,
        manifest: &Manifest,
        tests: bool,
    ) -> Result<(), BuildError> {
        let Some(python) = &self.inner.python else { return Err(BuildError::no_python()) };
        let jobs = self.inner.catalog.jobs();
        let requirements = self.requirements(version, manifest).await?;
        if !requirements.is_empty() {
            jobs.progress(lease, 10, "installing requirements").await?;
            let vendored = self
                .vendor(&self.inner.packages, &requirements, &requirements.key(&python.component))
                .await?;
            jobs.log(lease, &vendored.describe()).await?;
            let files = vendored.tree_files();
            self.inner.catalog.versions().vendor(lease, version.id, SITE_PACKAGES, files).await?;
        }
        jobs.progress(lease, 50, "loading the plugin").await?;
        let program = self.python_program(python).await?;
        let found = self.check(python, program.clone(), version, manifest).await?;
        jobs.log(lease, &found.log).await?;
        if tests {
            jobs.progress(lease, 70, &found.summary).await?;
            return self.test(lease, python, program, version, manifest).await;
        }
        Ok(jobs.progress(lease, 90, &found.summary).await?)
    }

    /// What the version needs beside the runtime.
    async fn requirements(&self, version: &Version, manifest: &Manifest) -> Result<Requirements, BuildError> {
        let dependencies =
            manifest.python.as_ref().map(|python| python.dependencies.as_slice()).unwrap_or_default();
        let file = self.inner.catalog.versions().file(version.tree, requirements::FILE).await?;
        let text = match &file {
            Some(file) => self.requirements_text(file).await?,
            None => String::new(),
        };
        Requirements::read(dependencies, &text)
    }

    async fn requirements_text(&self, file: &TreeFile) -> Result<String, BuildError> {
        let refused = |why: &str| BuildError::refused("requirements.file", format!("{} {why}", file.path));
        if file.size > requirements::MAX_FILE_BYTES {
            return Err(refused("is too large to be a list of requirements."));
        }
        let digest: Digest = file.digest.parse().map_err(|_| refused("names no blob."))?;
        let bytes = self.inner.storage.blobs().get(&digest).await?;
        String::from_utf8(bytes.to_vec()).map_err(|_| refused("is not UTF-8."))
    }

    /// The runtime as a program. Compiled here and now if nobody has: an order would wait for this very worker.
    async fn python_program(&self, python: &PythonRuntime) -> Result<Program, BuildError> {
        let load = || async {
            self.make_artifact(&python.component, true).await?;
            let key = self.artifact_key(&python.component);
            let file = python.copies.object(&key, self.inner.storage.objects()).await?;
            let (runtime, component) = (Arc::clone(&python.runtime), python.component.to_string());
            // Reads 60 MB to verify the seal.
            let loading = move || runtime.load(&component, file.path()).map(|program| (program, file));
            tokio::task::spawn_blocking(loading)
                .await
                .map_err(|error| BuildError::CompilerDied(error.to_string()))?
                .map_err(BuildError::Seal)
        };
        Ok(self.inner.loaded_python.get_or_try_init(load).await?.0.clone())
    }
}
