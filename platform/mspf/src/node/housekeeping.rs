//! What the controlling node does now and then, so that nothing outdated stays.

use std::time::Duration;

use chrono::Utc;
use mspf_builder::GarbagePolicy;

use super::{background::Background, rooms::Rooms};

/// How often signing keys are looked at: they are made a day before their first use.
const KEYS_EVERY: Duration = Duration::from_secs(3600);
/// How often what nobody refers to is deleted: it takes a walk through all of storage, and nobody waits for it.
const GARBAGE_EVERY: Duration = Duration::from_secs(6 * 3600);

/// Starts all of it.
pub(crate) fn start(work: &mut Background, rooms: &Rooms) {
    let catalog = rooms.catalog.clone();
    work.every("making the next signing key", KEYS_EVERY, move || {
        let catalog = catalog.clone();
        async move { catalog.keys().ring(Utc::now()).await.map(drop) }
    });
    let builder = rooms.builder.clone();
    work.every("collecting garbage", GARBAGE_EVERY, move || {
        let builder = builder.clone();
        async move {
            let report = builder.collect_garbage(&GarbagePolicy::default()).await?;
            tracing::info!(?report, "garbage collected");
            Ok::<_, mspf_builder::BuildError>(())
        }
    });
}
