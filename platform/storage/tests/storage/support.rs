//! Fresh storage of each kind.

use std::path::PathBuf;
use std::sync::Arc;

use mspf_storage::{Digest, S3Options, Storage};
use object_store::aws::AmazonS3Builder;
use object_store::path::Path;
use object_store::prefix::PrefixStore;
use object_store::{ObjectStore, ObjectStoreExt};
use tempfile::TempDir;

/// Storage of its own for one test, and the door behind it.
pub(crate) struct Place {
    pub(crate) storage: Storage,
    /// What storage stands on, to damage things and to see what is left.
    pub(crate) raw: Arc<dyn ObjectStore>,
    /// The directory, if it is one.
    pub(crate) root: Option<PathBuf>,
    /// For files of the test.
    pub(crate) scratch: TempDir,
}

impl Place {
    pub(crate) async fn local() -> Place {
        let scratch = tempfile::tempdir().unwrap();
        let root = scratch.path().join("storage");
        let storage = Storage::open(root.to_str().unwrap(), &S3Options::default()).unwrap();
        let raw = object_store::local::LocalFileSystem::new_with_prefix(&root).unwrap();
        Place { storage, raw: Arc::new(raw), root: Some(root), scratch }
    }

    pub(crate) async fn s3() -> Place {
        let s3 = mspf_test_support::s3().await;
        let options = s3_options(&s3);
        let storage = Storage::open(&s3.address, &options).unwrap();
        let (bucket, prefix) = s3.address.strip_prefix("s3://").unwrap().split_once('/').unwrap();
        let raw = AmazonS3Builder::new()
            .with_bucket_name(bucket)
            .with_endpoint(&s3.endpoint)
            .with_access_key_id(s3.access_key_id)
            .with_secret_access_key(s3.secret_access_key)
            .with_allow_http(true)
            .build()
            .unwrap();
        let raw = Arc::new(PrefixStore::new(raw, prefix));
        Place { storage, raw, root: None, scratch: tempfile::tempdir().unwrap() }
    }

    /// Overwrites what is stored, behind storage's back.
    pub(crate) async fn damage(&self, path: &str, bytes: &'static [u8]) {
        self.raw.put(&Path::from(path), bytes.into()).await.unwrap();
    }

    /// Removes what is stored, behind storage's back.
    pub(crate) async fn remove(&self, path: &str) {
        self.raw.delete(&Path::from(path)).await.unwrap();
    }

    /// The paths of everything stored.
    pub(crate) async fn everything(&self) -> Vec<String> {
        use futures::TryStreamExt;
        let listed: Vec<_> = self.raw.list(None).try_collect().await.unwrap();
        let mut paths: Vec<_> = listed.into_iter().map(|meta| meta.location.to_string()).collect();
        paths.sort();
        paths
    }
}

pub(crate) fn s3_options(s3: &mspf_test_support::TestS3) -> S3Options {
    S3Options {
        endpoint: Some(s3.endpoint.clone()),
        region: None,
        access_key_id: Some(s3.access_key_id.to_owned()),
        secret_access_key: Some(s3.secret_access_key.to_owned()),
        allow_http: true,
    }
}

/// Where a blob is.
pub(crate) fn blob_path(digest: &Digest) -> String {
    let name = digest.to_string();
    format!("blobs/{}/{name}", &name[..2])
}

/// Bytes that do not repeat.
pub(crate) fn noise(length: usize, seed: u64) -> Vec<u8> {
    let mut state = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
    let mut bytes = Vec::with_capacity(length + 8);
    while bytes.len() < length {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        bytes.extend_from_slice(&state.to_le_bytes());
    }
    bytes.truncate(length);
    bytes
}

/// Makes a test of each named `async fn(Place)`, on a local directory and on S3.
macro_rules! on_each_storage {
    ($($test:ident),+ $(,)?) => {$(
        mod $test {
            #[tokio::test]
            async fn local() {
                super::$test($crate::support::Place::local().await).await;
            }

            #[tokio::test]
            async fn s3() {
                super::$test($crate::support::Place::s3().await).await;
            }
        }
    )+};
}
pub(crate) use on_each_storage;
