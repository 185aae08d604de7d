//! `PATCH /whoami`

use axum::extract::State;
use mspf_catalog::ProfileChange;
use serde::Deserialize;
use serde_json::json;
use utoipa::ToSchema;

use crate::{
    ApiState,
    error::ApiError,
    extract::{Auth, Json, Origin},
    schema::UserBody,
};

/// What to change; what is left out stays.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ProfileBody {
    /// How to be called; empty for the name.
    #[schema(example = "Ada, Countess of Lovelace", max_length = 100)]
    display_name: Option<String>,
    /// Another email address.
    #[schema(example = "countess@example.org", format = Email, max_length = 254)]
    email: Option<String>,
}

/// Change one's profile.
///
/// Only a person, signed in.
#[utoipa::path(patch, path = "/whoami", tag = "account", request_body = ProfileBody,
    responses((status = 200, description = "The user as it is now", body = UserBody)))]
pub(super) async fn update_profile(
    State(state): State<ApiState>,
    auth: Auth,
    origin: Origin,
    Json(request): Json<ProfileBody>,
) -> Result<Json<UserBody>, ApiError> {
    let change = ProfileChange { display_name: request.display_name, email: request.email };
    let user = state.catalog.accounts().change_profile(auth.user.id, change).await?;
    let details = json!({ "email_changed": user.email != auth.user.email });
    origin.audit(&auth, "user.profile_changed", &user.name, details).await?;
    Ok(Json(user.into()))
}
