//! `POST /plugins/{plugin}/versions`

use axum::{
    body::{Body, to_bytes},
    extract::{FromRequest, Request, State},
};
use http::StatusCode;
use mspf_catalog::{
    Actor, CatalogError, Files, Freeze, Plugin, PluginRef, Published, Role, TreeFile, Workspace,
};
use mspf_package::{
    MANIFEST_FILE, Manifest, Origin, Package, PackageFile, manifest::ceilings::MAX_MANIFEST_BYTES,
};
use serde::Deserialize;
use utoipa::ToSchema;

use super::PublishedBody;
use crate::{
    ApiState, BODY_MAX_BYTES,
    contents::{bytes_of, media_type, store},
    error::ApiError,
    extract::{Auth, Json, Path, Query, need},
    publishing::{PackageForm, PublishOptions, Uploaded, receive, version},
    routes::plugins::locate,
    unnumbered::publish_next,
};

/// A version to be made of the workspace as it is.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = PublishWorkspace)]
pub(super) struct FromWorkspace {
    /// What it is made from.
    #[schema(value_type = String, pattern = "^workspace$", example = "workspace")]
    #[expect(dead_code, reason = "says what is meant; there is nothing else to choose from")]
    from: Origins,
    /// Its number; the one that `mspf.toml` says without it.
    #[schema(example = "1.1.0")]
    version: Option<String>,
    /// What is new.
    #[serde(default)]
    changelog: String,
    /// Whether it shall answer as soon as it is built; true without it.
    release: Option<bool>,
    /// Whether the tests that it brings must pass before it is ready. Python only.
    #[serde(default)]
    tests: bool,
}

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum Origins {
    Workspace,
}

/// Publish a version.
///
/// Developers of the owning account may. The manifest says the number, which can be used once; one that could not be
/// built may be published again. All or nothing. A Django project or a plugin of version 1 of the platform that comes
/// without a manifest gets the next number; the same files again make no new version. As JSON, `{"from": "workspace"}`
/// publishes the workspace as it is at the moment.
///
/// With `tests` the tests of a plugin in Python run while it is built: where one fails, or there are none, the version
/// has failed, and its message and its build's log tell why.
#[utoipa::path(post, path = "/plugins/{plugin}/versions", tag = "versions",
    params(("plugin" = String, Path, description = "`SP_…` or `owner/name`"), PublishOptions),
    request_body(content((Vec<u8> = "application/zip"), (PackageForm = "multipart/form-data"),
        (FromWorkspace = "application/json"))),
    responses((status = 202, description = "Published; it is being built", body = PublishedBody),
        (status = 200, description = "The newest version is made of these files already", body = PublishedBody)))]
pub(super) async fn publish(
    State(state): State<ApiState>,
    auth: Auth<need::VersionsPublish>,
    Path(reference): Path<PluginRef>,
    Query(options): Query<PublishOptions>,
    request: Request,
) -> Result<(StatusCode, Json<PublishedBody>), ApiError> {
    let (actor, plugin) = locate(&state, Some(&auth), &reference).await?;
    // Before the body: nobody sends a hundred megabytes in order to be refused.
    state.catalog.accounts().require_role(&actor, plugin.owner.id, Role::Developer).await?;
    if media_type(request.headers()) == "application/json" {
        let Json(wanted) = small_json(&state, request).await?;
        let published = freeze(&state, &actor, &plugin, wanted).await?;
        return Ok((StatusCode::ACCEPTED, Json(published.into())));
    }
    match receive(&state, options, request).await? {
        Uploaded::Version(new) => {
            let published = state.catalog.versions().publish(&actor, &plugin.id, new).await?;
            Ok((StatusCode::ACCEPTED, Json(published.into())))
        }
        Uploaded::Source(source) => {
            Ok(PublishedBody::next(publish_next(&state, &actor, &plugin, &source).await?))
        }
    }
}

/// The route takes bodies of any size, but not these.
async fn small_json(state: &ApiState, request: Request) -> Result<Json<FromWorkspace>, ApiError> {
    let (parts, body) = request.into_parts();
    let body = to_bytes(body, BODY_MAX_BYTES).await.map_err(|_| {
        let detail = "The body is too large, or did not arrive completely.";
        ApiError::new(StatusCode::PAYLOAD_TOO_LARGE, "request.too_large", detail)
    })?;
    Json::from_request(Request::from_parts(parts, Body::from(body)), state).await
}

async fn freeze(
    state: &ApiState,
    actor: &Actor,
    plugin: &Plugin,
    wanted: FromWorkspace,
) -> Result<Published, ApiError> {
    let workspace = state.catalog.workspaces().get(actor, plugin).await?;
    if let Some(problem) = workspace.problem.clone() {
        let detail = format!("{}.", problem.trim_end_matches('.'));
        return Err(ApiError::conflict("workspace.broken", detail));
    }
    let made_from = manifest_of(state, &workspace).await?;
    let text = bytes_of(state, &made_from.digest).await?;
    let text = String::from_utf8(text.to_vec()).map_err(ApiError::internal)?;
    let text = match &wanted.version {
        None => text,
        Some(wanted) => {
            Manifest::text_with_version(&text, &version(wanted)?).map_err(mspf_package::PackageError::from)?
        }
    };
    let manifest = Manifest::parse(&text).map_err(mspf_package::PackageError::from)?;
    check(state, &workspace, &manifest).await?;
    let freeze = Freeze {
        manifest,
        file: store(state, MANIFEST_FILE.to_owned(), text.into_bytes()).await?,
        made_from: made_from.digest,
        changelog: wanted.changelog,
        release: wanted.release.unwrap_or(true),
        tests: wanted.tests,
    };
    Ok(state.catalog.versions().freeze(actor, &plugin.id, freeze).await?)
}

/// The manifest's file.
async fn manifest_of(state: &ApiState, workspace: &Workspace) -> Result<TreeFile, ApiError> {
    let entry = state.catalog.workspaces().entry(workspace, MANIFEST_FILE).await?;
    match entry.digest {
        Some(digest) if entry.size <= MAX_MANIFEST_BYTES => {
            Ok(TreeFile { path: entry.path, digest, size: entry.size })
        }
        _ => Err(CatalogError::NotFound { what: "file" }.into()),
    }
}

/// The rules of a package: the files that the manifest names must be there.
async fn check(state: &ApiState, workspace: &Workspace, manifest: &Manifest) -> Result<(), ApiError> {
    let draft = Files::Workspace { plugin: workspace.plugin.clone(), revision: workspace.revision };
    let files = state.catalog.files(&draft).await?;
    let file = |file: TreeFile| PackageFile { path: file.path, size: file.size, sha256: file.digest };
    let files = files.into_iter().map(file).collect();
    let package = Package { manifest: manifest.clone(), files, origin: Origin::Manifest };
    Ok(package.check()?)
}
