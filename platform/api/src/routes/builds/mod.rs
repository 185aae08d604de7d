//! Builds: from a published package to something that runs.

mod events;
mod get;

use chrono::{DateTime, Utc};
use mspf_catalog::{CatalogError, Id, Job, JobLine, JobState};
use serde::Serialize;
use utoipa::{ToSchema, openapi::Object};
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{ApiState, error::ApiError, extract::Caller, schema::words};

pub(super) fn router() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(get::get)).routes(routes!(events::events))
}

/// A build.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Build)]
pub(super) struct BuildBody {
    /// Identifier.
    #[schema(value_type = String)]
    id: Id,
    /// Where it stands.
    #[schema(schema_with = job_state)]
    state: &'static str,
    /// How far it is, in per cent.
    #[schema(maximum = 100)]
    progress: u8,
    /// What is being done.
    step: String,
    /// Why it failed, or the last attempt did.
    error: Option<String>,
    /// When it was queued.
    created_at: DateTime<Utc>,
    /// When the last attempt began.
    started_at: Option<DateTime<Utc>>,
    /// When it ended.
    finished_at: Option<DateTime<Utc>>,
}

/// A line of a build's log.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = BuildLine)]
struct LineBody {
    /// Counts from 0.
    line: u32,
    /// What was said.
    text: String,
    /// When.
    at: DateTime<Utc>,
}

impl From<Job> for BuildBody {
    fn from(job: Job) -> BuildBody {
        BuildBody {
            id: job.id,
            state: job.state.as_str(),
            progress: job.progress,
            step: job.step,
            error: job.error,
            created_at: job.created_at,
            started_at: job.started_at,
            finished_at: job.finished_at,
        }
    }
}

impl From<JobLine> for LineBody {
    fn from(line: JobLine) -> LineBody {
        LineBody { line: line.line, text: line.text, at: line.at }
    }
}

/// The job of a build, if the caller maintains its plugin.
async fn locate(state: &ApiState, caller: &Caller, id: Id) -> Result<Job, ApiError> {
    let not_found = || ApiError::not_found("build.not_found", "There is no such build.");
    let job = match state.catalog.jobs().get(id).await {
        Err(CatalogError::NotFound { .. }) => return Err(not_found()),
        job => job?,
    };
    let plugin = job.plugin.as_ref().ok_or_else(not_found)?;
    let actor = caller.actor_for(plugin).map_err(|_| not_found())?;
    let plugins = state.catalog.plugins();
    let plugin = plugins.get(&actor, plugin).await.map_err(|_| not_found())?;
    if plugins.is_maintainer(&actor, plugin.owner.id).await? { Ok(job) } else { Err(not_found()) }
}

/// The schema of a [`JobState`].
pub(super) fn job_state() -> Object {
    words(JobState::ALL.iter().map(|state| state.as_str()))
}
