//! `PUT /whoami/password`

use axum::extract::State;
use http::StatusCode;
use mspf_catalog::CatalogError;
use serde::Deserialize;
use serde_json::json;
use utoipa::ToSchema;

use crate::{
    ApiState,
    error::ApiError,
    extract::{Auth, Credential, Json, Origin},
};

/// The old and the new password.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct PasswordChange {
    /// The present password.
    #[schema(example = "correct horse battery", format = Password)]
    current_password: String,
    /// The one to use from now on.
    #[schema(example = "staple correct horse", format = Password, min_length = 10, max_length = 256)]
    new_password: String,
}

/// Change one's password.
///
/// Only a person, signed in, who knows the present password. Ends all other sessions. API tokens go on working.
#[utoipa::path(put, path = "/whoami/password", tag = "account", request_body = PasswordChange,
    responses((status = 204, description = "Changed")))]
pub(super) async fn change_password(
    State(state): State<ApiState>,
    auth: Auth,
    origin: Origin,
    Json(request): Json<PasswordChange>,
) -> Result<StatusCode, ApiError> {
    let now = state.clock.now();
    // Whoever holds a stolen access token must not be able to guess on.
    let attempt = state.logins.attempt(&auth.user.name, origin.address(), now)?;
    let keep = match auth.credential {
        Credential::Session(session) => Some(session),
        Credential::Token(_) => None,
    };
    let PasswordChange { current_password, new_password } = request;
    let accounts = state.catalog.accounts();
    let changed = accounts.change_password(auth.user.id, current_password, new_password, keep, now).await;
    if !matches!(changed, Err(CatalogError::Invalid { code: "password.wrong", .. })) {
        attempt.succeeded();
    }
    changed.map_err(|error| ApiError::from(error).rename_field("password", "new_password"))?;
    origin.audit(&auth, "user.password_changed", &auth.user.name, json!({})).await?;
    Ok(StatusCode::NO_CONTENT)
}
