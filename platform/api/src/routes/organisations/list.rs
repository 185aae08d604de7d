//! `GET /organisations`

use axum::extract::State;
use mspf_catalog::Role;
use serde::Serialize;
use utoipa::ToSchema;

use super::OrganisationBody;
use crate::{
    ApiState,
    error::ApiError,
    extract::{Auth, Json, List, need},
    schema,
};

/// An organisation the caller belongs to.
#[derive(Serialize, ToSchema)]
pub(super) struct MyOrganisation {
    #[serde(flatten)]
    organisation: OrganisationBody,
    /// What the caller may do there.
    #[schema(schema_with = schema::role)]
    role: Role,
}

/// List one's organisations.
///
/// Any user; API tokens with `account:read`. By name.
#[utoipa::path(get, path = "/organisations", tag = "organisations",
    responses((status = 200, description = "All organisations the caller belongs to", body = List<MyOrganisation>)))]
pub(super) async fn list_organisations(
    State(state): State<ApiState>,
    auth: Auth<need::AccountRead>,
) -> Result<Json<List<MyOrganisation>>, ApiError> {
    let organisations = state.catalog.accounts().organisations_of(auth.user.id).await?.into_iter();
    let mine =
        organisations.map(|(organisation, role)| MyOrganisation { organisation: organisation.into(), role });
    Ok(Json(List::whole(mine.collect())))
}
