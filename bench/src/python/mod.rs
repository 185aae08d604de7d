//! Python plugins beside their peers: Django's own development server, and gunicorn.

mod apps;
mod edit;
mod first;
mod load;
mod memory;
mod report;

use std::{path::Path, time::Duration};

use anyhow::{Context, Result};

use self::apps::Project;
use crate::Bench;

/// What was measured.
pub(crate) struct Python {
    versions: String,
    edits: edit::Edits,
    first: first::First,
    rates: Vec<load::Rate>,
    memory: memory::Memory,
}

/// Measures everything about Python plugins.
pub(crate) async fn measure(options: &Bench) -> Result<Python> {
    let python = options.python.clone();
    let django = Project::django(&python)?;
    let flask = Project::flask()?;
    let edits = edit::compare(&django).await?;
    let first = first::measure(&django).await?;
    let memory = memory::measure().await?;
    let rates = load::compare(options, &django, &flask).await?;
    Ok(Python { versions: versions(&python)?, edits, first, rates, memory })
}

impl Python {
    /// The tables.
    pub(crate) fn report(&self, options: &Bench) -> String {
        report::table(self, options)
    }
}

fn versions(python: &Path) -> Result<String> {
    let program = "import sys, django, flask, gunicorn; print(f'Python {sys.version.split()[0]}, Django \
                   {django.__version__}, gunicorn {gunicorn.__version__}')";
    let output = std::process::Command::new(python).args(["-W", "ignore", "-c", program]).output()?;
    let text = String::from_utf8_lossy(&output.stdout).trim().to_owned();
    (!text.is_empty())
        .then_some(text)
        .context("gunicorn, Django and Flask are missing: set MSPF_BENCH_PYTHON")
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times.get(times.len() / 2).copied().unwrap_or_default()
}
