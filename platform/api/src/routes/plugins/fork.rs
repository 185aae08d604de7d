//! `POST /plugins/{plugin}/fork`

use axum::{extract::State, response::IntoResponse};
use mspf_catalog::{Actor, CatalogError, Facts, Files, NewPlugin, Plugin, PluginRef, TreeFile};
use mspf_package::{MANIFEST_FILE, Manifest, PLATFORM_FOLDER, manifest::ceilings::MAX_MANIFEST_BYTES};
use serde::Deserialize;
use utoipa::ToSchema;

use super::{PluginBody, created, locate, require_open_source};
use crate::{
    ApiState,
    contents::{bytes_of, informed, store},
    error::ApiError,
    extract::{Auth, Json, Path, need},
};

/// What the fork is to be.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Fork)]
pub(super) struct Fork {
    /// Its name in addresses; the original's without it.
    #[schema(example = "hello")]
    name: Option<String>,
    /// Name of the account it shall belong to; the caller's own without it.
    #[schema(example = "ada")]
    owner: Option<String>,
}

/// Fork a plugin.
///
/// Developers of the new owning account may, of a plugin that they can see, and that costs nothing or that they maintain.
/// The new plugin starts with the source of the released version in its workspace (with the draft, for a maintainer, when
/// nothing has been released), names the original as its `parent`, and keeps its licence, its copyright and who finds it.
#[utoipa::path(post, operation_id = "fork_plugin", path = "/plugins/{plugin}/fork", tag = "plugins",
    request_body = Fork,
    params(("plugin" = String, Path, description = "`SP_…` or `owner/name`")),
    responses((status = 201, description = "Forked", body = PluginBody)))]
pub(super) async fn fork(
    State(state): State<ApiState>,
    auth: Auth<need::PluginsWrite>,
    Path(reference): Path<PluginRef>,
    Json(wanted): Json<Fork>,
) -> Result<impl IntoResponse, ApiError> {
    let actor = auth.actor()?;
    let (_, original) = locate(&state, Some(&auth), &reference).await?;
    let maintains = require_open_source(&state, &actor, &original).await?;
    if let Some(reason) = &original.ban_reason {
        let detail = format!("This plugin was stopped by an administrator: {reason}");
        return Err(ApiError::forbidden("plugin.banned", format!("{}.", detail.trim_end_matches('.'))));
    }
    let owner = match &wanted.owner {
        Some(name) => state.catalog.accounts().by_name(name).await?.id,
        None => auth.user.id,
    };
    let files = state.catalog.files(&source(&state, &actor, &original, maintains).await?).await?;
    let new = like(original, wanted.name);
    let files = renamed(&state, without_additions(files), &new.name).await?;
    let plugins = state.catalog.plugins();
    let plugin = informed!(&state, Facts::default(), |facts| plugins.create_with_source(
        &actor,
        owner,
        new.clone(),
        &files,
        &facts
    ))?;
    Ok(created(plugin))
}

/// What there is to start from.
async fn source(
    state: &ApiState,
    actor: &Actor,
    original: &Plugin,
    maintains: bool,
) -> Result<Files, ApiError> {
    if let Some(version) = &original.version {
        return Ok(Files::Tree(state.catalog.versions().get(actor, original, version).await?.tree));
    }
    let nothing = || CatalogError::NotFound { what: "version" };
    if !maintains {
        return Err(nothing().into());
    }
    let draft = state.catalog.workspaces().get(actor, original).await?;
    if draft.entries == 0 {
        return Err(nothing().into());
    }
    Ok(Files::Workspace { plugin: draft.plugin, revision: draft.revision })
}

/// A plugin that says of itself what another says.
fn like(original: Plugin, name: Option<String>) -> NewPlugin {
    NewPlugin {
        title: Some(original.title),
        developer: Some(original.developer),
        description: original.description,
        copyright: original.copyright,
        keywords: original.keywords,
        category: original.category,
        licence: original.licence,
        homepage: original.homepage,
        logo_url: original.logo_url,
        kind: original.kind,
        default_options: original.default_options,
        price: original.price,
        visibility: original.visibility,
        parent: Some(original.id),
        ..NewPlugin::named(name.unwrap_or(original.name))
    }
}

/// A version holds the packages that its requirements came to. The fork's draft will get its own.
fn without_additions(files: Vec<TreeFile>) -> Vec<TreeFile> {
    let is_added = |file: &TreeFile| file.path.split('/').next() == Some(PLATFORM_FOLDER);
    files.into_iter().filter(|file| !is_added(file)).collect()
}

/// The files with a manifest that names the new plugin, or it could not be published. A draft's broken one stays as it is:
/// whoever forks it sees what is wrong.
async fn renamed(state: &ApiState, mut files: Vec<TreeFile>, name: &str) -> Result<Vec<TreeFile>, ApiError> {
    let manifest = files.iter_mut().find(|file| file.path == MANIFEST_FILE);
    if let Some(file) = manifest.filter(|file| file.size <= MAX_MANIFEST_BYTES) {
        let bytes = bytes_of(state, &file.digest).await?;
        let text = std::str::from_utf8(&bytes).ok();
        if let Some(text) = text.and_then(|text| Manifest::text_with_name(text, name).ok()) {
            *file = store(state, MANIFEST_FILE.to_owned(), text.into_bytes()).await?;
        }
    }
    Ok(files)
}
