//! `POST /auth/logout`

use axum::{extract::State, response::AppendHeaders};
use axum_extra::extract::CookieJar;
use http::{StatusCode, header};
use mspf_catalog::CatalogError;

use super::cookie;
use crate::{
    ApiState,
    error::ApiError,
    extract::{Auth, Credential, SameOrigin},
};

/// Sign out.
///
/// Anyone may: ends the session of the refresh cookie and that of the access token, whichever are there. Their access
/// tokens stop working at once.
#[utoipa::path(post, path = "/auth/logout", tag = "auth", security((), ("bearer" = [])),
    responses((status = 204, description = "Signed out; removes the refresh cookie")))]
pub(super) async fn logout(
    State(state): State<ApiState>,
    _: SameOrigin,
    auth: Result<Auth, ApiError>,
    jar: CookieJar,
) -> Result<(StatusCode, AppendHeaders<[(header::HeaderName, String); 1]>), ApiError> {
    let now = state.clock.now();
    if let Some(token) = cookie::get(&jar) {
        state.catalog.sessions().revoke_by_token(token, now).await?;
    }
    // A credential that no longer works has nothing to sign out of.
    if let Ok(auth) = auth
        && let Credential::Session(session) = auth.credential
    {
        match state.catalog.sessions().revoke(auth.user.id, session, now).await {
            Ok(()) | Err(CatalogError::NotFound { .. }) => {}
            Err(error) => return Err(error.into()),
        }
    }
    let clear = AppendHeaders([(header::SET_COOKIE, cookie::clear(state.config.secure_cookies()))]);
    Ok((StatusCode::NO_CONTENT, clear))
}
