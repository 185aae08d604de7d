//! Putting work in, and taking it out.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Expr, LockBehavior, LockType, OnConflict},
};

use super::{Job, JobState, Jobs, Lease, NewJob, Worker, progress_event};
use crate::{CatalogError, Id, catalog::Write, entity::job, time};

impl Jobs<'_> {
    /// Queues work, unless the same piece of work is queued or being done already. Returns its job either way.
    pub async fn enqueue(&self, new: NewJob) -> Result<Job, CatalogError> {
        let mut write = self.0.begin().await?;
        let job = enqueue(&mut write, new).await?;
        write.commit().await?;
        Ok(job)
    }

    /// Takes the next job of one of the queues, for as long as `lease`: an urgent one before others, then the one
    /// that has waited longest. Jobs whose worker let the lease run out are taken like queued ones. `None` if there
    /// is nothing to do.
    pub async fn claim(
        &self,
        worker: &Worker,
        queues: &[String],
        lease: Duration,
    ) -> Result<Option<Lease>, CatalogError> {
        let now = time::now();
        let mut write = self.0.begin().await?;
        // Rows that another node is just taking are passed over; SQLite has one writer anyway.
        let next = job::Entity::find()
            .filter(job::Column::Queue.is_in(queues))
            .filter(job::Column::FinishedAt.is_null())
            .filter(job::Column::DueAt.lte(now))
            .order_by_desc(job::Column::Urgent)
            .order_by_asc(job::Column::DueAt)
            .order_by_asc(job::Column::Id)
            .limit(1)
            .lock_with_behavior(LockType::Update, LockBehavior::SkipLocked)
            .one(&*write)
            .await?;
        let Some(row) = next else { return Ok(None) };
        let token = Id::generate().get();
        let taken = job::ActiveModel {
            id: Set(row.id),
            state: Set(JobState::Running),
            attempts: Set(row.attempts + 1),
            lease: Set(Some(token)),
            node: Set(Some(worker.node.clone())),
            process: Set(Some(worker.process.clone())),
            due_at: Set(after(now, lease)),
            progress: Set(0),
            step: Set(String::new()),
            started_at: Set(Some(now)),
            ..Default::default()
        };
        let job = Job::from(job::Entity::update(taken).exec(&*write).await?);
        progress_event(&job).into_iter().for_each(|event| write.record(event));
        write.commit().await?;
        Ok(Some(Lease { job, token }))
    }

    /// Ends the leases of earlier processes on this worker's node: they are dead, or this one would not be
    /// starting. Returns how many jobs can be taken again at once.
    pub async fn take_over(&self, worker: &Worker) -> Result<u64, CatalogError> {
        let write = self.0.begin().await?;
        let ended = job::Entity::update_many()
            .col_expr(job::Column::DueAt, Expr::value(time::now()))
            .col_expr(job::Column::Lease, Expr::value(Option::<i64>::None))
            .filter(job::Column::State.eq(JobState::Running))
            .filter(job::Column::Node.eq(&worker.node))
            .filter(job::Column::Process.ne(&worker.process))
            .exec(&*write)
            .await?;
        write.commit().await?;
        Ok(ended.rows_affected)
    }
}

/// Queues work within a transaction: for whoever creates what the work is about. See [`Jobs::enqueue`].
pub(crate) async fn enqueue(write: &mut Write, new: NewJob) -> Result<Job, CatalogError> {
    let now = time::now();
    let id = Id::generate();
    let row = job::ActiveModel {
        id: Set(id),
        queue: Set(new.queue.clone()),
        key: Set(new.key.clone()),
        plugin_id: Set(new.plugin),
        payload: Set(new.payload),
        urgent: Set(new.urgent),
        state: Set(JobState::Queued),
        attempts: Set(0),
        due_at: Set(now),
        progress: Set(0),
        step: Set(String::new()),
        lines: Set(0),
        created_at: Set(now),
        ..Default::default()
    };
    // Whichever unique index objects: the same work is queued or being done already.
    let anything = OnConflict::new().do_nothing().to_owned();
    job::Entity::insert(row).on_conflict(anything).exec_without_returning(&**write).await?;
    let job = unfinished(write, &new.queue, &new.key).await?;
    if new.urgent && job.id != id {
        let urgent = job::ActiveModel { id: Set(job.id), urgent: Set(true), ..Default::default() };
        job::Entity::update(urgent).exec(&**write).await?;
    }
    if job.id == id {
        progress_event(&job).into_iter().for_each(|event| write.record(event));
    }
    Ok(job)
}

async fn unfinished(write: &DatabaseTransaction, queue: &str, key: &str) -> Result<Job, CatalogError> {
    let row = job::Entity::find()
        .filter(job::Column::Queue.eq(queue))
        .filter(job::Column::Key.eq(key))
        .filter(job::Column::FinishedAt.is_null())
        .one(write)
        .await?;
    // It can only have finished between the two statements, on PostgreSQL.
    row.map(Job::from).ok_or_else(|| {
        CatalogError::conflict("job.just_finished", "The same work has just been finished. Ask again.")
    })
}

/// `time` and a duration of a lease or a pause, which are minutes; the end of time for one beyond it.
pub(super) fn after(time: DateTime<Utc>, duration: Duration) -> DateTime<Utc> {
    let duration = TimeDelta::from_std(duration).unwrap_or(TimeDelta::MAX);
    time.checked_add_signed(duration).unwrap_or(DateTime::<Utc>::MAX_UTC)
}
