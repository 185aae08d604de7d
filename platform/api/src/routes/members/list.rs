//! `GET /organisations/{name}/members`

use axum::extract::State;

use super::MemberBody;
use crate::{
    ApiState,
    error::ApiError,
    extract::{Auth, Json, List, Path, need},
};

/// List the members of an organisation.
///
/// Its members and administrators; API tokens with `account:read`. Oldest first.
#[utoipa::path(get, path = "/organisations/{name}/members", tag = "organisations",
    params(("name" = String, Path, description = "Name of the organisation", example = "analytical-engines")),
    responses((status = 200, description = "All members", body = List<MemberBody>)))]
pub(super) async fn list_members(
    State(state): State<ApiState>,
    auth: Auth<need::AccountRead>,
    Path(name): Path<String>,
) -> Result<Json<List<MemberBody>>, ApiError> {
    let accounts = state.catalog.accounts();
    let organisation = accounts.organisation(&name).await?;
    let members = accounts.members(&auth.actor()?, organisation.id).await?;
    Ok(Json(List::whole(members.into_iter().map(MemberBody::from).collect())))
}
