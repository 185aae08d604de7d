//! `POST /organisations`

use axum::extract::State;
use http::StatusCode;
use mspf_catalog::NewOrganisation;
use serde::Deserialize;
use serde_json::json;
use utoipa::ToSchema;

use super::OrganisationBody;
use crate::{
    ApiState,
    error::ApiError,
    extract::{Auth, Json, Origin, need},
};

/// What the organisation is to be.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct OrganisationRequest {
    /// Unique among users and organisations: 2 to 39 lower-case letters, digits and single hyphens.
    #[schema(
        example = "analytical-engines",
        pattern = "^[a-z0-9]+(-[a-z0-9]+)*$",
        min_length = 2,
        max_length = 39
    )]
    name: String,
    /// How it likes to be called; the name unless given.
    #[serde(default)]
    #[schema(example = "Analytical Engines", max_length = 100)]
    display_name: String,
    /// What it says of itself.
    #[serde(default)]
    #[schema(example = "Weaving algebraical patterns.", max_length = 1000)]
    description: String,
}

/// Make an organisation.
///
/// Any user; API tokens with `organisations:write`. The caller becomes its owner.
#[utoipa::path(post, path = "/organisations", tag = "organisations", request_body = OrganisationRequest,
    responses((status = 201, description = "The organisation", body = OrganisationBody)))]
pub(super) async fn create_organisation(
    State(state): State<ApiState>,
    auth: Auth<need::OrganisationsWrite>,
    origin: Origin,
    Json(request): Json<OrganisationRequest>,
) -> Result<(StatusCode, Json<OrganisationBody>), ApiError> {
    auth.actor()?;
    let OrganisationRequest { name, display_name, description } = request;
    let new = NewOrganisation { name, display_name, description };
    let organisation =
        state.catalog.accounts().create_organisation(auth.user.id, new, state.clock.now()).await?;
    origin.audit(&auth, "organisation.created", &organisation.name, json!({})).await?;
    Ok((StatusCode::CREATED, Json(organisation.into())))
}
