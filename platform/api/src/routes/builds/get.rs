//! `GET /builds/{build}`

use axum::extract::State;
use mspf_catalog::Id;
use serde::Serialize;
use utoipa::ToSchema;

use super::{BuildBody, LineBody, locate};
use crate::{
    ApiState,
    error::ApiError,
    extract::{Auth, Json, Path, need},
};

/// A build with its log.
#[derive(Serialize, ToSchema)]
#[schema(as = BuildWithLog)]
pub(super) struct WithLog {
    #[serde(flatten)]
    build: BuildBody,
    /// The log, 1,000 lines at most.
    log: Vec<LineBody>,
}

/// Look at a build.
///
/// Maintainers of the plugin may.
#[utoipa::path(get, operation_id = "get_build", path = "/builds/{build}", tag = "builds",
    params(("build" = String, Path, example = "912345678901234567")),
    responses((status = 200, description = "The build and its log", body = WithLog)))]
pub(super) async fn get(
    State(state): State<ApiState>,
    auth: Auth<need::PluginsRead>,
    Path(id): Path<Id>,
) -> Result<Json<WithLog>, ApiError> {
    let job = locate(&state, &auth, id).await?;
    let log = state.catalog.jobs().lines(id, 0).await?;
    Ok(Json(WithLog { build: job.into(), log: log.into_iter().map(LineBody::from).collect() }))
}
