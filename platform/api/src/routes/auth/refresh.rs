//! `POST /auth/refresh`

use axum::{
    extract::State,
    response::{AppendHeaders, IntoResponse, Response},
};
use axum_extra::extract::CookieJar;
use http::header;
use mspf_catalog::Refresh;
use serde_json::json;

use super::{SignedIn, cookie, cookie_header};
use crate::{
    ApiState,
    error::ApiError,
    extract::{Json, Origin, SameOrigin},
};

/// Get a new access token.
///
/// Whoever holds the refresh cookie may, from the platform's own pages. The refresh token works once and is replaced.
/// Used again, it ends its session: one of its two holders has stolen it.
#[utoipa::path(post, path = "/auth/refresh", tag = "auth", security(()),
    responses((status = 200, description = "A new access token; replaces the refresh cookie", body = SignedIn)))]
pub(super) async fn refresh(
    State(state): State<ApiState>,
    _: SameOrigin,
    origin: Origin,
    jar: CookieJar,
) -> Result<Response, ApiError> {
    let token = cookie::get(&jar).ok_or_else(|| {
        ApiError::unauthorized("auth.refresh_missing", "There is no session to go on with. Sign in.")
    })?;
    match state.catalog.sessions().refresh(token, state.clock.now()).await? {
        Refresh::Rotated { session, user, next } => {
            let signed_in = SignedIn::new(&state, &session, user).await?;
            Ok((cookie_header(&state, &next), Json(signed_in)).into_response())
        }
        Refresh::Concurrent { session, user } => {
            Ok(Json(SignedIn::new(&state, &session, user).await?).into_response())
        }
        Refresh::Reused { session, user } => {
            tracing::warn!(%session, %user, "a refresh token was used twice; its session has been ended");
            origin.audit_as(None, "session.reuse_detected", user, json!({ "session": session })).await?;
            let detail =
                "This refresh token had been used before, so its session has been ended. Sign in again.";
            Ok(ended(&state, ApiError::unauthorized("auth.refresh_reused", detail)))
        }
        Refresh::Unknown => {
            let detail = "This session has ended. Sign in again.";
            Ok(ended(&state, ApiError::unauthorized("auth.session_ended", detail)))
        }
    }
}

/// A refusal that also takes the useless cookie away.
fn ended(state: &ApiState, error: ApiError) -> Response {
    let clear = AppendHeaders([(header::SET_COOKIE, cookie::clear(state.config.secure_cookies()))]);
    (clear, error).into_response()
}
