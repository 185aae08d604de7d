//! `DELETE /organisations/{name}/members/{username}`

use axum::extract::State;
use http::StatusCode;
use serde_json::json;

use crate::{
    ApiState,
    error::ApiError,
    extract::{Auth, Origin, Path, need},
};

/// Remove a member from an organisation, or leave it.
///
/// The organisation's owners; its admins for developers; members for themselves; administrators. API tokens with
/// `organisations:write`. An owner always remains.
#[utoipa::path(delete, path = "/organisations/{name}/members/{username}", tag = "organisations",
    params(
        ("name" = String, Path, description = "Name of the organisation", example = "analytical-engines"),
        ("username" = String, Path, description = "Name of the member", example = "charles"),
    ),
    responses((status = 204, description = "Removed")))]
pub(super) async fn remove_member(
    State(state): State<ApiState>,
    auth: Auth<need::OrganisationsWrite>,
    origin: Origin,
    Path((name, username)): Path<(String, String)>,
) -> Result<StatusCode, ApiError> {
    let accounts = state.catalog.accounts();
    let organisation = accounts.organisation(&name).await?;
    accounts.remove_member(&auth.actor()?, organisation.id, &username).await?;
    origin.audit(&auth, "organisation.member_removed", name, json!({ "member": username })).await?;
    Ok(StatusCode::NO_CONTENT)
}
