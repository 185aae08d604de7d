//! The job of a published version.

use mspf_catalog::{CatalogError, Id, Lease};
use mspf_package::{Manifest, manifest::RuntimeKind};
use mspf_storage::Digest;
use serde::Deserialize;

use crate::{BuildError, Builder};

/// What the catalogue says about a version to be built.
#[derive(Debug, Deserialize)]
struct Payload {
    /// The row of the version.
    version: Id,
    /// Its component; none if it has static files only.
    component: Option<Digest>,
    /// Whether its own tests must pass.
    #[serde(default)]
    tests: bool,
}

impl Builder {
    /// Makes the artifact of a version's component, or checks a Python plugin's source. Harmless to repeat.
    pub(crate) async fn build_version(&self, lease: &Lease) -> Result<(), BuildError> {
        let Payload { version, component, tests } = payload(lease)?;
        let Some(component) = component else { return self.build_source(lease, version, tests).await };
        let jobs = self.inner.catalog.jobs();
        jobs.progress(lease, 10, "validating and compiling the component").await?;
        self.make_artifact(&component, false).await?;
        Ok(jobs.progress(lease, 90, "the artifact is stored").await?)
    }

    /// A version without a component of its own: a Python plugin, or static files only.
    async fn build_source(&self, lease: &Lease, version: Id, tests: bool) -> Result<(), BuildError> {
        let version = self.inner.catalog.versions().by_id(version).await?;
        let manifest: Manifest = serde_json::from_value(version.manifest.clone())
            .map_err(|error| BuildError::refused("build.bad_manifest", error.to_string()))?;
        match manifest.runtime.kind {
            RuntimeKind::Python => self.build_python(lease, &version, &manifest, tests).await,
            _ => Ok(()),
        }
    }

    /// Ends the job of a version whose artifact is in storage; the version is ready with the same commit.
    pub(crate) async fn version_ready(&self, lease: &Lease) -> Result<(), CatalogError> {
        match payload(lease) {
            Ok(payload) => self.inner.catalog.versions().built(lease, payload.version).await,
            Err(error) => self.inner.catalog.jobs().fail(lease, &error.to_string()).await,
        }
    }

    /// Ends the job of a version that cannot be built; the version has failed with the same commit.
    pub(crate) async fn version_failed(&self, lease: &Lease, error: &BuildError) -> Result<(), CatalogError> {
        let message = format!("{error} ({})", error.code());
        match payload(lease) {
            Ok(payload) => self.inner.catalog.versions().build_failed(lease, payload.version, &message).await,
            Err(_) => self.inner.catalog.jobs().fail(lease, &message).await,
        }
    }
}

fn payload(lease: &Lease) -> Result<Payload, BuildError> {
    serde_json::from_value(lease.job.payload.clone())
        .map_err(|error| BuildError::refused("build.bad_job", format!("the job names no version: {error}")))
}
