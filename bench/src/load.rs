//! Requests per second, by wrk, the systems in turns.

use std::{path::Path, process::Command};

use anyhow::{Context, Result, bail};

use crate::{
    Bench,
    peers::{self, REUSED_CALLS, Server},
    platform::{Platform, Reuse},
};

/// Connections of the load: enough to keep both cores of a small machine busy.
const CONNECTIONS: &str = "-c32";
/// Before every measurement, so that pools, caches and connections are warm.
const WARM_UP: &str = "-d3s";
/// For an answer: a fresh instance of Django for each of 32 requests at once takes seconds, and is still an answer.
const PATIENCE: &str = "--timeout=30s";

/// One system and what it reached, in requests per second, a value for each round.
pub(crate) struct Rate {
    pub(crate) system: System,
    pub(crate) rounds: Vec<f64>,
}

impl Rate {
    pub(crate) fn mean(&self) -> f64 {
        self.rounds.iter().sum::<f64>() / self.rounds.len().max(1) as f64
    }
}

/// What is measured.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum System {
    Hyper,
    WasmtimeDefault,
    WasmtimeTuned,
    WasmtimeReusing,
    WasmtimeTunedReusing,
    MspfFresh,
    MspfReusing,
}

impl System {
    pub(crate) const ALL: [Self; 7] = [
        Self::Hyper,
        Self::WasmtimeDefault,
        Self::WasmtimeTuned,
        Self::WasmtimeReusing,
        Self::WasmtimeTunedReusing,
        Self::MspfFresh,
        Self::MspfReusing,
    ];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Hyper => "hyper alone (the limit)",
            Self::WasmtimeDefault => "`wasmtime serve`, defaults, fresh instance",
            Self::WasmtimeTuned => "`wasmtime serve`, Mspf's pool settings, fresh instance",
            Self::WasmtimeReusing => "`wasmtime serve`, instances reused",
            Self::WasmtimeTunedReusing => "`wasmtime serve`, Mspf's pool settings, instances reused",
            Self::MspfFresh => "**Mspf complete, fresh instance**",
            Self::MspfReusing => "**Mspf complete, instances reused**",
        }
    }
}

/// Measures every system, in turns, so that a noisy minute hits all of them.
pub(crate) async fn compare(options: &Bench, component: &Path, hello: &[u8]) -> Result<Vec<Rate>> {
    let mut platform = Platform::new()?;
    let (fresh, reusing) = platform
        .while_running(async |platform| {
            let fresh = platform.publish("hello-fresh", hello, Reuse::Never).await?;
            let reusing = platform.publish("hello-reusing", hello, Reuse::Calls(REUSED_CALLS)).await?;
            Ok((fresh, reusing))
        })
        .await?;
    let mut rates: Vec<Rate> = System::ALL.map(|system| Rate { system, rounds: vec![] }).into();
    let calls = REUSED_CALLS.to_string();
    let reuse = ["--max-instance-reuse-count", calls.as_str()];
    for _ in 0..options.rounds {
        for rate in &mut rates {
            let wasmtime = options.wasmtime.as_path();
            let server = match rate.system {
                System::Hyper => peers::hyper().await?,
                System::WasmtimeDefault => peers::wasmtime(wasmtime, component, &[]).await?,
                System::WasmtimeTuned => peers::wasmtime_tuned(wasmtime, component, &[]).await?,
                System::WasmtimeReusing => peers::wasmtime(wasmtime, component, &reuse).await?,
                System::WasmtimeTunedReusing => peers::wasmtime_tuned(wasmtime, component, &reuse).await?,
                System::MspfFresh => platform.serve(&fresh).await?,
                System::MspfReusing => platform.serve(&reusing).await?,
            };
            let reached = measure(&server, options.seconds)?;
            println!("{:58} {reached:>10.0} requests/s", rate.system.name());
            rate.rounds.push(reached);
        }
    }
    Ok(rates)
}

/// Loads a server, after a warm-up.
pub(crate) fn measure(server: &Server, seconds: u32) -> Result<f64> {
    wrk(&server.url, WARM_UP)?;
    wrk(&server.url, &format!("-d{seconds}s"))
}

/// Requests per second; every answer has to be a good one.
fn wrk(url: &str, duration: &str) -> Result<f64> {
    let output = Command::new("wrk")
        .args(["-t1", CONNECTIONS, PATIENCE, duration, url])
        .output()
        .context("wrk is missing")?;
    let text = String::from_utf8_lossy(&output.stdout);
    if !output.status.success() || text.contains("Non-2xx") || text.contains("Socket errors") {
        bail!("the load on {url} failed:\n{text}{}", String::from_utf8_lossy(&output.stderr));
    }
    let rate =
        text.lines().find_map(|line| line.strip_prefix("Requests/sec:")).context("wrk said no rate")?;
    Ok(rate.trim().parse()?)
}
