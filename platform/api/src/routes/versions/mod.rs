//! Versions of a plugin: published once, never changed.

mod get;
mod list;
mod patch;
mod publish;

use axum::extract::DefaultBodyLimit;
use chrono::{DateTime, Utc};
use http::StatusCode;
use mspf_catalog::{Id, Plugin, Published, Version, VersionState};
use serde::Serialize;
use serde_json::Value;
use utoipa::{ToSchema, openapi::Object};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{builds::BuildBody, plugins::PluginBody};
use crate::{ApiState, extract::Json, schema::words, unnumbered::Next};

pub(super) fn router() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new()
        .routes(routes!(list::list, publish::publish))
        // Publishing counts for itself, while it writes to a file.
        .layer(DefaultBodyLimit::disable())
        .routes(routes!(get::get, patch::patch))
}

/// A published version.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Version)]
pub(super) struct VersionBody {
    /// Identifier.
    #[schema(value_type = String)]
    id: Id,
    /// Semantic version.
    #[schema(example = "1.2.0")]
    version: String,
    /// Where it stands.
    #[schema(schema_with = state)]
    state: &'static str,
    /// Why it could not be built.
    message: Option<String>,
    /// SHA-256 of the package as it was uploaded.
    package_digest: String,
    /// Size of the package in bytes.
    package_size: u64,
    /// SHA-256 of the component.
    component_digest: Option<String>,
    /// The manifest, as JSON.
    #[schema(value_type = Object)]
    manifest: Value,
    /// What is new.
    changelog: String,
    /// Whether it answers at the plugin's address.
    released: bool,
    /// Why it must not be used any more.
    yanked: Option<String>,
    /// Why it should not be used any more.
    deprecated: Option<String>,
    /// The user who published it.
    #[schema(value_type = Option<String>)]
    published_by: Option<Id>,
    /// When it was published.
    created_at: DateTime<Utc>,
}

impl VersionBody {
    /// `released`: the version that answers.
    pub(super) fn new(version: Version, released: Option<&str>) -> VersionBody {
        VersionBody {
            released: released == Some(version.version.as_str()),
            id: version.id,
            version: version.version,
            state: version.state.as_str(),
            message: version.message,
            package_digest: version.package_digest,
            package_size: version.package_size,
            component_digest: version.component,
            manifest: version.manifest,
            changelog: version.changelog,
            yanked: version.yanked,
            deprecated: version.deprecated,
            published_by: version.published_by,
            created_at: version.created_at,
        }
    }
}

/// What came of publishing.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Published)]
pub(super) struct PublishedBody {
    /// The plugin.
    plugin: PluginBody,
    /// Whether this made the plugin.
    created: bool,
    /// The version; null for a source that is in the workspace now and answers from there.
    version: Option<VersionBody>,
    /// Its build: follow it at `/builds/{id}/events`. Null if nothing has to be built.
    build: Option<BuildBody>,
}

impl PublishedBody {
    /// A source that was brought without being published.
    pub(super) fn source(plugin: Plugin, created: bool) -> PublishedBody {
        PublishedBody { plugin: PluginBody::new(plugin, false), created, version: None, build: None }
    }

    /// What came of a package without a manifest.
    pub(super) fn next(next: Next) -> (StatusCode, Json<PublishedBody>) {
        match next {
            Next::Version(published) => (StatusCode::ACCEPTED, Json((*published).into())),
            Next::Same(same) => {
                let (plugin, version) = *same;
                let version = VersionBody::new(version, plugin.version.as_deref());
                let body = PublishedBody { version: Some(version), ..PublishedBody::source(plugin, false) };
                (StatusCode::OK, Json(body))
            }
        }
    }
}

impl From<Published> for PublishedBody {
    fn from(published: Published) -> PublishedBody {
        PublishedBody {
            version: Some(VersionBody::new(published.version, published.plugin.version.as_deref())),
            plugin: PluginBody::new(published.plugin, false),
            created: published.created,
            build: Some(published.build.into()),
        }
    }
}

fn state() -> Object {
    words(VersionState::ALL.iter().map(|state| state.as_str()))
}
