//! `POST /auth/login`

use axum::{extract::State, response::Response};
use http::{HeaderMap, StatusCode};
use serde::Deserialize;
use serde_json::json;
use utoipa::ToSchema;

use super::{SignedIn, start_session};
use crate::{
    ApiState,
    error::ApiError,
    extract::{Json, Origin},
};

/// Longest name or email address that can belong to anyone, in bytes; longer ones need not be remembered.
const LOGIN_MAX_BYTES: usize = 254;

/// Who wants to sign in.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Login {
    /// The user's name or email address.
    #[schema(example = "ada")]
    username: String,
    /// The password.
    #[schema(example = "correct horse battery", format = Password)]
    password: String,
}

/// Sign in.
///
/// Anyone may try. After five failures for one account from one address each further try has to wait, longer every
/// time. Whether the account or the password was wrong is not told.
#[utoipa::path(post, path = "/auth/login", tag = "auth", security(()), request_body = Login,
    responses((status = 200, description = "Signed in; sets the refresh cookie", body = SignedIn)))]
pub(super) async fn login(
    State(state): State<ApiState>,
    origin: Origin,
    headers: HeaderMap,
    Json(request): Json<Login>,
) -> Result<Response, ApiError> {
    state.rates.check_sign_in(origin.address())?;
    if request.username.len() > LOGIN_MAX_BYTES {
        return Err(wrong());
    }
    let attempt = state.logins.attempt(&request.username, origin.address(), state.clock.now())?;
    let user = state
        .catalog
        .accounts()
        .authenticate(&request.username, request.password)
        .await?
        .ok_or_else(wrong)?;
    attempt.succeeded();
    origin.audit_as(Some((user.id, user.name.clone())), "user.signed_in", &user.name, json!({})).await?;
    start_session(&state, &origin, &headers, user, StatusCode::OK).await
}

fn wrong() -> ApiError {
    ApiError::unauthorized("auth.wrong_credentials", "The name or the password is wrong.")
}
