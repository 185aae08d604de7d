//! The catalogue's entries. In every path `{plugin}` is an identifier (`SP_1424952348698091520`) or `owner/name`,
//! whose slash may be written as it is (see [`address`]).

pub(crate) mod address;
mod ban;
mod body;
mod create;
mod delete;
mod fork;
mod get;
mod like;
mod list;
mod logo;
mod patch;
mod preview;
mod set_logo;
mod source;
mod unban;
mod unlike;
mod upload;

use axum::{extract::DefaultBodyLimit, response::IntoResponse};
use http::{StatusCode, header};
use mspf_catalog::{Actor, CatalogError, Plugin, PluginRef, Workspace};
use utoipa_axum::{router::OpenApiRouter, routes};

pub(super) use body::PluginBody;

use crate::{
    ApiState,
    error::ApiError,
    etag::ETag,
    extract::{Caller, Json},
};

pub(super) fn router() -> OpenApiRouter<ApiState> {
    let uploads = OpenApiRouter::new()
        .routes(routes!(upload::upload))
        // The handler counts for itself, while it writes to a file.
        .layer(DefaultBodyLimit::disable());
    OpenApiRouter::new()
        .routes(routes!(list::list, create::create))
        .routes(routes!(get::get, patch::patch, delete::delete))
        .routes(routes!(like::like, unlike::unlike))
        .routes(routes!(ban::ban, unban::unban))
        .routes(routes!(logo::logo, set_logo::set_logo))
        .routes(routes!(source::source))
        .routes(routes!(preview::preview))
        .routes(routes!(fork::fork))
        .merge(uploads)
}

/// The plugin a path names and the caller for the catalogue's rules about it.
///
/// # Errors
/// 404 for what is not there or hidden from the caller; 403 for a token that is bound to another plugin.
pub(super) async fn locate(
    state: &ApiState,
    caller: Option<&Caller>,
    reference: &PluginRef,
) -> Result<(Actor, Plugin), ApiError> {
    let plugins = state.catalog.plugins();
    let id = plugins.id_of(reference).await?;
    let actor = match caller.map(|caller| caller.actor_for(&id)).transpose() {
        Ok(actor) => actor.unwrap_or(Actor::Anonymous),
        // Whoever may not use the credential here learns no more than a stranger.
        Err(bound) => {
            return plugins.get(&Actor::Anonymous, &id).await.map_or_else(|e| Err(e.into()), |_| Err(bound));
        }
    };
    let plugin = plugins.get(&actor, &id).await?;
    Ok((actor, plugin))
}

/// The plugin a path names, for a caller who maintains it.
///
/// # Errors
/// As [`locate`]; 403 for a plugin of others.
pub(super) async fn maintained(
    state: &ApiState,
    caller: &Caller,
    reference: &PluginRef,
) -> Result<Plugin, ApiError> {
    let (actor, plugin) = locate(state, Some(caller), reference).await?;
    if state.catalog.plugins().is_maintainer(&actor, plugin.owner.id).await? {
        return Ok(plugin);
    }
    Err(ApiError::forbidden("plugin.maintainers_only", "Only those who maintain this plugin may see this."))
}

/// The workspace of the plugin a path names, for a caller who maintains it.
///
/// # Errors
/// As [`locate`]; 404 for a workspace of others: who may not see it does not know that there is one.
pub(super) async fn workspace(
    state: &ApiState,
    caller: &Caller,
    reference: &PluginRef,
) -> Result<(Actor, Plugin, Workspace), ApiError> {
    let (actor, plugin) = locate(state, Some(caller), reference).await?;
    let workspace = state.catalog.workspaces().get(&actor, &plugin).await?;
    Ok((actor, plugin, workspace))
}

/// Refuses whoever may not have a plugin's source although they see the plugin. Returns whether they maintain it.
///
/// # Errors
/// 403 `plugin.source_closed`.
pub(super) async fn require_open_source(
    state: &ApiState,
    actor: &Actor,
    plugin: &Plugin,
) -> Result<bool, ApiError> {
    let maintains = state.catalog.plugins().is_maintainer(actor, plugin.owner.id).await?;
    if plugin.price.is_free() || maintains {
        return Ok(maintains);
    }
    let detail = "The source of a plugin that costs something is its maintainers' only.";
    Err(ApiError::forbidden("plugin.source_closed", detail))
}

/// The answer to whoever has made a plugin.
fn created(plugin: Plugin) -> impl IntoResponse {
    let location = [(header::LOCATION, format!("/api/v1/plugins/{}", plugin.id))];
    let tag = ETag::new(plugin.revision);
    (StatusCode::CREATED, tag, location, Json(PluginBody::new(plugin, false)))
}

/// A text that names no version.
pub(super) fn no_version() -> ApiError {
    CatalogError::NotFound { what: "version" }.into()
}
