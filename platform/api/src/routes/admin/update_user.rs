//! `PATCH /admin/users/{id}`

use axum::extract::State;
use mspf_catalog::Id;
use serde::Deserialize;
use serde_json::json;
use utoipa::ToSchema;

use crate::{
    ApiState,
    error::ApiError,
    extract::{Auth, Json, Origin, Path, need},
    schema::UserBody,
};

/// What to change; what is left out stays.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct UserChange {
    /// Whether the user may do nothing any more.
    disabled: Option<bool>,
    /// Whether the user administers the platform.
    is_admin: Option<bool>,
}

/// Disable a user or make one an administrator, or the reverse.
///
/// Administrators; API tokens with `admin`. Disabling ends the user's sessions and refuses their tokens at once. An
/// administrator always remains.
#[utoipa::path(patch, path = "/admin/users/{id}", tag = "admin", request_body = UserChange,
    params(("id" = String, Path, description = "Identifier of the user", example = "912345678901234567")),
    responses((status = 200, description = "The user as it is now", body = UserBody)))]
pub(super) async fn update_user(
    State(state): State<ApiState>,
    auth: Auth<need::Admin>,
    origin: Origin,
    Path(id): Path<Id>,
    Json(request): Json<UserChange>,
) -> Result<Json<UserBody>, ApiError> {
    auth.actor()?;
    let accounts = state.catalog.accounts();
    let mut user = accounts.user(id).await?;
    if let Some(disabled) = request.disabled {
        user = accounts.set_disabled(id, disabled, state.clock.now()).await?;
        let action = if disabled { "user.disabled" } else { "user.enabled" };
        origin.audit(&auth, action, &user.name, json!({})).await?;
    }
    if let Some(is_admin) = request.is_admin {
        user = accounts.set_admin(id, is_admin, state.clock.now()).await?;
        let action = if is_admin { "user.admin_granted" } else { "user.admin_revoked" };
        origin.audit(&auth, action, &user.name, json!({})).await?;
    }
    Ok(Json(user.into()))
}
