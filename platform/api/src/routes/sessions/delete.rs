//! `DELETE /sessions/{id}`

use axum::extract::State;
use http::StatusCode;
use mspf_catalog::Id;
use serde_json::json;

use crate::{
    ApiState,
    error::ApiError,
    extract::{Auth, Origin, Path},
};

/// End one of one's sessions.
///
/// Only a person, signed in. Its access tokens stop working at once.
#[utoipa::path(delete, path = "/sessions/{id}", tag = "account",
    params(("id" = String, Path, description = "Identifier of the session", example = "912345678901234567")),
    responses((status = 204, description = "Ended")))]
pub(super) async fn delete_session(
    State(state): State<ApiState>,
    auth: Auth,
    origin: Origin,
    Path(id): Path<Id>,
) -> Result<StatusCode, ApiError> {
    state.catalog.sessions().revoke(auth.user.id, id, state.clock.now()).await?;
    origin.audit(&auth, "session.revoked", id, json!({})).await?;
    Ok(StatusCode::NO_CONTENT)
}
