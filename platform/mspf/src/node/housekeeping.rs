//! What the controlling node does now and then, so that nothing outdated stays.

use std::time::Duration;

use chrono::{TimeDelta, Utc};
use mspf_catalog::Catalog;

use super::background::Background;

/// How often signing keys are looked at: they are made a day before their first use.
const KEYS_EVERY: Duration = Duration::from_secs(3600);
/// How often finished jobs are forgotten.
const JOBS_EVERY: Duration = Duration::from_secs(3600);
/// How long a finished job and its log are kept: as long as an author may still ask what went wrong.
const JOBS_KEPT: TimeDelta = TimeDelta::days(30);

/// Starts all of it.
pub(crate) fn start(work: &mut Background, catalog: &Catalog) {
    let keys = catalog.clone();
    work.every("making the next signing key", KEYS_EVERY, move || {
        let catalog = keys.clone();
        async move { catalog.keys().ring(Utc::now()).await.map(drop) }
    });
    let jobs = catalog.clone();
    work.every("forgetting finished jobs", JOBS_EVERY, move || {
        let catalog = jobs.clone();
        async move { catalog.jobs().prune(Utc::now() - JOBS_KEPT).await.map(drop) }
    });
}
