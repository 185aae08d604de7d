//! The table.

use std::fmt::Write;

use crate::{
    Bench,
    cold::{Cold, Memory},
    load::{Rate, System},
    peers::REUSED_CALLS,
};

/// What has to be reached, as ratios to a peer in the same run.
const GOALS: [(System, System, f64); 3] = [
    (System::MspfFresh, System::WasmtimeDefault, 3.5),
    (System::MspfFresh, System::WasmtimeTuned, 1.8),
    (System::MspfReusing, System::WasmtimeReusing, 1.2),
];
/// The most that a first request may take over a warm one, in milliseconds.
const COLD_GOAL: f64 = 5.0;

pub(crate) fn table(wasmtime: &str, options: &Bench, rates: &[Rate], cold: &Cold, memory: &Memory) -> String {
    let mut text =
        String::from("# Benchmark\n\nWritten by `make bench`; only the ratios mean something elsewhere.\n\n");
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    // Both binaries lie in the folder that is named after the profile.
    let program = std::env::current_exe().unwrap_or_default();
    let profile =
        program.parent().and_then(|folder| folder.file_name()).unwrap_or_default().display().to_string();
    let _ = writeln!(
        text,
        "One machine ({cores} cores, the load generator on the same ones), one run: the example `hello` (WASI 0.2, one line \
         of text) behind each system, `wrk -t1 -c32 -d{}s` after a warm-up of 3 s, {} rounds in turns. Peer: {wasmtime}. \
         The peer is its published binary. Mspf is the shipped one (profile `{profile}`, laid out by counts from serving \
         the examples) with routing, limits, metering and logs on, SQLite and a local directory. Reused: up to {REUSED_CALLS} requests for each instance.\n",
        options.seconds, options.rounds
    );
    let base = mean(rates, System::WasmtimeDefault);
    text.push_str("| system | requests/s | rounds | × `wasmtime serve` |\n|---|---:|---|---:|\n");
    for rate in rates {
        let rounds: Vec<String> = rate.rounds.iter().map(|reached| format!("{reached:.0}")).collect();
        let _ = writeln!(
            text,
            "| {} | {:.0} | {} | {:.2} |",
            rate.system.name(),
            rate.mean(),
            rounds.join(", "),
            rate.mean() / base
        );
    }
    text.push_str("\n| goal | reached | wanted | |\n|---|---:|---:|---|\n");
    for (system, peer, wanted) in GOALS {
        let reached = mean(rates, system) / mean(rates, peer);
        let name = format!("{} ÷ {}", system.name().replace("**", ""), peer.name());
        let _ = writeln!(text, "| {name} | {reached:.2} | ≥ {wanted} | {} |", verdict(reached >= wanted));
    }
    let over = (cold.first.as_secs_f64() - cold.second.as_secs_f64()) * 1000.0;
    let _ = writeln!(
        text,
        "| first request of a plugin that was never loaded, artifact on disk, over a warm one (median of different \
         plugins: {:.2} ms, {:.2} ms) | {over:.2} ms | ≤ {COLD_GOAL} ms | {} |",
        cold.first.as_secs_f64() * 1000.0,
        cold.second.as_secs_f64() * 1000.0,
        verdict(over <= COLD_GOAL)
    );
    let more = memory.with as f64 - memory.without as f64;
    let _ = writeln!(
        text,
        "| memory of a freshly started node for each of {} registered plugins ({} KiB without, {} KiB with them) | \
         {:.3} KiB | 0 | {} |",
        memory.plugins,
        memory.without,
        memory.with,
        more.max(0.0) / f64::from(memory.plugins.max(1)),
        // Two starts of the same node differ by about this much.
        verdict(more < 2048.0)
    );
    text
}

fn mean(rates: &[Rate], system: System) -> f64 {
    rates.iter().find(|rate| rate.system == system).map_or(0.0, Rate::mean)
}

pub(crate) fn verdict(reached: bool) -> &'static str {
    if reached { "reached" } else { "missed" }
}
