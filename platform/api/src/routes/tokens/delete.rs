//! `DELETE /tokens/{id}`

use axum::extract::State;
use http::StatusCode;
use mspf_catalog::Id;
use serde_json::json;

use crate::{
    ApiState,
    error::ApiError,
    extract::{Auth, Origin, Path},
};

/// Delete one of one's API tokens.
///
/// Only a person, signed in. It stops working at once.
#[utoipa::path(delete, path = "/tokens/{id}", tag = "account",
    params(("id" = String, Path, description = "Identifier of the token", example = "912345678901234567")),
    responses((status = 204, description = "Deleted")))]
pub(super) async fn delete_token(
    State(state): State<ApiState>,
    auth: Auth,
    origin: Origin,
    Path(id): Path<Id>,
) -> Result<StatusCode, ApiError> {
    state.catalog.tokens().delete(auth.user.id, id).await?;
    origin.audit(&auth, "token.deleted", id, json!({})).await?;
    Ok(StatusCode::NO_CONTENT)
}
