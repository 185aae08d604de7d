//! `GET /admin/users`

use axum::extract::State;
use mspf_catalog::UserFilter;
use serde::Deserialize;
use utoipa::IntoParams;

use crate::{
    ApiState,
    error::ApiError,
    extract::{Auth, Json, List, Page, Query, need},
    schema::UserBody,
};

/// Which users.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct UserQuery {
    /// Only those whose name or email address contains this.
    #[param(example = "ada")]
    q: Option<String>,
}

/// List users.
///
/// Administrators; API tokens with `admin`. Newest first.
#[utoipa::path(get, path = "/admin/users", tag = "admin", params(UserQuery, Page),
    responses((status = 200, description = "A page of users", body = List<UserBody>)))]
pub(super) async fn list_users(
    State(state): State<ApiState>,
    auth: Auth<need::Admin>,
    Query(query): Query<UserQuery>,
    page: Page,
) -> Result<Json<List<UserBody>>, ApiError> {
    auth.actor()?;
    let filter = UserFilter { query: query.q, after: page.after()?, limit: page.limit() };
    let users = state.catalog.accounts().list_users(filter).await?;
    Ok(Json(page.list(users, |user| user.id, UserBody::from)))
}
