//! A queue that survives crashes: work is taken by one worker at a time, on whichever node.
//!
//! A worker holds a job by a [`Lease`] that it must renew. When it dies, the lease runs out and somebody else
//! takes the job; a process that starts knows at once that its predecessor on the same node is dead
//! ([`Jobs::take_over`]). Whatever a worker writes about a job is checked against its lease, so one that was only
//! slow, and has lost its job meanwhile, changes nothing. Doing a job must therefore be harmless to repeat, and its
//! result must be committed together with the job's end.

mod queue;
mod worker;

pub(crate) use queue::enqueue;
pub(crate) use worker::{fail, hold, succeed};

use chrono::{DateTime, Utc};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use serde::Serialize;
use serde_json::{Value, json};

use crate::{
    Audience, Catalog, CatalogError, EventKind, Id, NewEvent, PluginId,
    entity::{job, job_line},
    text_enum::text_enum,
};

/// The most lines of log kept of one job: what a person might still read.
const MAX_LINES: i32 = 1_000;
/// The longest line of log in bytes; a longer one is cut.
const MAX_LINE_BYTES: usize = 4 << 10;
/// The longest error or step in bytes: a paragraph, not a dump.
const MAX_MESSAGE_BYTES: usize = 8 << 10;
/// The most rows one call returns.
const MAX_ROWS: u64 = 1_000;

text_enum! {
    /// Where a job stands.
    pub enum JobState {
        /// It waits for a worker, or for its next attempt.
        Queued = "queued",
        /// A worker has it.
        Running = "running",
        /// It is done.
        Succeeded = "succeeded",
        /// It was given up.
        Failed = "failed",
    }
}

/// Work to be queued.
#[derive(Clone, Debug, PartialEq)]
pub struct NewJob {
    /// What kind of work, so which workers may take it.
    pub queue: String,
    /// Which piece of work. There is never more than one unfinished job of one queue and key.
    pub key: String,
    /// The plugin it is about: its maintainers hear of the progress.
    pub plugin: Option<PluginId>,
    /// What the worker needs to know.
    pub payload: Value,
    /// Somebody is waiting: to be done before the jobs that are not urgent.
    pub urgent: bool,
}

/// A job.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Job {
    /// Its identifier.
    pub id: Id,
    /// What kind of work.
    pub queue: String,
    /// Which piece of work.
    pub key: String,
    /// The plugin it is about.
    pub plugin: Option<PluginId>,
    /// What the worker needs to know.
    #[serde(skip)]
    pub payload: Value,
    /// Where it stands.
    pub state: JobState,
    /// How often a worker has taken it.
    pub attempts: u32,
    /// The node that has it, or had it last.
    pub node: Option<String>,
    /// How far it is, in per cent.
    pub progress: u8,
    /// What is being done, in a few words.
    pub step: String,
    /// Why the last attempt failed.
    pub error: Option<String>,
    /// When it was queued.
    pub created_at: DateTime<Utc>,
    /// When the last attempt began.
    pub started_at: Option<DateTime<Utc>>,
    /// When it succeeded or was given up.
    pub finished_at: Option<DateTime<Utc>>,
}

/// A line of a job's log.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct JobLine {
    /// Its number within the job, from 0.
    pub line: u32,
    /// What was said.
    pub text: String,
    /// When.
    pub at: DateTime<Utc>,
}

/// Who takes jobs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Worker {
    /// The node, by a name that outlives its processes.
    pub node: String,
    /// The process, by a name that no other process ever has.
    pub process: String,
}

/// A job in the hands of a worker.
#[derive(Clone, Debug, PartialEq)]
pub struct Lease {
    /// The job as it was when taken.
    pub job: Job,
    token: i64,
}

/// The queue. See the module's documentation.
#[derive(Clone, Copy, Debug)]
pub struct Jobs<'a>(&'a Catalog);

impl Catalog {
    /// Work to be done once.
    pub fn jobs(&self) -> Jobs<'_> {
        Jobs(self)
    }
}

