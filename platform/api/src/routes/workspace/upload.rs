//! `POST /plugins/{plugin}/workspace/upload`

use std::fs::File;

use axum::extract::{FromRequest, Multipart, Request, State, multipart::Field};
use futures::TryStreamExt;
use http::StatusCode;
use mspf_catalog::{Facts, PluginRef, TreeFile, WORKSPACE_BYTES, WORKSPACE_FILE_BYTES};
use mspf_package::{ReadLimits, ZipReader};
use serde::Deserialize;
use utoipa::{
    IntoParams, ToSchema,
    openapi::{Array, ArrayBuilder, KnownFormat, ObjectBuilder, SchemaFormat, Type},
};

use super::SavedBody;
use crate::{
    ApiState,
    contents::{self, Received, blocking, broken_off, file_too_large, informed, receive_file, store},
    error::ApiError,
    extract::{Auth, Json, Path, Query, need},
    routes::plugins::workspace,
};

/// Files of one upload: a folder full of pictures. More come as a zip.
const MAX_FILES: usize = 500;

/// Where the files go.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Destination {
    /// The folder they go into; the root without it. It is made if it is not there.
    folder: Option<String>,
    /// Whether files that are there may be replaced.
    overwrite: Option<bool>,
    /// Whether zips are unpacked; without it a zip is a file like any other.
    unpack: Option<bool>,
}

/// Files as a form sends them.
#[derive(ToSchema)]
#[schema(as = WorkspaceUpload)]
#[expect(dead_code, reason = "describes the form in the document; its fields are read one by one")]
pub(super) struct UploadForm {
    /// The files, each with its name; a name may have folders in it.
    #[schema(schema_with = files)]
    file: Vec<Vec<u8>>,
}

/// Upload files into a folder of a workspace.
///
/// Maintainers of the plugin may. One or many, all or nothing.
#[utoipa::path(post, operation_id = "upload_workspace_files", path = "/plugins/{plugin}/workspace/upload",
    tag = "workspace",
    params(("plugin" = String, Path, description = "`SP_…` or `owner/name`"), Destination),
    request_body(content = UploadForm, content_type = "multipart/form-data"),
    responses((status = 201, description = "Uploaded", body = SavedBody)))]
pub(super) async fn upload(
    State(state): State<ApiState>,
    auth: Auth<need::PluginsWrite>,
    Path(reference): Path<PluginRef>,
    Query(destination): Query<Destination>,
    request: Request,
) -> Result<(StatusCode, Json<SavedBody>), ApiError> {
    let (actor, plugin, _) = workspace(&state, &auth, &reference).await?;
    let files = receive(&state, &destination, request).await?;
    let overwrite = destination.overwrite.unwrap_or(false);
    let workspaces = state.catalog.workspaces();
    let saved = informed!(&state, Facts::default(), |facts| workspaces
        .upload(&actor, &plugin.id, &files, overwrite, &facts));
    Ok((StatusCode::CREATED, Json(saved?.into())))
}

async fn receive(
    state: &ApiState,
    destination: &Destination,
    request: Request,
) -> Result<Vec<TreeFile>, ApiError> {
    let malformed = |error: axum::extract::multipart::MultipartError| {
        ApiError::bad_request("request.form_malformed", format!("{}.", error.body_text()))
    };
    let mut form = Multipart::from_request(request, state).await.map_err(|error| {
        ApiError::bad_request("request.form_malformed", format!("{}.", error.body_text()))
    })?;
    let folder = destination.folder.as_deref().unwrap_or_default().trim_end_matches('/');
    let folder = if folder.is_empty() { String::new() } else { format!("{folder}/") };
    let (mut files, mut left) = (Vec::new(), WORKSPACE_BYTES);
    let mut count = 0;
    while let Some(field) = form.next_field().await.map_err(malformed)? {
        count += 1;
        if count > MAX_FILES {
            let detail = format!("Send at most {MAX_FILES} files at once; send more as a zip.");
            return Err(ApiError::new(StatusCode::PAYLOAD_TOO_LARGE, "workspace.too_many_files", detail));
        }
        let name = file_name(&field)?;
        let limit = left.min(WORKSPACE_FILE_BYTES);
        let chunks = field.map_err(|_| broken_off());
        let received = receive_file(chunks, limit, || file_too_large(limit)).await?;
        left -= received.size;
        if destination.unpack == Some(true) && name.to_lowercase().ends_with(".zip") {
            unpack(state, &folder, received, &mut files).await?;
        } else {
            files.push(received.store(state, format!("{folder}{name}")).await?);
        }
    }
    if files.is_empty() {
        return Err(ApiError::invalid(
            "file",
            "workspace.nothing_sent",
            "Send files as fields named `file`.",
        ));
    }
    Ok(files)
}

fn file_name(field: &Field<'_>) -> Result<String, ApiError> {
    match (field.name(), field.file_name()) {
        (Some("file"), Some(name)) if !name.is_empty() => Ok(name.to_owned()),
        (Some("file"), _) => {
            Err(ApiError::bad_request("request.form_malformed", "Every `file` needs a file name."))
        }
        (other, _) => {
            let detail = format!("The form has a field {other:?} that is unknown.");
            Err(ApiError::bad_request("request.form_malformed", detail))
        }
    }
}

/// Puts the files of a zip into storage, one after the other.
async fn unpack(
    state: &ApiState,
    folder: &str,
    zip: Received,
    files: &mut Vec<TreeFile>,
) -> Result<(), ApiError> {
    let _turn = contents::turn().await?;
    let limits = ReadLimits::default();
    let mut reader: ZipReader<File> = blocking(move || Ok(ZipReader::open(zip.file, &limits)?)).await?;
    let paths: Vec<String> = reader.paths().map(|path| format!("{folder}{path}")).collect();
    for (place, path) in paths.into_iter().enumerate() {
        let bytes;
        (reader, bytes) = blocking(move || {
            let bytes = reader.bytes(place)?;
            Ok((reader, bytes))
        })
        .await?;
        files.push(store(state, path, bytes).await?);
    }
    Ok(())
}

fn files() -> Array {
    let file = ObjectBuilder::new()
        .schema_type(Type::String)
        .format(Some(SchemaFormat::KnownFormat(KnownFormat::Binary)));
    ArrayBuilder::new().items(file).build()
}
