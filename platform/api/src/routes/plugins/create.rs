//! `POST /plugins`

use axum::{extract::State, response::IntoResponse};
use http::{StatusCode, header};
use mspf_catalog::{NewPlugin, Price, Visibility};
use serde::Deserialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;

use super::{PluginBody, body::visibility};
use crate::{
    ApiState,
    error::ApiError,
    etag::ETag,
    extract::{Auth, Json, need},
};

/// A new plugin.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewPlugin)]
pub(super) struct New {
    /// Name in addresses: lower-case letters, digits and single hyphens.
    #[schema(example = "hello")]
    name: String,
    /// Name of the account it shall belong to; the caller's own without it.
    #[schema(example = "ada")]
    owner: Option<String>,
    /// Name for people; from `name` without it.
    title: Option<String>,
    /// Who wrote it; the owner without it.
    developer: Option<String>,
    /// What it does, in Markdown.
    #[serde(default)]
    description: String,
    /// Who holds the copyright.
    #[serde(default)]
    copyright: String,
    /// Words to find it by.
    #[serde(default)]
    keywords: Vec<String>,
    /// Where the marketplace files it.
    category: Option<String>,
    /// SPDX expression.
    #[schema(example = "MIT")]
    licence: Option<String>,
    /// Its page on the web.
    homepage: Option<String>,
    /// Options of installations that have set none.
    #[serde(default)]
    default_options: Map<String, Value>,
    /// Price in minor units of the currency; 0 is free.
    #[serde(default)]
    price: u64,
    /// ISO 4217 code; needed with a price.
    currency: Option<String>,
    /// Who finds it; everyone without it.
    #[schema(schema_with = visibility)]
    visibility: Option<Visibility>,
}

/// Create a plugin.
///
/// Developers of the owning account may. It answers when its first version has been published.
#[utoipa::path(post, operation_id = "create_plugin", path = "/plugins", tag = "plugins", request_body = New,
    responses((status = 201, description = "Created", body = PluginBody)))]
pub(super) async fn create(
    State(state): State<ApiState>,
    auth: Auth<need::PluginsWrite>,
    Json(new): Json<New>,
) -> Result<impl IntoResponse, ApiError> {
    let actor = auth.actor()?;
    let owner = match &new.owner {
        Some(name) => state.catalog.accounts().by_name(name).await?.id,
        None => auth.user.id,
    };
    let new = NewPlugin {
        title: new.title,
        developer: new.developer,
        description: new.description,
        copyright: new.copyright,
        keywords: new.keywords,
        category: new.category,
        licence: new.licence,
        homepage: new.homepage,
        default_options: new.default_options,
        price: Price { amount: new.price, currency: new.currency },
        visibility: new.visibility.unwrap_or(Visibility::Public),
        ..NewPlugin::named(new.name)
    };
    let plugin = state.catalog.plugins().create(&actor, owner, new).await?;
    let location = [(header::LOCATION, format!("/api/v1/plugins/{}", plugin.id))];
    let tag = ETag::new(plugin.revision);
    Ok((StatusCode::CREATED, tag, location, Json(PluginBody::new(plugin, false))))
}
