//! `GET /plugins/{plugin}/source`

use std::fs::File;

use axum::{
    body::Body,
    extract::State,
    response::{IntoResponse, Response},
};
use http::header;
use mspf_catalog::{PluginRef, TreeFile};
use mspf_package::PackageWriter;
use mspf_storage::Digest;
use serde::Deserialize;
use tokio::{io::AsyncSeekExt, task::spawn_blocking};
use tokio_util::io::ReaderStream;
use utoipa::IntoParams;

use super::{locate, no_version};
use crate::{
    ApiState,
    error::ApiError,
    etag::{ETag, IfNoneMatch},
    extract::{Auth, Path, Query, need},
};

/// Which version.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Wanted {
    /// The released one without it.
    version: Option<String>,
}

/// Download a version as a zip.
///
/// Anyone may who can see the version; of a plugin that costs something, only its maintainers. The zip is packed anew:
/// the same files always give the same bytes, and it can be uploaded again.
#[utoipa::path(get, path = "/plugins/{plugin}/source", tag = "plugins", security((), ("bearer" = [])),
    params(("plugin" = String, Path, description = "`SP_…` or `owner/name`"), Wanted),
    responses((status = 200, description = "The zip", content_type = "application/zip", body = Vec<u8>),
        (status = 304, description = "Unchanged")))]
pub(super) async fn source(
    State(state): State<ApiState>,
    auth: Option<Auth<need::PluginsRead>>,
    Path(reference): Path<PluginRef>,
    Query(wanted): Query<Wanted>,
    if_none_match: IfNoneMatch,
) -> Result<Response, ApiError> {
    let (actor, plugin) = locate(&state, auth.as_deref(), &reference).await?;
    if !plugin.price.is_free() && !state.catalog.plugins().is_maintainer(&actor, plugin.owner.id).await? {
        let detail = "The source of a plugin that costs something is its maintainers' only.";
        return Err(ApiError::forbidden("plugin.source_closed", detail));
    }
    let version = wanted.version.as_ref().or(plugin.version.as_ref()).ok_or_else(no_version)?;
    let version = state.catalog.versions().get(&actor, &plugin, version).await?;
    let tag = ETag::new(version.tree);
    if if_none_match.has(&tag) {
        return Ok((http::StatusCode::NOT_MODIFIED, tag, ()).into_response());
    }
    let files = state.catalog.versions().files(version.tree).await?;
    let mut file = tokio::fs::File::from_std(pack(&state, files).await?);
    let length = file.seek(std::io::SeekFrom::End(0)).await.map_err(ApiError::internal)?;
    file.rewind().await.map_err(ApiError::internal)?;
    let headers = [
        (header::CONTENT_TYPE, "application/zip".to_owned()),
        (header::CONTENT_LENGTH, length.to_string()),
        (
            header::CONTENT_DISPOSITION,
            format!("attachment; filename=\"{}-{}.zip\"", plugin.name, version.version),
        ),
    ];
    Ok((tag, headers, Body::from_stream(ReaderStream::new(file))).into_response())
}

/// Packs the files into a file without a name: one of them in memory at a time.
async fn pack(state: &ApiState, files: Vec<TreeFile>) -> Result<File, ApiError> {
    let file = spawn_blocking(tempfile::tempfile).await.map_err(ApiError::internal)?;
    let mut writer = PackageWriter::new(file.map_err(ApiError::internal)?);
    for file in files {
        let digest: Digest = file.digest.parse().map_err(ApiError::internal)?;
        let bytes = state.storage.blobs().get(&digest).await?;
        let added = spawn_blocking(move || writer.add(&file.path, &bytes).map(|()| writer)).await;
        writer = added.map_err(ApiError::internal)?.map_err(ApiError::internal)?;
    }
    let packed = spawn_blocking(move || writer.finish()).await.map_err(ApiError::internal)?;
    packed.map_err(ApiError::internal)
}
