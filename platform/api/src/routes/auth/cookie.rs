//! The cookie that holds the refresh token.

use axum_extra::extract::CookieJar;
use mspf_catalog::{SESSION_IDLE, Secret};

/// Its name. `__Host-` is not to be had: it would demand `Path=/`, and every route would see the token.
const NAME: &str = "mspf_refresh";
/// Only the routes of this module need it.
const PATH: &str = "/api/v1/auth";

/// `Set-Cookie` for a new refresh token.
pub(super) fn set(secret: &Secret, secure: bool) -> String {
    attributes(secret.expose(), SESSION_IDLE.num_seconds(), secure)
}

/// `Set-Cookie` that removes it.
pub(super) fn clear(secure: bool) -> String {
    attributes("", 0, secure)
}

/// The refresh token that came with a request.
pub(super) fn get(jar: &CookieJar) -> Option<&str> {
    jar.get(NAME).map(|cookie| cookie.value()).filter(|value| !value.is_empty())
}

/// The value is base64 or nothing, so it needs no quoting.
fn attributes(value: &str, max_age: i64, secure: bool) -> String {
    let secure = if secure { "; Secure" } else { "" };
    format!("{NAME}={value}; Path={PATH}; Max-Age={max_age}; HttpOnly; SameSite=Strict{secure}")
}
