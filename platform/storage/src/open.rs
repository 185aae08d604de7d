//! Opening storage by its address.

use std::fmt;
use std::path::{Path as FilePath, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use object_store::aws::{AmazonS3, AmazonS3Builder};
use object_store::local::LocalFileSystem;
use object_store::path::Path;
use object_store::{ClientOptions, ObjectStore};

use crate::{Blobs, Objects, StorageError};

/// The longest that one request to S3 may take, body included: the largest single request carries a
/// compiled component of some 60 MB, which must also arrive over a slow line.
const S3_REQUEST_TIMEOUT: Duration = Duration::from_secs(120);

/// The longest that connecting to S3 may take; a service that does not answer by then is down.
const S3_CONNECT_TIMEOUT: Duration = Duration::from_secs(5);

/// How to reach S3. What is not given here is taken from the usual `AWS_*` environment (which includes
/// the identities that Kubernetes and instance metadata hand out).
#[derive(Clone, Default)]
pub struct S3Options {
    /// Address of the service, such as `http://127.0.0.1:8333`; Amazon's own when absent.
    pub endpoint: Option<String>,
    /// Region name; `us-east-1` when neither this nor the environment says another.
    pub region: Option<String>,
    /// Access key id.
    pub access_key_id: Option<String>,
    /// Secret access key.
    pub secret_access_key: Option<String>,
    /// Whether an `http://` endpoint is acceptable. Refused unless asked for.
    pub allow_http: bool,
}

impl fmt::Debug for S3Options {
    /// Leaves the secret out.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("S3Options")
            .field("endpoint", &self.endpoint)
            .field("region", &self.region)
            .field("access_key_id", &self.access_key_id)
            .field("allow_http", &self.allow_http)
            .finish_non_exhaustive()
    }
}

/// Blobs and objects in one place. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Storage {
    blobs: Blobs,
    objects: Objects,
}

impl Storage {
    /// Opens storage at `address`: a directory (`./data/storage`, `file:///var/lib/mspf`), made when it
    /// is missing, or `s3://bucket/prefix`.
    ///
    /// Nothing is asked of an S3 service yet: see [`Storage::check`].
    ///
    /// # Errors
    /// [`StorageError::InvalidAddress`], [`StorageError::Io`] when the directory cannot be made,
    /// [`StorageError::Backend`] when the options for S3 contradict each other.
    pub fn open(address: &str, s3: &S3Options) -> Result<Self, StorageError> {
        let backend = match address.split_once("://") {
            Some(("s3", rest)) => open_s3(address, rest, s3)?,
            Some(("file", path)) => open_local(FilePath::new(path))?,
            Some(_) => {
                return Err(invalid(address, "use a directory, file:///directory or s3://bucket/prefix"));
            }
            None if address.is_empty() => return Err(invalid(address, "it is empty")),
            None => open_local(FilePath::new(address))?,
        };
        let backend = Arc::new(backend);
        Ok(Self { blobs: Blobs::new(Arc::clone(&backend)), objects: Objects::new(backend) })
    }

    /// Content-addressed blobs.
    #[must_use]
    pub fn blobs(&self) -> &Blobs {
        &self.blobs
    }

    /// Named objects.
    #[must_use]
    pub fn objects(&self) -> &Objects {
        &self.objects
    }

    /// Proves that storage can be written, read and deleted, and that conditional writes hold: what a
    /// node wants to know before it calls itself ready.
    ///
    /// # Errors
    /// [`StorageError::NoConditionalWrites`], or what went wrong while writing, reading or deleting.
    pub async fn check(&self) -> Result<(), StorageError> {
        self.objects.check().await
    }
}

/// What both halves of storage stand on. Kinds differ only where `object_store` has no common door:
/// unfinished uploads.
#[derive(Debug)]
pub(crate) struct Backend {
    pub(crate) store: Arc<dyn ObjectStore>,
    pub(crate) kind: Kind,
    /// Everything lives below this path.
    root: Path,
}

#[derive(Debug)]
pub(crate) enum Kind {
    /// The directory itself, for leftovers that `object_store` hides.
    Local(PathBuf),
    S3(AmazonS3),
}

impl Backend {
    /// The full path of `name` in `area`.
    pub(crate) fn path(&self, area: &str, name: &str) -> Path {
        name.split('/').fold(self.area(area), Path::join)
    }

    /// The full path of one of the top folders.
    pub(crate) fn area(&self, area: &str) -> Path {
        self.root.clone().join(area)
    }
}

fn open_local(directory: &FilePath) -> Result<Backend, StorageError> {
    std::fs::create_dir_all(directory).map_err(StorageError::io("creating", directory))?;
    let directory = directory.canonicalize().map_err(StorageError::io("opening", directory))?;
    // Without fsync a power failure could take back what had been acknowledged.
    let store = LocalFileSystem::new_with_prefix(&directory).map_err(StorageError::Backend)?.with_fsync(true);
    Ok(Backend { store: Arc::new(store), kind: Kind::Local(directory), root: Path::default() })
}

fn open_s3(address: &str, rest: &str, options: &S3Options) -> Result<Backend, StorageError> {
    let (bucket, prefix) = rest.split_once('/').unwrap_or((rest, ""));
    if bucket.is_empty() {
        return Err(invalid(address, "the bucket is missing: s3://bucket/prefix"));
    }
    let root = Path::parse(prefix).map_err(|error| invalid(address, &error.to_string()))?;
    let client = ClientOptions::new()
        .with_timeout(S3_REQUEST_TIMEOUT)
        .with_connect_timeout(S3_CONNECT_TIMEOUT)
        .with_allow_http(options.allow_http);
    let mut builder = AmazonS3Builder::from_env().with_bucket_name(bucket).with_client_options(client);
    if let Some(endpoint) = &options.endpoint {
        builder = builder.with_endpoint(endpoint);
    }
    if let Some(region) = &options.region {
        builder = builder.with_region(region);
    }
    if let (Some(id), Some(secret)) = (&options.access_key_id, &options.secret_access_key) {
        builder = builder.with_access_key_id(id).with_secret_access_key(secret);
    }
    let s3 = builder.build().map_err(StorageError::Backend)?;
    Ok(Backend { store: Arc::new(s3.clone()), kind: Kind::S3(s3), root })
}

fn invalid(url: &str, reason: &str) -> StorageError {
    StorageError::InvalidAddress { url: url.to_owned(), reason: reason.to_owned() }
}
