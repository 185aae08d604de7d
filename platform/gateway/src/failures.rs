//! News of plugins whose source can't be loaded, on its way to their maintainers.

use std::sync::{Mutex, PoisonError};

use mspf_catalog::PluginFailure;
use mspf_runtime::LoadFailure;

use crate::mount::Mount;

/// Failures that wait to be told: whoever breaks more plugins within half a second hears of these.
const WAITING: usize = 256;

/// What waits to be told.
#[derive(Default)]
pub(crate) struct Failures(Mutex<Vec<PluginFailure>>);

impl Failures {
    /// Takes down a failure that nobody has been told of.
    pub(crate) fn note(&self, mount: &Mount, failure: &LoadFailure) {
        let mut waiting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if waiting.len() < WAITING {
            waiting.push(PluginFailure {
                plugin: mount.plugin.clone(),
                version: mount.version.clone(),
                summary: failure.summary.clone(),
                traceback: failure.traceback.clone(),
                file: failure.file.clone(),
                line: failure.line,
            });
        }
    }

    /// Everything that waits.
    pub(crate) fn take(&self) -> Vec<PluginFailure> {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}
