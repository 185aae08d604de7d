//! `POST /admin/users`

use axum::extract::State;
use http::StatusCode;
use mspf_catalog::NewUser;
use serde::Deserialize;
use serde_json::json;
use utoipa::ToSchema;

use crate::{
    ApiState,
    error::ApiError,
    extract::{Auth, Json, Origin, need},
    schema::UserBody,
};

/// Whom to make.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct UserRequest {
    /// Unique: 2 to 39 lower-case letters, digits and single hyphens.
    #[schema(example = "charles", pattern = "^[a-z0-9]+(-[a-z0-9]+)*$", min_length = 2, max_length = 39)]
    username: String,
    /// Unique.
    #[schema(example = "charles@example.org", format = Email, max_length = 254)]
    email: String,
    /// A first password, for the user to change.
    #[schema(example = "correct horse battery", format = Password, min_length = 10, max_length = 256)]
    password: String,
    /// Whether the user administers the platform.
    #[serde(default)]
    is_admin: bool,
}

/// Make a user.
///
/// Administrators; API tokens with `admin`. Also where sign-up is closed.
#[utoipa::path(post, path = "/admin/users", tag = "admin", request_body = UserRequest,
    responses((status = 201, description = "The user", body = UserBody)))]
pub(super) async fn create_user(
    State(state): State<ApiState>,
    auth: Auth<need::Admin>,
    origin: Origin,
    Json(request): Json<UserRequest>,
) -> Result<(StatusCode, Json<UserBody>), ApiError> {
    auth.actor()?;
    let UserRequest { username, email, password, is_admin } = request;
    let new = NewUser { name: username, email, display_name: String::new(), password, is_admin };
    let created = state.catalog.accounts().create_user(new, state.clock.now()).await;
    let user = created.map_err(|error| ApiError::from(error).rename_field("name", "username"))?;
    origin.audit(&auth, "user.created", &user.name, json!({ "is_admin": is_admin })).await?;
    Ok((StatusCode::CREATED, Json(user.into())))
}
