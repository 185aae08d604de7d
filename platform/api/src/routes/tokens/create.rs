//! `POST /tokens`

use axum::extract::State;
use chrono::{DateTime, TimeDelta, Utc};
use http::StatusCode;
use mspf_catalog::{NewToken, PluginId, Scope};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;

use super::TokenBody;
use crate::{
    ApiState,
    error::ApiError,
    extract::{Auth, Json, Origin},
    schema,
};

/// How long a token works unless asked for otherwise: a quarter, as is usual.
const LIFE: TimeDelta = TimeDelta::days(90);

/// What the token is to be.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct TokenRequest {
    /// What to call it.
    #[schema(example = "continuous integration", min_length = 1, max_length = 100)]
    name: String,
    /// What it allows; at least one.
    #[schema(schema_with = schema::scopes)]
    scopes: Vec<Scope>,
    /// The only plugin it can be used for.
    #[schema(value_type = Option<String>, example = "SP_1424952348698091520")]
    plugin: Option<PluginId>,
    /// When it stops working: 90 days from now unless given, 366 at most.
    expires_at: Option<DateTime<Utc>>,
}

/// A new token.
#[derive(Serialize, ToSchema)]
pub(super) struct NewTokenBody {
    #[serde(flatten)]
    token: TokenBody,
    /// Send it as `Authorization: Bearer …`. It is shown now and never again.
    #[schema(example = "mspf_3q2-7wAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    secret: String,
}

/// Make an API token.
///
/// Only a person, signed in: a token cannot make another. The scope `admin` is for administrators.
#[utoipa::path(post, path = "/tokens", tag = "account", request_body = TokenRequest,
    responses((status = 201, description = "The token with its secret", body = NewTokenBody)))]
pub(super) async fn create_token(
    State(state): State<ApiState>,
    auth: Auth,
    origin: Origin,
    Json(request): Json<TokenRequest>,
) -> Result<(StatusCode, Json<NewTokenBody>), ApiError> {
    let now = state.clock.now();
    let new = NewToken {
        name: request.name,
        scopes: request.scopes.into_iter().collect(),
        plugin: request.plugin,
        expires_at: request.expires_at.unwrap_or(now + LIFE),
    };
    let (token, secret) = state.catalog.tokens().create(&auth.user, new, now).await?;
    let details = json!({ "name": token.name, "scopes": token.scopes.to_string(), "plugin": token.plugin });
    origin.audit(&auth, "token.created", token.id, details).await?;
    Ok((StatusCode::CREATED, Json(NewTokenBody { token: token.into(), secret: secret.expose().to_owned() })))
}
