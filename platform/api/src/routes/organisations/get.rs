//! `GET /organisations/{name}`

use axum::extract::State;

use super::OrganisationBody;
use crate::{
    ApiState,
    error::ApiError,
    extract::{Json, Path},
};

/// See an organisation.
///
/// Anyone may: what it says of itself is public. Its members are not.
#[utoipa::path(get, path = "/organisations/{name}", tag = "organisations", security(()),
    params(("name" = String, Path, description = "Name of the organisation", example = "analytical-engines")),
    responses((status = 200, description = "The organisation", body = OrganisationBody)))]
pub(super) async fn get_organisation(
    State(state): State<ApiState>,
    Path(name): Path<String>,
) -> Result<Json<OrganisationBody>, ApiError> {
    Ok(Json(state.catalog.accounts().organisation(&name).await?.into()))
}
