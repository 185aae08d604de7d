//! `POST /auth/sign-up`

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

/// Who wants to sign up.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct SignUp {
    /// Unique: 2 to 39 lower-case letters, digits and single hyphens.
    #[schema(example = "ada", pattern = "^[a-z0-9]+(-[a-z0-9]+)*$", min_length = 2, max_length = 39)]
    pub(super) username: String,
    /// Unique.
    #[schema(example = "ada@example.org", format = Email, max_length = 254)]
    pub(super) email: String,
    /// At least 10 characters.
    #[schema(example = "correct horse battery", format = Password, min_length = 10, max_length = 256)]
    pub(super) password: String,
    /// How to be called; the name unless given.
    #[serde(default)]
    #[schema(example = "Ada Lovelace", max_length = 100)]
    pub(super) display_name: String,
}

impl From<SignUp> for NewUser {
    fn from(request: SignUp) -> NewUser {
        NewUser {
            name: request.username,
            email: request.email,
            display_name: request.display_name,
            password: request.password,
            is_admin: false,
        }
    }
}

/// Sign up.
///
/// Anyone may, while the operator keeps sign-up open. The new user is signed in.
#[utoipa::path(post, path = "/auth/sign-up", tag = "auth", security(()), request_body = SignUp,
    responses((status = 201, description = "Signed up and in; sets the refresh cookie", body = SignedIn)))]
pub(super) async fn sign_up(
    State(state): State<ApiState>,
    origin: Origin,
    headers: HeaderMap,
    Json(request): Json<SignUp>,
) -> Result<Response, ApiError> {
    if !state.config.sign_up_open {
        let detail = "Sign-up is closed here. Ask an administrator for an account.";
        return Err(ApiError::forbidden("auth.sign_up_closed", detail));
    }
    state.rates.check_sign_in(origin.address())?;
    let created = state.catalog.accounts().create_user(request.into(), state.clock.now()).await;
    let user = created.map_err(|error| ApiError::from(error).rename_field("name", "username"))?;
    let actor = Some((user.id, user.name.clone()));
    origin.audit_as(actor, "user.signed_up", &user.name, json!({})).await?;
    start_session(&state, &origin, &headers, user, StatusCode::CREATED).await
}
