//! What a gateway does beside answering: storing what was counted and said, showing metrics, forgetting.

use std::collections::HashMap;
use std::sync::PoisonError;
use std::time::{Duration, Instant};

use chrono::Utc;
use mspf_catalog::{Latency, NewLogLine, PluginId};
use tokio::time::MissedTickBehavior;
use tokio_util::sync::CancellationToken;

use crate::Gateway;

/// How long a line may wait before whoever follows the log can see it.
const LOGS_EVERY: Duration = Duration::from_millis(500);
/// How much of the counters may be lost if the node dies at once: one transaction for all plugins each time.
const USAGE_EVERY: Duration = Duration::from_secs(5);
/// How often what is outdated is deleted from the catalogue.
const TRIM_EVERY: Duration = Duration::from_secs(3600);
/// Lines a plugin adds before its log is trimmed: a tenth of what is kept.
const TRIM_AFTER_LINES: usize = 1000;
/// Lines kept for another try while the catalogue can't be written.
const MOST_UNSTORED: usize = 8192;

/// Lines on their way to the catalogue.
#[derive(Default)]
pub(crate) struct Unstored {
    lines: Vec<NewLogLine>,
    since_trim: HashMap<PluginId, usize>,
}

impl Gateway {
    /// Stores what plugins use and say, every few seconds and once more at the end. Ends soon after `stop` is
    /// cancelled, which should be when the last request has been answered.
    pub async fn keep(&self, stop: CancellationToken) {
        let mut tick = tokio::time::interval(LOGS_EVERY);
        tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let (mut stored, mut trimmed) = (Instant::now(), Instant::now());
        while stop.run_until_cancelled(tick.tick()).await.is_some() {
            self.store_logs().await;
            self.tell_failures().await;
            if stored.elapsed() >= USAGE_EVERY {
                self.store_usage().await;
                self.show();
                self.routes.tidy().await;
                self.programs.tidy().await;
                self.runtime.end_idle(self.config.instance_idle);
                self.trees.tidy().await;
                self.keep_python().await;
                stored = Instant::now();
            }
            if trimmed.elapsed() >= TRIM_EVERY {
                self.trim_usage().await;
                trimmed = Instant::now();
            }
        }
        self.flush().await;
    }

    /// Stores everything that was counted and said up to now.
    pub async fn flush(&self) {
        self.store_logs().await;
        self.tell_failures().await;
        self.store_usage().await;
        self.show();
    }

