//! `PATCH /organisations/{name}/members/{username}`

use axum::extract::State;
use mspf_catalog::Role;
use serde::Deserialize;
use serde_json::json;
use utoipa::ToSchema;

use super::MemberBody;
use crate::{
    ApiState,
    error::ApiError,
    extract::{Auth, Json, Origin, Path, need},
    schema,
};

/// The new role.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RoleRequest {
    /// What the member may do from now on.
    #[schema(schema_with = schema::role)]
    role: Role,
}

/// Give a member another role.
///
/// The organisation's owners; administrators. API tokens with `organisations:write`. An owner always remains.
#[utoipa::path(patch, path = "/organisations/{name}/members/{username}", tag = "organisations",
    request_body = RoleRequest,
    params(
        ("name" = String, Path, description = "Name of the organisation", example = "analytical-engines"),
        ("username" = String, Path, description = "Name of the member", example = "charles"),
    ),
    responses((status = 200, description = "The member", body = MemberBody)))]
pub(super) async fn change_role(
    State(state): State<ApiState>,
    auth: Auth<need::OrganisationsWrite>,
    origin: Origin,
    Path((name, username)): Path<(String, String)>,
    Json(request): Json<RoleRequest>,
) -> Result<Json<MemberBody>, ApiError> {
    let accounts = state.catalog.accounts();
    let organisation = accounts.organisation(&name).await?;
    let member = accounts.change_role(&auth.actor()?, organisation.id, &username, request.role).await?;
    let details = json!({ "member": member.user.name, "role": member.role });
    origin.audit(&auth, "organisation.role_changed", name, details).await?;
    Ok(Json(member.into()))
}
