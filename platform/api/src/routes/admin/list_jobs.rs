//! `GET /admin/jobs`

use axum::extract::State;
use chrono::{DateTime, Utc};
use mspf_catalog::{Id, Job, JobState, PluginId};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::{
    ApiState,
    error::ApiError,
    extract::{Auth, Json, List, Page, Query, need},
    routes::builds::job_state,
};

/// Which jobs.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct JobQuery {
    /// Only those that stand here.
    #[param(schema_with = job_state)]
    state: Option<JobState>,
}

/// Work of a builder.
#[derive(Serialize, ToSchema)]
#[schema(as = Job)]
pub(super) struct JobBody {
    /// Identifier; a build's of a version can be looked at by it.
    #[schema(value_type = String, example = "912345678901234567")]
    id: Id,
    /// What kind of work.
    #[schema(example = "build")]
    kind: String,
    /// Which piece of work, in the words of its kind.
    #[schema(example = "912345678901234567")]
    key: String,
    /// Where it stands.
    #[schema(schema_with = job_state)]
    state: &'static str,
    /// The plugin it is about; null for what the platform needs itself.
    #[schema(value_type = Option<String>, example = "SP_1424952348698091520")]
    plugin: Option<PluginId>,
    /// How often a worker has taken it.
    attempts: u32,
    /// The node that has it, or had it last.
    node: Option<String>,
    /// How far it is, in per cent.
    #[schema(maximum = 100)]
    progress: u8,
    /// What is being done.
    step: String,
    /// Why the last attempt failed.
    error: Option<String>,
    /// When it was queued.
    created_at: DateTime<Utc>,
    /// When the last attempt began.
    started_at: Option<DateTime<Utc>>,
    /// When it succeeded or was given up.
    finished_at: Option<DateTime<Utc>>,
}

impl From<Job> for JobBody {
    fn from(job: Job) -> JobBody {
        JobBody {
            id: job.id,
            kind: job.queue,
            key: job.key,
            state: job.state.as_str(),
            plugin: job.plugin,
            attempts: job.attempts,
            node: job.node,
            progress: job.progress,
            step: job.step,
            error: job.error,
            created_at: job.created_at,
            started_at: job.started_at,
            finished_at: job.finished_at,
        }
    }
}

/// List the builders' jobs.
///
/// Administrators; API tokens with `admin`. Newest first.
#[utoipa::path(get, path = "/admin/jobs", tag = "admin", params(JobQuery, Page),
    responses((status = 200, description = "A page of jobs", body = List<JobBody>)))]
pub(super) async fn list_jobs(
    State(state): State<ApiState>,
    auth: Auth<need::Admin>,
    Query(query): Query<JobQuery>,
    page: Page,
) -> Result<Json<List<JobBody>>, ApiError> {
    auth.actor()?;
    let jobs = state.catalog.jobs().list(query.state, page.after()?, page.limit()).await?;
    Ok(Json(page.list(jobs, |job| job.id, JobBody::from)))
}
