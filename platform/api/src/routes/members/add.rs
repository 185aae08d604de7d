//! `POST /organisations/{name}/members`

use axum::extract::State;
use http::StatusCode;
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

/// Whom to add.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct MemberRequest {
    /// The user's name.
    #[schema(example = "charles")]
    username: String,
    /// What the member may do.
    #[schema(schema_with = schema::role)]
    role: Role,
}

/// Add a member to an organisation.
///
/// Its owners; its admins for developers; administrators. API tokens with `organisations:write`.
#[utoipa::path(post, path = "/organisations/{name}/members", tag = "organisations", request_body = MemberRequest,
    params(("name" = String, Path, description = "Name of the organisation", example = "analytical-engines")),
    responses((status = 201, description = "The new member", body = MemberBody)))]
pub(super) async fn add_member(
    State(state): State<ApiState>,
    auth: Auth<need::OrganisationsWrite>,
    origin: Origin,
    Path(name): Path<String>,
    Json(request): Json<MemberRequest>,
) -> Result<(StatusCode, Json<MemberBody>), ApiError> {
    let (actor, now) = (auth.actor()?, state.clock.now());
    let accounts = state.catalog.accounts();
    let organisation = accounts.organisation(&name).await?;
    let member = accounts.add_member(&actor, organisation.id, &request.username, request.role, now).await?;
    let details = json!({ "member": member.user.name, "role": member.role });
    origin.audit(&auth, "organisation.member_added", name, details).await?;
    Ok((StatusCode::CREATED, Json(member.into())))
}