impl Jobs<'_> {
    /// A job.
    ///
    /// # Errors
    /// [`CatalogError::NotFound`].
    pub async fn get(&self, id: Id) -> Result<Job, CatalogError> {
        let row = job::Entity::find_by_id(id).one(self.0.db()).await?;
        row.map(Job::from).ok_or(CatalogError::NotFound { what: "job" })
    }

    /// The newest job of a queue and key.
    pub async fn newest(&self, queue: &str, key: &str) -> Result<Option<Job>, CatalogError> {
        let jobs = job::Entity::find()
            .filter(job::Column::Queue.eq(queue))
            .filter(job::Column::Key.eq(key))
            .order_by_desc(job::Column::Id);
        Ok(jobs.one(self.0.db()).await?.map(Job::from))
    }

    /// Jobs, newest first: those of one state if one is given, those before `before` if one is given, 1,000 at most.
    pub async fn list(
        &self,
        state: Option<JobState>,
        before: Option<Id>,
        limit: u64,
    ) -> Result<Vec<Job>, CatalogError> {
        let mut jobs = job::Entity::find().order_by_desc(job::Column::Id).limit(limit.min(MAX_ROWS));
        if let Some(state) = state {
            jobs = jobs.filter(job::Column::State.eq(state));
        }
        if let Some(before) = before {
            jobs = jobs.filter(job::Column::Id.lt(before));
        }
        Ok(jobs.all(self.0.db()).await?.into_iter().map(Job::from).collect())
    }

    /// The log of a job from line `from` on, 1,000 lines at most.
    pub async fn lines(&self, id: Id, from: u32) -> Result<Vec<JobLine>, CatalogError> {
        let lines = job_line::Entity::find()
            .filter(job_line::Column::JobId.eq(id))
            .filter(job_line::Column::Line.gte(i64::from(from)))
            .order_by_asc(job_line::Column::Line)
            .limit(MAX_ROWS);
        Ok(lines.all(self.0.db()).await?.into_iter().map(JobLine::from).collect())
    }

    /// Forgets the jobs that finished before `before`, with their logs. Returns how many.
    pub async fn prune(&self, before: DateTime<Utc>) -> Result<u64, CatalogError> {
        let write = self.0.begin().await?;
        let finished = job::Entity::delete_many().filter(job::Column::FinishedAt.lt(before));
        let pruned = finished.exec(&*write).await?.rows_affected;
        write.commit().await?;
        Ok(pruned)
    }
}

/// What the plugin's maintainers are told about a job; nothing for a job that is about no plugin.
fn progress_event(job: &Job) -> Option<NewEvent> {
    let data = json!({
        "job": job.id, "key": job.key, "state": job.state,
        "progress": job.progress, "step": job.step, "error": job.error,
    });
    let plugin = job.plugin.clone()?;
    Some(NewEvent { kind: EventKind::BuildProgress, plugin, audience: Audience::Maintainers, data })
}

/// The longest beginning of `text` of at most `bytes` bytes.
fn cut(text: &str, bytes: usize) -> &str {
    &text[..text.floor_char_boundary(bytes)]
}

/// Text as both databases can store it: PostgreSQL has no zero character.
fn storable(text: &str, bytes: usize) -> String {
    cut(text, bytes).replace('\0', "\u{fffd}")
}

impl From<job::Model> for Job {
    fn from(row: job::Model) -> Job {
        Job {
            id: row.id,
            queue: row.queue,
            key: row.key,
            plugin: row.plugin_id,
            payload: row.payload,
            state: row.state,
            attempts: u32::try_from(row.attempts).unwrap_or(0),
            node: row.node,
            progress: u8::try_from(row.progress).unwrap_or(0),
            step: row.step,
            error: row.error,
            created_at: row.created_at,
            started_at: row.started_at,
            finished_at: row.finished_at,
        }
    }
}

impl From<job_line::Model> for JobLine {
    fn from(row: job_line::Model) -> JobLine {
        JobLine { line: u32::try_from(row.line).unwrap_or(0), text: row.text, at: row.at }
    }
}
