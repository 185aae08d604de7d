//! `POST /plugins`

use axum::{extract::State, response::IntoResponse};
use mspf_catalog::{Actor, Facts, Id, NewPlugin, Plugin, PluginId, Price, Question, TreeFile, Visibility};
use mspf_package::{
    MANIFEST_FILE, Manifest,
    starters::{Starter, StarterFields},
};
use serde::Deserialize;
use serde_json::{Map, Value};
use utoipa::{
    ToSchema,
    openapi::{Object, Type, schema::SchemaType},
};

use super::{PluginBody, body::visibility, created};
use crate::{
    ApiState,
    contents::{informed, store},
    error::ApiError,
    extract::{Auth, Json, need, present},
    publishing::version,
    schema::words,
};

/// What a plugin starts with unless it is asked for something else: what version 1 gave.
const DEFAULT_STARTER: Starter = Starter::Django;
/// The version that a new plugin's manifest says unless it is asked for another.
const FIRST_VERSION: semver::Version = semver::Version::new(0, 1, 0);

/// A new plugin.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewPlugin)]
pub(super) struct New {
    /// Name in addresses: lower-case letters, digits and single hyphens.
    #[schema(example = "hello")]
    name: String,
    /// What its workspace starts with: `django` without it; null for nothing.
    #[serde(default, deserialize_with = "present")]
    #[schema(schema_with = template)]
    template: Option<Option<String>>,
    /// The version that its first manifest says.
    #[schema(example = "0.1.0")]
    version: Option<String>,
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
    /// Where its logo is on the web.
    #[schema(example = "https://example.org/logo.svg")]
    logo: Option<String>,
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
/// Developers of the owning account may. With a template its workspace holds a few files that show the way, and the
/// plugin answers at once; without one it answers when its first version has been published.
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
    let starter = starter(&new.template)?;
    let version = new.version.as_deref().map_or(Ok(FIRST_VERSION), version)?;
    let new = NewPlugin {
        logo_url: new.logo,
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
    let plugin = match starter {
        Some(starter) => start(&state, &actor, owner, new, starter, version).await?,
        None => state.catalog.plugins().create(&actor, owner, new).await?,
    };
    Ok(created(plugin))
}

/// Makes the plugin together with its first files.
async fn start(
    state: &ApiState,
    actor: &Actor,
    owner: Id,
    new: NewPlugin,
    starter: Starter,
    version: semver::Version,
) -> Result<Plugin, ApiError> {
    let id = PluginId::generate();
    let text = |text: &String| Some(text.clone()).filter(|text| !text.is_empty());
    let fields = StarterFields {
        title: new.title.clone(),
        developer: new.developer.as_ref().and_then(text),
        version,
        description: text(&new.description),
        keywords: new.keywords.clone(),
        category: new.category.clone(),
        licence: new.licence.clone(),
        copyright: text(&new.copyright),
        homepage: new.homepage.clone(),
        ..StarterFields::new(id.as_str(), new.name.clone())
    };
    let (mut files, mut facts) = (Vec::<TreeFile>::new(), Facts::default());
    let mut new = NewPlugin { id: Some(id), ..new };
    for file in starter.files(&fields) {
        let manifest = (file.path == MANIFEST_FILE).then(|| file.bytes.clone());
        let file = store(state, file.path, file.bytes).await?;
        if let Some(bytes) = manifest {
            facts.learn(&Question::Manifest(file.digest.clone()), &bytes);
            new.kind = Manifest::from_bytes(&bytes).map_or(new.kind, |manifest| manifest.runtime.kind.into());
        }
        files.push(file);
    }
    let plugins = state.catalog.plugins();
    informed!(state, facts, |facts| plugins.create_with_source(actor, owner, new.clone(), &files, &facts))
}

fn starter(template: &Option<Option<String>>) -> Result<Option<Starter>, ApiError> {
    match template {
        None => Ok(Some(DEFAULT_STARTER)),
        Some(None) => Ok(None),
        Some(Some(name)) => name.parse::<Starter>().map(Some).map_err(|_| {
            let names = Starter::ALL.map(Starter::as_str).join(", ");
            ApiError::invalid("template", "plugin.template_unknown", format!("Choose one of {names}."))
        }),
    }
}

fn template() -> Object {
    let mut schema = words(Starter::ALL.map(Starter::as_str));
    schema.schema_type = SchemaType::Array(vec![Type::String, Type::Null]);
    if let Some(values) = &mut schema.enum_values {
        values.push(Value::Null);
    }
    schema
}
