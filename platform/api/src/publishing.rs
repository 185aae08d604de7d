//! From the body of a request to a package whose contents are in storage, ready to be published.
//!
//! The body goes to a file without a name, so that a process that dies leaves nothing behind; it is read and checked
//! whole before anything is stored; blobs are stored before rows refer to them, so a failure in between leaves only
//! blobs that nobody refers to, which are swept later.

use std::fs::File;

use axum::extract::{FromRequest, Multipart, Request};
use bytes::Bytes;
use futures::{Stream, StreamExt, TryStreamExt};
use http::StatusCode;
use mspf_catalog::{Facts, NewVersion, TreeFile};
use mspf_package::{MANIFEST_FILE, Origin, Package, PackageReader, ReadLimits, inspect};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use crate::{
    ApiState,
    contents::{self, Received, blocking, body_of, broken_off, media_type, receive_file},
    error::ApiError,
    unnumbered::Source,
};

/// The longest text field of a form, in bytes: a changelog.
const MAX_FIELD_BYTES: usize = 64 << 10;

/// How a package is to be published.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct PublishOptions {
    /// What is new; a form may send it as a field instead.
    pub(crate) changelog: Option<String>,
    /// Whether the version shall answer as soon as it is built; true without it.
    pub(crate) release: Option<bool>,
    /// Whether the tests that its source brings must pass before it is ready; false without it. Python only.
    pub(crate) tests: Option<bool>,
}

/// A package as a form sends it.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes the form in the document; its fields are read one by one")]
pub(crate) struct PackageForm {
    /// The zip.
    #[schema(value_type = String, format = Binary)]
    file: Vec<u8>,
    /// What is new.
    changelog: Option<String>,
    /// Whether the version shall answer as soon as it is built.
    release: Option<bool>,
    /// Whether the tests that its source brings must pass before it is ready. Python only.
    tests: Option<bool>,
}

/// What a package is: a version to be published, or a source to be worked on.
pub(crate) enum Uploaded {
    /// It has a manifest of its author's.
    Version(NewVersion),
    /// The platform has written its manifest.
    Source(Source),
}

/// The number of a version, as a person typed it.
pub(crate) fn version(text: &str) -> Result<semver::Version, ApiError> {
    text.parse().map_err(|_| {
        ApiError::invalid("version", "version.malformed", "Give a semantic version such as 1.2.0.")
    })
}

/// Receives a package, checks it, and stores its contents.
///
/// # Errors
/// 413 `package.too_large`, 415 `package.not_a_package`, 422 with the code of whatever is wrong with the package.
pub(crate) async fn receive(
    state: &ApiState,
    mut options: PublishOptions,
    request: Request,
) -> Result<Uploaded, ApiError> {
    let received = match media_type(request.headers()).as_str() {
        "multipart/form-data" => receive_form(state, &mut options, request).await?,
        "application/zip" | "application/octet-stream" | "application/x-zip-compressed" => {
            receive_zip(state, body_of(request.into_body())).await?
        }
        _ => {
            return Err(ApiError::new(
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                "package.not_a_package",
                "Send the zip as application/zip, or as the field `file` of a multipart/form-data form.",
            ));
        }
    };
    let _turn = contents::turn().await?;
    store(state, received, options).await
}

async fn receive_form(
    state: &ApiState,
    options: &mut PublishOptions,
    request: Request,
) -> Result<Received, ApiError> {
    let malformed = |error: axum::extract::multipart::MultipartError| {
        ApiError::bad_request("request.form_malformed", format!("{}.", error.body_text()))
    };
    let mut form = Multipart::from_request(request, state).await.map_err(|error| {
        ApiError::bad_request("request.form_malformed", format!("{}.", error.body_text()))
    })?;
    let mut received = None;
    while let Some(field) = form.next_field().await.map_err(malformed)? {
        match field.name() {
            Some("file") if received.is_none() => {
                let chunks = field.map_err(|_| broken_off());
                received = Some(receive_zip(state, chunks).await?);
            }
            Some("changelog") => options.changelog = Some(text(field).await?),
            Some("release") => options.release = Some(text(field).await?.trim() != "false"),
            Some("tests") => options.tests = Some(text(field).await?.trim() != "false"),
            other => {
                let detail = format!("The form has a field {other:?} that is unknown or comes twice.");
                return Err(ApiError::bad_request("request.form_malformed", detail));
            }
        }
    }
    received.ok_or_else(|| ApiError::invalid("file", "package.missing", "Send the zip as the field `file`."))
}

