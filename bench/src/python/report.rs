//! The tables.

use std::{fmt::Write, time::Duration};

use super::{
    Python,
    load::{Rate, System},
};
use crate::{Bench, report::verdict};

/// What has to be reached, as ratios to a peer in the same run.
const GOALS: [(System, System, f64); 2] =
    [(System::MspfDjango, System::GunicornDjango, 0.8), (System::MspfFlask, System::GunicornFlask, 0.8)];
/// The most that an edit may take, in milliseconds.
const EDIT_GOAL: f64 = 60.0;
/// How much faster than the development server it has to be.
const EDIT_RATIO: f64 = 20.0;
/// The most that the first request of a tiny plugin may take, in milliseconds.
const TINY_GOAL: f64 = 30.0;
/// The same for a stock Django project.
const DJANGO_GOAL: f64 = 100.0;

pub(super) fn table(python: &Python, options: &Bench) -> String {
    let mut text = String::from("\n## Python\n\n");
    let _ = writeln!(
        text,
        "The same files behind each system: what `django-admin startproject` writes with one view, and a Flask application \
         of one route. `wrk -t1 -c32 -d{}s`, {} rounds in turns. Peers: {}.\n",
        options.seconds, options.rounds, python.versions
    );
    text.push_str("| system | requests/s | rounds |\n|---|---:|---|\n");
    for rate in &python.rates {
        let rounds: Vec<String> = rate.rounds.iter().map(|reached| format!("{reached:.0}")).collect();
        let _ = writeln!(text, "| {} | {:.0} | {} |", rate.system.name(), rate.mean(), rounds.join(", "));
    }
    text.push_str("\n| goal | reached | wanted | |\n|---|---:|---:|---|\n");
    for (system, peer, wanted) in GOALS {
        let reached = mean(&python.rates, system) / mean(&python.rates, peer);
        let name = format!("{} ÷ {}", system.name().replace("**", ""), peer.name());
        let _ = writeln!(text, "| {name} | {reached:.2} | ≥ {wanted} | {} |", verdict(reached >= wanted));
    }
    let most = |text: &mut String, name: &str, time: Duration, wanted: f64| {
        let reached = time.as_secs_f64() * 1000.0;
        let _ =
            writeln!(text, "| {name} | {reached:.1} ms | ≤ {wanted} ms | {} |", verdict(reached <= wanted));
    };
    most(
        &mut text,
        "from saving a changed `views.py` to its new text, over HTTP (median)",
        python.edits.mspf,
        EDIT_GOAL,
    );
    let ratio = python.edits.runserver.as_secs_f64() / python.edits.mspf.as_secs_f64();
    let _ = writeln!(
        text,
        "| the same with Django's `runserver` ({:.0} ms) ÷ Mspf | {ratio:.0} | ≥ {EDIT_RATIO} | {} |",
        python.edits.runserver.as_secs_f64() * 1000.0,
        verdict(ratio >= EDIT_RATIO)
    );
    most(
        &mut text,
        "first request of a tiny WSGI plugin that was never loaded (median)",
        python.first.tiny,
        TINY_GOAL,
    );
    most(&mut text, "first request of the stock Django project (median)", python.first.django, DJANGO_GOAL);
    let memory = &python.memory;
    let each = memory.warm.saturating_sub(memory.cold) as f64 / f64::from(memory.plugins) / 1024.0;
    let _ = writeln!(
        text,
        "\n{} warm plugins (Flask, one instance each) hold {each:.1} MiB of memory each that they share with nobody; the \
         node without them {:.0} MiB.",
        memory.plugins,
        memory.cold as f64 / 1024.0
    );
    text
}

fn mean(rates: &[Rate], system: System) -> f64 {
    rates.iter().find(|rate| rate.system == system).map_or(0.0, Rate::mean)
}
