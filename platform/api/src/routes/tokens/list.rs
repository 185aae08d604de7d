//! `GET /tokens`

use axum::extract::State;

use super::TokenBody;
use crate::{
    ApiState,
    error::ApiError,
    extract::{Auth, Json, List},
};

/// List one's API tokens.
///
/// Only a person, signed in. Newest first, expired ones too; secrets are not kept.
#[utoipa::path(get, path = "/tokens", tag = "account",
    responses((status = 200, description = "All tokens", body = List<TokenBody>)))]
pub(super) async fn list_tokens(
    State(state): State<ApiState>,
    auth: Auth,
) -> Result<Json<List<TokenBody>>, ApiError> {
    let tokens = state.catalog.tokens().list(auth.user.id).await?;
    Ok(Json(List::whole(tokens.into_iter().map(TokenBody::from).collect())))
}
