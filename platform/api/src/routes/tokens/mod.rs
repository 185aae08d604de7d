//! The caller's API tokens.

mod create;
mod delete;
mod list;

use chrono::{DateTime, Utc};
use mspf_catalog::{ApiToken, Id, PluginId, Scope};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{ApiState, schema};

pub(super) fn router() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new()
        .routes(routes!(list::list_tokens, create::create_token))
        .routes(routes!(delete::delete_token))
}

/// An API token, without its secret.
#[derive(Serialize, ToSchema)]
#[schema(as = Token)]
struct TokenBody {
    /// Identifier.
    #[schema(value_type = String, example = "912345678901234567")]
    id: Id,
    /// What its owner calls it.
    #[schema(example = "continuous integration")]
    name: String,
    /// What it allows.
    #[schema(schema_with = schema::scopes)]
    scopes: Vec<Scope>,
    /// The only plugin it can be used for.
    #[schema(value_type = Option<String>, example = "SP_1424952348698091520")]
    plugin: Option<PluginId>,
    /// When it was made.
    created_at: DateTime<Utc>,
    /// When it stops working.
    expires_at: DateTime<Utc>,
    /// When it was last used, to the minute.
    last_used_at: Option<DateTime<Utc>>,
}

impl From<ApiToken> for TokenBody {
    fn from(token: ApiToken) -> TokenBody {
        TokenBody {
            id: token.id,
            name: token.name,
            scopes: token.scopes.iter().collect(),
            plugin: token.plugin,
            created_at: token.created_at,
            expires_at: token.expires_at,
            last_used_at: token.last_used_at,
        }
    }
}
