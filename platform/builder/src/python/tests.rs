//! Running the tests that a plugin brings, where its publisher wants them to decide.

use std::fmt::Write;
use std::time::Instant;

use mspf_catalog::{Lease, Version};
use mspf_package::Manifest;
use mspf_runtime::{CallError, Program, TestReport};

use super::PythonRuntime;
use super::check::{explain, limits};
use crate::{BuildError, Builder};

/// Bytes of the message about failures: a version keeps 8 KiB, with the code that follows them.
const MAX_TOLD: usize = 7 << 10;

impl Builder {
    /// Runs the tests of a version that can be loaded. Nothing is granted to it, so what asks other hosts fails.
    pub(super) async fn test(
        &self,
        lease: &Lease,
        python: &PythonRuntime,
        program: Program,
        version: &Version,
        manifest: &Manifest,
    ) -> Result<(), BuildError> {
        let jobs = self.inner.catalog.jobs();
        let limits = limits(manifest).for_tests();
        let (service, log) = self.try_out(python, program, version, manifest, limits).await?;
        let started = Instant::now();
        let ran = service.run_tests("tests".into()).await;
        drop(service);
        jobs.log(lease, &log.take()).await?;
        let passed = judge(ran)?;
        let taken = started.elapsed().as_millis();
        Ok(jobs.progress(lease, 90, &format!("{passed} ({taken} ms)")).await?)
    }
}

/// What came of the tests in a few words, or why the version is refused.
fn judge(ran: Result<TestReport, CallError>) -> Result<String, BuildError> {
    let report = match ran {
        Ok(report) => report,
        Err(CallError::Load(failure)) => {
            return Err(BuildError::refused("plugin.load_failed", explain(&failure)));
        }
        Err(error @ (CallError::Overloaded | CallError::Host(_))) => {
            return Err(BuildError::Unchecked(error));
        }
        Err(error) => {
            let message = format!(
                "The tests did not run to their end: {error}. The last test in the build's log is the one that ran."
            );
            return Err(BuildError::refused("plugin.tests_failed", message));
        }
    };
    if report.failed > 0 {
        return Err(BuildError::refused("plugin.tests_failed", tell(&report)));
    }
    if report.passed == 0 && report.skipped == 0 {
        let message = "The plugin brings no tests that unittest finds: classes derived from unittest.TestCase in \
                       files test*.py, at its root or in its packages. Add some, or publish without tests.";
        return Err(BuildError::refused("plugin.no_tests", message));
    }
    Ok(count(report.passed, "passed") + &skipped(&report))
}

/// The failures, with the tracebacks of as many as there is room for and the names of the others.
fn tell(report: &TestReport) -> String {
    let all = report.passed.saturating_add(report.failed);
    let mut text = format!("{} of {}{}\n", report.failed, count(all, "failed"), skipped(report));
    for failure in &report.failures {
        let traceback = failure.traceback.trim_end();
        let one = format!("\nFAILED {}\n{traceback}\n", failure.name);
        if text.len() + one.len() <= MAX_TOLD {
            text.push_str(&one);
        } else {
            let _ = writeln!(text, "\nFAILED {}", failure.name);
        }
    }
    text.truncate(text.floor_char_boundary(MAX_TOLD));
    text.trim_end().to_owned()
}

/// `3 tests passed`.
fn count(number: u32, verb: &str) -> String {
    format!("{number} test{} {verb}", if number == 1 { "" } else { "s" })
}

fn skipped(report: &TestReport) -> String {
    if report.skipped == 0 { String::new() } else { format!(", {} skipped", report.skipped) }
}
