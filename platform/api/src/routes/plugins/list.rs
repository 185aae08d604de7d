//! `GET /plugins`

use axum::extract::State;
use mspf_catalog::{PluginId, PluginQuery, PluginSort, RuntimeKind};
use serde::Deserialize;
use utoipa::{IntoParams, openapi::Object};

use super::{PluginBody, body::kind};
use crate::{
    ApiState,
    error::ApiError,
    extract::{Auth, Json, List, Page, Query, need, viewer},
    schema::words,
};

/// The longest text that is looked for, in bytes: more is no search.
const MAX_TEXT_BYTES: usize = 1_000;

/// Which plugins.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Wanted {
    /// Looked for in names, titles, keywords and descriptions; forgives spelling, knows Chinese.
    q: Option<String>,
    /// The marketplace's category.
    category: Option<String>,
    /// The licence, as written.
    license: Option<String>,
    /// How it runs.
    #[param(schema_with = kind)]
    kind: Option<RuntimeKind>,
    /// The identifier of the plugin it is a fork of.
    #[param(value_type = Option<String>)]
    parent: Option<PluginId>,
    /// Whether it costs nothing.
    free: Option<bool>,
    /// The owner's name.
    owner: Option<String>,
    /// Only those the caller likes.
    #[serde(default)]
    liked: bool,
    /// In which order; without it by relevance if something is looked for, else by use.
    #[param(schema_with = sort)]
    sort: Option<PluginSort>,
}

/// Search the catalogue.
///
/// Anyone may. Finds public plugins that are not banned, and whatever belongs to the caller's accounts.
#[utoipa::path(get, operation_id = "list_plugins", path = "/plugins", tag = "plugins", params(Wanted, Page), security((), ("bearer" = [])),
    responses((status = 200, description = "A page of plugins", body = List<PluginBody>)))]
pub(super) async fn list(
    State(state): State<ApiState>,
    auth: Option<Auth<need::PluginsRead>>,
    Query(wanted): Query<Wanted>,
    page: Page,
) -> Result<Json<List<PluginBody>>, ApiError> {
    let actor = viewer(&auth)?;
    let texts = [&wanted.q, &wanted.category, &wanted.license, &wanted.owner];
    if texts.into_iter().flatten().any(|text| text.len() > MAX_TEXT_BYTES) {
        let detail = format!("Look for at most {MAX_TEXT_BYTES} bytes of text.");
        return Err(ApiError::invalid("q", "search.text_too_long", detail));
    }
    let query = PluginQuery {
        text: wanted.q,
        category: wanted.category,
        licence: wanted.license,
        kind: wanted.kind,
        parent: wanted.parent,
        free: wanted.free,
        owner: wanted.owner,
        liked: wanted.liked,
        sort: wanted.sort.unwrap_or(PluginSort::Relevance),
    };
    let plugins = state.catalog.plugins();
    let after: Option<String> = page.after()?;
    let found = plugins.search(&actor, &query, after.as_deref(), page.size()).await?;
    let liked = match actor.user() {
        Some(user) => {
            let ids: Vec<_> = found.items.iter().map(|plugin| plugin.id.clone()).collect();
            plugins.liked(user, &ids).await?
        }
        None => Vec::new(),
    };
    let body = |plugin: mspf_catalog::Plugin| {
        let liked = liked.contains(&plugin.id);
        PluginBody::new(plugin, liked)
    };
    Ok(Json(List::continued(found.items.into_iter().map(body).collect(), found.next)))
}

fn sort() -> Object {
    words(PluginSort::ALL.iter().map(|sort| sort.as_str()))
}
