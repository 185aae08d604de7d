//! What a node is doing at this moment, for `mspf top` and the admin port.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::Serialize;

use crate::Gateway;

/// A node at one moment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Live {
    /// Calls that run.
    pub running: usize,
    /// Calls that wait for a place on the node.
    pub waiting: usize,
    /// Programs in memory.
    pub programs: u64,
    /// Bytes of their code.
    pub program_bytes: u64,
    /// What was called lately, the busiest first.
    pub plugins: Vec<LivePlugin>,
}

/// One version of a plugin, as one installation, on a node.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LivePlugin {
    /// The plugin's id.
    pub plugin: String,
    /// The version.
    pub version: String,
    /// Calls of the installation that run.
    pub running: usize,
    /// Calls of the installation that wait for their turn.
    pub waiting: usize,
    /// Instances kept ready for the next call.
    pub idle_instances: usize,
    /// Calls since the node first heard of the version. Two answers a while apart give the rate.
    pub calls: u64,
    /// Those of them that failed.
    pub errors: u64,
    /// Requests for static files.
    pub files: u64,
    /// CPU time, in microseconds.
    pub cpu_micros: u64,
    /// The time within which half of the calls ended, in microseconds.
    pub median_micros: Option<u64>,
    /// The time within which 99 of 100 calls ended, in microseconds.
    pub p99_micros: Option<u64>,
}

impl Gateway {
    /// What this node is doing.
    pub async fn live(&self) -> Live {
        let mut plugins: BTreeMap<_, LivePlugin> = BTreeMap::new();
        for mount in self.routes.mounts() {
            let idle = self.programs.ready(&mount).await.map_or(0, |service| service.idle_instances());
            let key = (mount.plugin.clone(), mount.version.clone(), Arc::as_ptr(&mount.gate) as usize);
            plugins.entry(key).or_insert_with(|| describe(&mount)).idle_instances += idle;
        }
        let mut plugins: Vec<_> = plugins.into_values().collect();
        plugins.sort_by_key(|plugin| std::cmp::Reverse((plugin.running, plugin.calls)));
        let (programs, program_bytes) = self.programs.size();
        Live { running: self.node.running(), waiting: self.node.waiting(), programs, program_bytes, plugins }
    }
}

fn describe(mount: &crate::mount::Mount) -> LivePlugin {
    let counts = mount.meter.counts();
    let within = |share| Some(u64::try_from(counts.latency.quantile(share)?.as_micros()).unwrap_or(u64::MAX));
    LivePlugin {
        plugin: mount.plugin.to_string(),
        version: mount.version.clone(),
        running: mount.gate.running(),
        waiting: mount.gate.waiting(),
        idle_instances: 0,
        calls: counts.calls,
        errors: counts.errors,
        files: counts.files,
        cpu_micros: counts.cpu_micros,
        median_micros: within(0.5),
        p99_micros: within(0.99),
    }
}
