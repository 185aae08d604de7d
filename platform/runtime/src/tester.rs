//! A plugin's own tests, run in an instance like those that answer its requests.

use std::{
    future::poll_fn,
    sync::{Arc, OnceLock},
};

use crate::{
    CallError, Service,
    call::{Guest, Shared},
    capabilities::python_bindings::exports::mspf::plugin::tester,
    source::{end, start},
};

/// Failures that are kept of one run: what a person repairs before the next.
const MAX_FAILURES: usize = 20;
/// What is kept of a test's name, in bytes.
const MAX_NAME: usize = 1 << 10;
/// What is kept of a failure's traceback, in bytes: its end, where the cause is.
const MAX_TRACEBACK: usize = 16 << 10;

/// What came of a plugin's own tests, as the plugin tells it: it can deceive its author, and nobody else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TestReport {
    /// Tests that passed.
    pub passed: u32,
    /// Tests that did not pass, and modules and classes of tests that could not be set up.
    pub failed: u32,
    /// Tests that asked to be left out.
    pub skipped: u32,
    /// The first 20 failures.
    pub failures: Vec<TestFailure>,
}

/// A test that has not passed. Every text is the guest's own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TestFailure {
    /// The test, or the module that could not be imported; at most 1 KiB.
    pub name: String,
    /// The end of the traceback, at most 16 KiB.
    pub traceback: String,
}

impl Service {
    /// Runs the tests that the plugin's source brings, in a fresh instance that no request is given to. All of them
    /// together are one call: they may use what the tenant's limits say.
    ///
    /// # Errors
    /// See [`CallError`]: the source could not be loaded, or its tests did not run to their end. A component of the
    /// plugin's own brings no tests ([`CallError::Trap`]).
    pub async fn run_tests(self: &Arc<Self>, request_id: Arc<str>) -> Result<TestReport, CallError> {
        let limits = &self.tenant().limits;
        let shared = Shared::new(limits);
        let told = Arc::new(OnceLock::new());
        let work = {
            let (service, shared, told) = (Arc::clone(self), Arc::clone(&shared), Arc::clone(&told));
            async move {
                let mut instance = service.fresh_instance(&shared, request_id).await?;
                let ran = service.program().run_tests(&mut instance.store, instance.guest).await;
                instance.store.data().log.flush();
                let report = ran.map_err(|error| instance.explain(&error))?;
                told.get_or_init(|| TestReport::from(report));
                Ok(())
            }
        };
        let mut guest = Guest::new(Box::pin(work), shared, limits.wall, None);
        poll_fn(|cx| guest.poll(cx)).await?;
        told.get().cloned().ok_or(CallError::NoResponse)
    }
}

impl From<tester::Report> for TestReport {
    fn from(report: tester::Report) -> Self {
        let failures = report.failures.into_iter().take(MAX_FAILURES);
        Self {
            passed: report.passed,
            failed: report.failed,
            skipped: report.skipped,
            failures: failures.map(TestFailure::from).collect(),
        }
    }
}

impl From<tester::Failure> for TestFailure {
    fn from(failure: tester::Failure) -> Self {
        Self { name: start(failure.name, MAX_NAME), traceback: end(failure.traceback, MAX_TRACEBACK) }
    }
}