async fn receive_zip(
    state: &ApiState,
    chunks: impl Stream<Item = Result<Bytes, ApiError>> + Unpin,
) -> Result<Received, ApiError> {
    let limit = state.config.upload_max_bytes;
    let too_large = || {
        let detail = format!("A package has at most {limit} bytes here. Leave out what it does not need.");
        ApiError::new(StatusCode::PAYLOAD_TOO_LARGE, "package.too_large", detail)
    };
    receive_file(chunks, limit, too_large).await
}

/// A short text field.
async fn text(
    field: impl Stream<Item = Result<Bytes, axum::extract::multipart::MultipartError>>,
) -> Result<String, ApiError> {
    let mut field = std::pin::pin!(field);
    let mut bytes = Vec::new();
    while let Some(chunk) = field.next().await {
        bytes.extend_from_slice(&chunk.map_err(|_| broken_off())?);
        if bytes.len() > MAX_FIELD_BYTES {
            let detail = format!("A field of the form has at most {MAX_FIELD_BYTES} bytes.");
            return Err(ApiError::new(StatusCode::PAYLOAD_TOO_LARGE, "request.too_large", detail));
        }
    }
    String::from_utf8(bytes)
        .map_err(|_| ApiError::bad_request("request.form_malformed", "A field of the form is not UTF-8."))
}

/// Checks the package and puts its files into storage, one after the other.
async fn store(state: &ApiState, received: Received, options: PublishOptions) -> Result<Uploaded, ApiError> {
    let Received { file, digest, size } = received;
    let limits = ReadLimits { archive_bytes: state.config.upload_max_bytes, ..ReadLimits::default() };
    let mut reader = blocking(move || Ok(Package::read(file, &limits)?)).await?;
    let package = reader.package().clone();
    let source = package.manifest.runtime.source.clone();
    let mut files = Vec::with_capacity(package.files.len());
    let mut component = None;
    let mut text = String::new();
    for file in package.files {
        let is_component = source.as_ref() == Some(&file.path);
        let (path, bytes);
        (reader, path, bytes) = blocking(move || unpack(reader, file.path, is_component)).await?;
        if is_component {
            component = Some(file.sha256);
        }
        if path == MANIFEST_FILE {
            text = String::from_utf8_lossy(&bytes).into_owned();
        }
        let stored = state.storage.blobs().put(bytes).await?;
        files.push(TreeFile { path, digest: stored.to_string(), size: file.size });
    }
    let version = NewVersion {
        package_digest: digest.to_string(),
        package_size: size,
        component,
        manifest: package.manifest,
        files,
        changelog: options.changelog.unwrap_or_default(),
        release: options.release.unwrap_or(true),
        tests: options.tests.unwrap_or(false),
    };
    let id = match package.origin {
        Origin::Manifest => return Ok(Uploaded::Version(version)),
        Origin::Version1 { id } => id.parse().ok(),
        Origin::DjangoProject { .. } => None,
    };
    Ok(Uploaded::Source(Source { id, text, version }))
}

/// The contents of a file; a component's only if the platform could run it.
fn unpack(
    mut reader: PackageReader<File>,
    path: String,
    is_component: bool,
) -> Result<(PackageReader<File>, String, Vec<u8>), ApiError> {
    let bytes = reader.bytes(&path)?;
    if is_component {
        inspect(&bytes)?;
    }
    Ok((reader, path, bytes))
}

/// What is known of a package's manifest: it has been read.
pub(crate) fn facts(new: &NewVersion) -> Facts {
    let mut facts = Facts::default();
    if let Some(file) = new.files.iter().find(|file| file.path == MANIFEST_FILE) {
        facts.know_manifest(&file.digest, new.manifest.clone());
    }
    facts
}