    /// Has the Python runtime loaded before anybody waits for it, compiling it if nobody has.
    ///
    /// # Errors
    /// Why it can't be: the first call of a Python plugin will try again.
    pub async fn load_python(&self) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
        match &self.config.python {
            Some(python) => Ok(self.programs.load_early(python).await?),
            None => Ok(()),
        }
    }

    /// Keeps the Python runtime although nobody may have called it for long: every Python plugin needs it.
    async fn keep_python(&self) {
        if let Some(python) = &self.config.python {
            self.programs.touch(python).await;
        }
    }

    /// Lost when the catalogue can't be written: the plugin's log has it too.
    async fn tell_failures(&self) {
        let failures = self.failures.take();
        if let Err(error) = self.catalog.events().tell_failures(failures).await {
            tracing::warn!(%error, "failures of plugins could not be told");
        }
    }

    async fn store_usage(&self) {
        let batch = self.meters.batch();
        if let Err(error) = self.catalog.usage().add(&batch.deltas, Utc::now()).await {
            tracing::error!(%error, "usage could not be stored; it is kept for the next time");
            return;
        }
        let uses: Vec<_> = batch.deltas.iter().map(|delta| (delta.plugin.clone(), delta.uses)).collect();
        batch.stored();
        if let Err(error) = self.catalog.plugins().count_uses(&uses).await {
            tracing::error!(%error, "the plugins' use counts could not be raised");
        }
    }

    async fn trim_usage(&self) {
        if let Err(error) = self.catalog.usage().trim(Utc::now()).await {
            tracing::warn!(%error, "outdated usage could not be deleted");
        }
    }

    async fn store_logs(&self) {
        let lines = {
            let mut unstored = self.unstored.lock().unwrap_or_else(PoisonError::into_inner);
            let mut lines = std::mem::take(&mut unstored.lines);
            lines.extend(self.voices.take());
            lines
        };
        if lines.is_empty() {
            return;
        }
        match self.catalog.logs().append(lines.clone()).await {
            Ok(()) => self.trim_logs(&lines).await,
            Err(error) => {
                tracing::error!(%error, lines = lines.len(), "log lines could not be stored; the newest are kept");
                let mut unstored = self.unstored.lock().unwrap_or_else(PoisonError::into_inner);
                unstored.lines = lines.into_iter().rev().take(MOST_UNSTORED).rev().collect();
            }
        }
    }

    async fn trim_logs(&self, added: &[NewLogLine]) {
        let long: Vec<PluginId> = {
            let mut unstored = self.unstored.lock().unwrap_or_else(PoisonError::into_inner);
            for line in added {
                *unstored.since_trim.entry(line.plugin.clone()).or_default() += 1;
            }
            let long = unstored.since_trim.extract_if(|_, lines| *lines >= TRIM_AFTER_LINES);
            long.map(|(plugin, _)| plugin).collect()
        };
        for plugin in long {
            if let Err(error) = self.catalog.logs().trim(&plugin).await {
                tracing::warn!(%error, %plugin, "a log could not be trimmed");
            }
        }
    }

    /// Tells the metrics recorder. Sums over all plugins: a label for each of ten thousand would drown a scraper; the
    /// catalogue has them by plugin.
    fn show(&self) {
        let counts = self.meters.unshown();
        metrics::counter!("mspf_plugin_calls_total").increment(counts.calls);
        metrics::counter!("mspf_plugin_errors_total").increment(counts.errors);
        metrics::counter!("mspf_plugin_files_total").increment(counts.files);
        metrics::counter!("mspf_plugin_cpu_microseconds_total").increment(counts.cpu_micros);
        metrics::counter!("mspf_plugin_received_bytes_total").increment(counts.bytes_in);
        metrics::counter!("mspf_plugin_sent_bytes_total").increment(counts.bytes_out);
        let seconds = metrics::histogram!("mspf_plugin_call_seconds");
        for (bucket, calls) in counts.latency.filled() {
            let calls = usize::try_from(calls).unwrap_or(usize::MAX);
            seconds.record_many(Latency::upper_bound(bucket).as_secs_f64(), calls);
        }
        let (programs, bytes) = self.programs.size();
        metrics::gauge!("mspf_programs_loaded").set(programs as f64);
        metrics::gauge!("mspf_program_bytes").set(bytes as f64);
        let (instances, bytes) = self.runtime.idle();
        metrics::gauge!("mspf_idle_instances").set(instances as f64);
        metrics::gauge!("mspf_idle_bytes").set(bytes as f64);
        let (trees, bytes) = self.trees.size();
        metrics::gauge!("mspf_trees").set(trees as f64);
        metrics::gauge!("mspf_tree_bytes").set(bytes as f64);
        metrics::gauge!("mspf_requests_running").set(self.node.running() as f64);
        metrics::gauge!("mspf_requests_waiting").set(self.node.waiting() as f64);
    }
}

/// Says what the gateway's metrics mean. Call it once, when the recorder is installed.
pub fn describe_metrics() {
    metrics::describe_counter!(
        "mspf_plugin_calls_total",
        "Requests answered by an instance, failed ones included"
    );
    metrics::describe_counter!("mspf_plugin_errors_total", "Calls that trapped, timed out or broke a limit");
    metrics::describe_counter!("mspf_plugin_files_total", "Requests answered by a static file");
    metrics::describe_counter!("mspf_plugin_cpu_microseconds_total", "CPU time of instances");
    metrics::describe_counter!("mspf_plugin_received_bytes_total", "Bytes of request bodies");
    metrics::describe_counter!("mspf_plugin_sent_bytes_total", "Bytes of response bodies");
    metrics::describe_histogram!("mspf_plugin_call_seconds", "From a request to the end of its response");
    metrics::describe_gauge!("mspf_programs_loaded", "Programs ready to be called");
    metrics::describe_gauge!("mspf_program_bytes", "Compiled code of the loaded programs");
    metrics::describe_counter!("mspf_plugin_load_failures_total", "Python sources that could not be loaded");
    metrics::describe_gauge!("mspf_idle_instances", "Instances that wait for their next call");
    metrics::describe_gauge!("mspf_idle_bytes", "Memory that they hold, about");
    metrics::describe_gauge!("mspf_trees", "Sources of Python plugins laid out on the disk");
    metrics::describe_gauge!("mspf_tree_bytes", "Disk that they take");
    metrics::describe_gauge!("mspf_requests_running", "Calls that run now");
    metrics::describe_gauge!("mspf_requests_waiting", "Calls that wait for a place on the node");
}
