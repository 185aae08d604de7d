//! `PATCH /plugins/{plugin}`

use axum::{extract::State, response::IntoResponse};
use mspf_catalog::{LogoChange, PluginChange, PluginRef, Price, Visibility};
use serde::Deserialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;

use super::{PluginBody, body::visibility, locate};
use crate::{
    ApiState,
    error::ApiError,
    etag::{ETag, IfMatch},
    extract::{Auth, Json, Path, need, present},
};

/// What is to change; fields that are left out stay, null empties.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = PluginChange)]
pub(super) struct Change {
    /// Name in addresses. The address by owner and name changes with it.
    name: Option<String>,
    /// Name for people.
    title: Option<String>,
    /// Who wrote it.
    developer: Option<String>,
    /// What it does, in Markdown.
    description: Option<String>,
    /// Who holds the copyright.
    copyright: Option<String>,
    /// Words to find it by.
    keywords: Option<Vec<String>>,
    /// Where the marketplace files it.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<String>)]
    category: Option<Option<String>>,
    /// SPDX expression.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<String>, example = "MIT")]
    licence: Option<Option<String>>,
    /// Its page on the web.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<String>)]
    homepage: Option<Option<String>>,
    /// Where its logo is on the web. Null takes an uploaded one away too.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<String>, example = "https://example.org/logo.svg")]
    logo: Option<Option<String>>,
    /// Options of installations that have set none.
    default_options: Option<Map<String, Value>>,
    /// Price in minor units of `currency`; 0 is free. Admins of the account only.
    price: Option<u64>,
    /// ISO 4217 code; goes with `price`.
    #[schema(example = "EUR")]
    currency: Option<String>,
    /// Who finds it. Admins of the account only.
    #[schema(schema_with = visibility)]
    visibility: Option<Visibility>,
}

/// Change a plugin.
///
/// Developers of the owning account may; price and visibility its admins. Needs `If-Match` with the `ETag` of what
/// was read.
#[utoipa::path(patch, operation_id = "update_plugin", path = "/plugins/{plugin}", tag = "plugins", request_body = Change,
    params(("plugin" = String, Path, description = "`SP_…` or `owner/name`"),
        ("If-Match" = String, Header, description = "The `ETag` of what was read")),
    responses((status = 200, description = "Changed", body = PluginBody)))]
pub(super) async fn patch(
    State(state): State<ApiState>,
    auth: Auth<need::PluginsWrite>,
    Path(reference): Path<PluginRef>,
    if_match: IfMatch,
    Json(change): Json<Change>,
) -> Result<impl IntoResponse, ApiError> {
    let (actor, plugin) = locate(&state, Some(&auth), &reference).await?;
    if_match.require()?.check(&ETag::new(plugin.revision))?;
    if change.price.is_none() && change.currency.is_some() {
        return Err(ApiError::invalid(
            "price",
            "plugin.price_missing",
            "Give the price together with its currency.",
        ));
    }
    let change = PluginChange {
        name: change.name,
        title: change.title,
        developer: change.developer,
        description: change.description,
        copyright: change.copyright,
        keywords: change.keywords,
        category: change.category,
        licence: change.licence,
        homepage: change.homepage,
        logo: change.logo.map(|url| url.map_or(LogoChange::Nowhere, LogoChange::Url)),
        default_options: change.default_options,
        price: change.price.map(|amount| Price { amount, currency: change.currency }),
        visibility: change.visibility,
    };
    let changed = state.catalog.plugins().change(&actor, &plugin.id, Some(plugin.revision), change).await?;
    Ok((ETag::new(changed.revision), Json(PluginBody::new(changed, false))))
}
