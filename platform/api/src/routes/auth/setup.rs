//! `POST /auth/setup`

use axum::{extract::State, response::Response};
use http::{HeaderMap, StatusCode};
use mspf_catalog::NewUser;
use serde::Deserialize;
use serde_json::json;
use utoipa::ToSchema;

use super::{SignedIn, start_session};
use crate::{
    ApiState,
    error::ApiError,
    extract::{Json, Origin},
};

/// The first administrator.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct SetUp {
    /// What stands behind `#` in the link that the server printed when it started.
    #[schema(example = "3q2-7wAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    token: String,
    /// Unique: 2 to 39 lower-case letters, digits and single hyphens.
    #[schema(example = "ada", pattern = "^[a-z0-9]+(-[a-z0-9]+)*$", min_length = 2, max_length = 39)]
    username: String,
    /// Unique.
    #[schema(example = "ada@example.org", format = Email, max_length = 254)]
    email: String,
    /// At least 10 characters.
    #[schema(example = "correct horse battery", format = Password, min_length = 10, max_length = 256)]
    password: String,
}

/// Make the first administrator.
///
/// Whoever can see the server's output may, once, while there is no administrator.
#[utoipa::path(post, path = "/auth/setup", tag = "auth", security(()), request_body = SetUp,
    responses((status = 201, description = "Signed up and in as administrator; sets the refresh cookie",
        body = SignedIn)))]
pub(super) async fn setup(
    State(state): State<ApiState>,
    origin: Origin,
    headers: HeaderMap,
    Json(request): Json<SetUp>,
) -> Result<Response, ApiError> {
    state.rates.check_sign_in(origin.address())?;
    let new = NewUser {
        name: request.username,
        email: request.email,
        display_name: String::new(),
        password: request.password,
        is_admin: true,
    };
    let redeemed = state.catalog.setup().redeem(&request.token, new, state.clock.now()).await;
    let user = redeemed.map_err(|error| ApiError::from(error).rename_field("name", "username"))?;
    let actor = Some((user.id, user.name.clone()));
    origin.audit_as(actor, "setup.completed", &user.name, json!({})).await?;
    start_session(&state, &origin, &headers, user, StatusCode::CREATED).await
}
