//! Signing up, in and out. A session is an access token, which the caller keeps in memory, and a refresh token, which
//! the browser keeps in a cookie that no script and no other route sees.

mod cookie;
mod login;
mod logout;
mod refresh;
mod setup;
mod sign_up;

use axum::response::{AppendHeaders, IntoResponse, Response};
use http::{HeaderMap, StatusCode, header};
use mspf_catalog::{Secret, Session, User};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{
    ACCESS_TOKEN_LIFE, ApiState,
    error::ApiError,
    extract::{Json, Origin},
    schema::UserBody,
};

pub(super) fn router() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new()
        .routes(routes!(sign_up::sign_up))
        .routes(routes!(login::login))
        .routes(routes!(refresh::refresh))
        .routes(routes!(logout::logout))
        .routes(routes!(setup::setup))
}

/// Somebody is signed in.
#[derive(Serialize, ToSchema)]
struct SignedIn {
    /// Send it as `Authorization: Bearer …`.
    #[schema(example = "eyJhbGciOiJFZERTQSJ9.…")]
    access_token: String,
    /// Always `Bearer`.
    #[schema(example = "Bearer")]
    token_type: &'static str,
    /// Seconds until it stops working: refresh it before.
    #[schema(example = 600)]
    expires_in: i64,
    /// Who.
    user: UserBody,
}

impl SignedIn {
    async fn new(state: &ApiState, session: &Session, user: User) -> Result<SignedIn, ApiError> {
        let access_token = state.access_tokens.issue(session, &user, state.clock.now()).await?;
        let expires_in = ACCESS_TOKEN_LIFE.num_seconds();
        Ok(SignedIn { access_token, token_type: "Bearer", expires_in, user: user.into() })
    }
}

/// Starts a session for a user who has proved who they are.
async fn start_session(
    state: &ApiState,
    origin: &Origin,
    headers: &HeaderMap,
    user: User,
    status: StatusCode,
) -> Result<Response, ApiError> {
    let user_agent =
        headers.get(header::USER_AGENT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let address = origin.address().to_string();
    let (session, secret) =
        state.catalog.sessions().start(user.id, user_agent, &address, state.clock.now()).await?;
    let signed_in = SignedIn::new(state, &session, user).await?;
    Ok((status, cookie_header(state, &secret), Json(signed_in)).into_response())
}

fn cookie_header(state: &ApiState, secret: &Secret) -> AppendHeaders<[(header::HeaderName, String); 1]> {
    AppendHeaders([(header::SET_COOKIE, cookie::set(secret, state.config.secure_cookies()))])
}
