//! The front-end library that every plugin may use: Bootstrap, icons, jQuery …, at `/static/base-plugins/…` of the
//! platform and below every plugin, where relative links of its pages lead.
//!
//! It is a package like any other, which lies beside the program and never changes while that runs. It is public: pages
//! in the sandbox, which have the origin of nobody, may load fonts and modules from it.

use std::collections::HashMap;
use std::fs::File;
use std::io;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;
use http::request::Parts;
use http::{HeaderMap, HeaderValue, Method, Response, StatusCode, header};
use mspf_package::{Package, PackageError, PackageReader, ReadLimits};
use mspf_storage::Digest;

use crate::body::Body;
use crate::site::{Asked, Content, FileError, Found, Index, Listed, Variant, answer_with};

/// Where the library is served, on the platform's root and below each plugin.
pub const LIBRARY_MOUNT: &str = "/static/base-plugins";
/// For how long a browser keeps a file without asking. The names of most carry a version; the rest change with the
/// platform at most.
const ONE_WEEK: HeaderValue = HeaderValue::from_static("public, max-age=604800");
const EVERYONE: HeaderValue = HeaderValue::from_static("*");
/// Bytes of files kept in memory: those that pages commonly load together take about 2 MiB.
const MEMORY: u64 = 16 << 20;

/// Why the library cannot be served.
#[derive(Debug, thiserror::Error)]
pub enum LibraryError {
    /// The file cannot be opened.
    #[error(transparent)]
    Io(#[from] io::Error),
    /// It is no package.
    #[error(transparent)]
    Package(#[from] PackageError),
    /// It is a package of something else.
    #[error("its files are not for {LIBRARY_MOUNT}; it is no front-end library")]
    OtherMount,
}

/// The library, ready to be served.
pub struct Library {
    index: Index,
    paths: HashMap<Digest, String>,
    package: Arc<Mutex<PackageReader<File>>>,
    opened: moka::future::Cache<Digest, Bytes>,
}

impl Library {
    /// Opens the package of the library and checks it whole. Blocks for a moment.
    ///
    /// # Errors
    /// [`LibraryError`] if there is no such package.
    pub fn open(path: &Path) -> Result<Self, LibraryError> {
        let reader = Package::read(File::open(path)?, &ReadLimits::default())?;
        let package = reader.package();
        let section = package.manifest.static_files.as_ref().filter(|section| section.mount == LIBRARY_MOUNT);
        let dir = section.map(|section| section.dir.clone()).ok_or(LibraryError::OtherMount)?;
        let listed: Vec<Listed> = package
            .files
            .iter()
            .filter_map(|file| {
                let digest = file.sha256.parse().ok()?;
                Some(Listed { path: file.path.clone(), digest, size: file.size })
            })
            .collect();
        let paths = listed.iter().map(|file| (file.digest, file.path.clone())).collect();
        let weigh = |_: &Digest, bytes: &Bytes| u32::try_from(bytes.len()).unwrap_or(u32::MAX);
        Ok(Self {
            index: Index::new(&dir, LIBRARY_MOUNT, listed),
            paths,
            package: Arc::new(Mutex::new(reader)),
            opened: moka::future::Cache::builder().max_capacity(MEMORY).weigher(weigh).build(),
        })
    }

    /// Whether a path is in the library's part of an address space.
    pub(crate) fn claims(path: &str) -> bool {
        path.strip_prefix(LIBRARY_MOUNT).is_some_and(|rest| rest.starts_with('/'))
    }

    /// The answer with the file at a path; `None` if the library has none there.
    pub(crate) async fn answer(
        &self,
        method: &Method,
        path: &str,
        headers: &HeaderMap,
    ) -> Option<Result<Response<Body>, FileError>> {
        if !Self::claims(path) || !matches!(*method, Method::GET | Method::HEAD) {
            return None;
        }
        let Some(Found::File { path, variant, has_variants }) = self.index.find(path, headers) else {
            return None;
        };
        let asked = Asked { method, headers, path: &path, variant, has_variants, is_fixed: false };
        let answer = answer_with(asked, |variant| self.open_file(variant)).await;
        Some(answer.map(|mut response| {
            let headers = response.headers_mut();
            headers.insert(header::CACHE_CONTROL, ONE_WEEK);
            headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, EVERYONE);
            response
        }))
    }

    /// The answer to a request, where the path of the request is the library's; `None` for all others.
    pub async fn serve(&self, request: &Parts) -> Option<Response<Body>> {
        let answer = self.answer(&request.method, request.uri.path(), &request.headers).await?;
        Some(answer.unwrap_or_else(|error| {
            tracing::error!(%error, path = request.uri.path(), "a file of the front-end library could not be read");
            let mut response = Response::new(Body::default());
            *response.status_mut() = StatusCode::SERVICE_UNAVAILABLE;
            response
        }))
    }

    /// The contents of a file. Many who ask at once cause one read.
    async fn open_file(&self, variant: Variant) -> Result<Content, FileError> {
        let path = self.paths.get(&variant.digest).cloned().unwrap_or_default();
        let package = Arc::clone(&self.package);
        let read = async move {
            let reading = tokio::task::spawn_blocking(move || {
                package.lock().unwrap_or_else(PoisonError::into_inner).bytes(&path)
            });
            let bytes = reading.await.map_err(io::Error::other)?.map_err(io::Error::other)?;
            Ok::<_, io::Error>(Bytes::from(bytes))
        };
        let bytes = self.opened.try_get_with(variant.digest, read).await.map_err(io::Error::other)?;
        Ok(Content::Memory(bytes))
    }
}

impl std::fmt::Debug for Library {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Library").field("files", &self.paths.len()).finish_non_exhaustive()
    }
}
