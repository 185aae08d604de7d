//! The job of a published version.

use mspf_catalog::{CatalogError, Id, Lease};
use mspf_storage::Digest;
use serde::Deserialize;

use crate::{BuildError, Builder};

/// Queue of published versions.
pub(crate) const VERSION_QUEUE: &str = "version";

/// What the catalogue says about a version to be built.
#[derive(Debug, Deserialize)]
struct Payload {
    /// The row of the version.
    #[expect(dead_code)]
    version: Id,
    /// Its component; none if it has static files only.
    component: Option<Digest>,
}

impl Builder {
    pub(crate) async fn build_version(&self, lease: &Lease) -> Result<(), BuildError> {
        let payload = payload(lease)?;
        let Some(component) = payload.component else { return Ok(()) };
        self.inner.catalog.jobs().progress(lease, 10, "compiling the component").await?;
        self.make_artifact(&component).await?;
        self.inner.catalog.jobs().progress(lease, 90, "the artifact is stored").await?;
        Ok(())
    }

    /// Ends the job of a version whose artifact is in storage.
    pub(crate) async fn version_ready(&self, lease: &Lease) -> Result<(), CatalogError> {
        self.inner.catalog.jobs().succeed(lease).await
    }

    /// Ends the job of a version that cannot be built.
    pub(crate) async fn version_failed(&self, lease: &Lease, error: &BuildError) -> Result<(), CatalogError> {
        self.inner.catalog.jobs().fail(lease, &error.to_string()).await
    }
}

fn payload(lease: &Lease) -> Result<Payload, BuildError> {
    serde_json::from_value(lease.job.payload.clone())
        .map_err(|error| BuildError::refused("build.bad_job", format!("the job names no version: {error}")))
}
