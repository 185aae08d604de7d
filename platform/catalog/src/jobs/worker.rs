//! What the worker that holds a job says about it.

use std::time::Duration;

use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QuerySelect, sea_query::LockType};

use super::{
    Job, JobState, Jobs, Lease, MAX_LINE_BYTES, MAX_LINES, MAX_MESSAGE_BYTES, progress_event, queue::after,
    storable,
};
use crate::{
    CatalogError,
    catalog::Write,
    entity::{job, job_line},
    time,
};

impl Jobs<'_> {
    /// Renews a lease for as long as `lease` from now.
    ///
    /// # Errors
    /// [`CatalogError::Conflict`] `job.lease_lost`: another worker has the job; drop what you were doing.
    pub async fn heartbeat(&self, lease: &Lease, duration: Duration) -> Result<(), CatalogError> {
        let write = self.0.begin().await?;
        let row = hold(&write, lease).await?;
        let due_at = Set(after(time::now(), duration));
        job::Entity::update(job::ActiveModel { id: Set(row.id), due_at, ..Default::default() })
            .exec(&*write)
            .await?;
        write.commit().await
    }

    /// Tells how far the job is, in per cent, and what is being done; the step also becomes a line of the log.
    ///
    /// # Errors
    /// [`CatalogError::Conflict`] `job.lease_lost`.
    pub async fn progress(&self, lease: &Lease, per_cent: u8, step: &str) -> Result<(), CatalogError> {
        let mut write = self.0.begin().await?;
        let row = hold(&write, lease).await?;
        let change = job::ActiveModel {
            progress: Set(i16::from(per_cent.min(100))),
            step: Set(storable(step, MAX_MESSAGE_BYTES)),
            ..Default::default()
        };
        say(&mut write, row, change, step).await?;
        write.commit().await
    }

    /// Adds lines to the job's log. Those beyond the thousandth are dropped.
    ///
    /// # Errors
    /// [`CatalogError::Conflict`] `job.lease_lost`.
    pub async fn log(&self, lease: &Lease, text: &str) -> Result<(), CatalogError> {
        let write = self.0.begin().await?;
        let row = hold(&write, lease).await?;
        let lines = append(&write, &row, text).await?;
        job::Entity::update(job::ActiveModel { id: Set(row.id), lines: Set(lines), ..Default::default() })
            .exec(&*write)
            .await?;
        write.commit().await
    }

    /// Puts the job back, to be tried again after `pause`.
    ///
    /// # Errors
    /// [`CatalogError::Conflict`] `job.lease_lost`.
    pub async fn retry(&self, lease: &Lease, error: &str, pause: Duration) -> Result<(), CatalogError> {
        let mut write = self.0.begin().await?;
        let row = hold(&write, lease).await?;
        let change = job::ActiveModel {
            state: Set(JobState::Queued),
            lease: Set(None),
            due_at: Set(after(time::now(), pause)),
            error: Set(Some(storable(error, MAX_MESSAGE_BYTES))),
            ..Default::default()
        };
        say(&mut write, row, change, error).await?;
        write.commit().await
    }

    /// Puts the job back as if it had not been taken: the worker was told to stop.
    ///
    /// # Errors
    /// [`CatalogError::Conflict`] `job.lease_lost`.
    pub async fn give_back(&self, lease: &Lease) -> Result<(), CatalogError> {
        let mut write = self.0.begin().await?;
        let row = hold(&write, lease).await?;
        let change = job::ActiveModel {
            state: Set(JobState::Queued),
            lease: Set(None),
            attempts: Set(row.attempts - 1),
            due_at: Set(time::now()),
            ..Default::default()
        };
        say(&mut write, row, change, "given back: the node is shutting down").await?;
        write.commit().await
    }

    /// Ends the job as done.
    ///
    /// # Errors
    /// [`CatalogError::Conflict`] `job.lease_lost`.
    pub async fn succeed(&self, lease: &Lease) -> Result<(), CatalogError> {
        let mut write = self.0.begin().await?;
        succeed(&mut write, lease).await?;
        write.commit().await
    }

    /// Ends the job as given up.
    ///
    /// # Errors
    /// [`CatalogError::Conflict`] `job.lease_lost`.
    pub async fn fail(&self, lease: &Lease, error: &str) -> Result<(), CatalogError> {
        let mut write = self.0.begin().await?;
        fail(&mut write, lease, error).await?;
        write.commit().await
    }
}

/// Ends a job as done, in the transaction that stores its result.
pub(crate) async fn succeed(write: &mut Write, lease: &Lease) -> Result<(), CatalogError> {
    let row = hold(write, lease).await?;
    let change = job::ActiveModel {
        state: Set(JobState::Succeeded),
        lease: Set(None),
        progress: Set(100),
        step: Set("done".to_owned()),
        error: Set(None),
        finished_at: Set(Some(time::now())),
        ..Default::default()
    };
    say(write, row, change, "done").await
}

/// Ends a job as given up, in the transaction that stores what follows from it.
pub(crate) async fn fail(write: &mut Write, lease: &Lease, error: &str) -> Result<(), CatalogError> {
    let row = hold(write, lease).await?;
    let change = job::ActiveModel {
        state: Set(JobState::Failed),
        lease: Set(None),
        error: Set(Some(storable(error, MAX_MESSAGE_BYTES))),
        finished_at: Set(Some(time::now())),
        ..Default::default()
    };
    say(write, row, change, error).await
}

/// The job's row, locked until the transaction ends, if the lease still counts.
pub(crate) async fn hold(write: &Write, lease: &Lease) -> Result<job::Model, CatalogError> {
    let row = job::Entity::find_by_id(lease.job.id)
        .filter(job::Column::Lease.eq(lease.token))
        .lock(LockType::Update)
        .one(&**write)
        .await?;
    row.ok_or_else(|| {
        CatalogError::conflict("job.lease_lost", "Another worker has taken this job meanwhile.")
    })
}

/// Changes a job, adds to its log, and tells whoever follows it.
async fn say(
    write: &mut Write,
    row: job::Model,
    mut change: job::ActiveModel,
    text: &str,
) -> Result<(), CatalogError> {
    change.id = Set(row.id);
    change.lines = Set(append(write, &row, text).await?);
    let job = Job::from(job::Entity::update(change).exec(&**write).await?);
    progress_event(&job).into_iter().for_each(|event| write.record(event));
    Ok(())
}

/// Adds to a job's log what it may still hold; returns how many lines there are now.
async fn append(write: &Write, row: &job::Model, text: &str) -> Result<i32, CatalogError> {
    let at = time::now();
    let free = usize::try_from(MAX_LINES - row.lines).unwrap_or(0);
    let lines: Vec<_> = (row.lines..)
        .zip(text.lines().take(free))
        .map(|(line, text)| job_line::ActiveModel {
            job_id: Set(row.id),
            line: Set(line),
            text: Set(storable(text, MAX_LINE_BYTES)),
            at: Set(at),
        })
        .collect();
    let count = i32::try_from(lines.len()).unwrap_or(0);
    if count > 0 {
        job_line::Entity::insert_many(lines).exec_without_returning(&**write).await?;
    }
    Ok(row.lines + count)
}
