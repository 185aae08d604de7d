//! Requests per second, in turns.

use anyhow::Result;

use super::apps::Project;
use crate::{Bench, load, peers::Server, platform::Platform};

/// One system and what it reached.
pub(super) struct Rate {
    pub(super) system: System,
    pub(super) rounds: Vec<f64>,
}

/// What is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum System {
    GunicornDjango,
    MspfDjango,
    MspfDjangoFresh,
    GunicornFlask,
    MspfFlask,
    MspfFlaskFresh,
}

impl System {
    pub(super) const ALL: [Self; 6] = [
        Self::GunicornDjango,
        Self::MspfDjango,
        Self::MspfDjangoFresh,
        Self::GunicornFlask,
        Self::MspfFlask,
        Self::MspfFlaskFresh,
    ];

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::GunicornDjango => "Django, gunicorn, 2 workers",
            Self::MspfDjango => "**Django, Mspf, instances reused**",
            Self::MspfDjangoFresh => "Django, Mspf, a fresh instance for each request",
            Self::GunicornFlask => "Flask, gunicorn, 2 workers",
            Self::MspfFlask => "**Flask, Mspf, instances reused**",
            Self::MspfFlaskFresh => "Flask, Mspf, a fresh instance for each request",
        }
    }
}

impl Rate {
    pub(super) fn mean(&self) -> f64 {
        self.rounds.iter().sum::<f64>() / self.rounds.len().max(1) as f64
    }
}

/// Measures every system, in turns, so that a noisy minute hits all of them.
pub(super) async fn compare(options: &Bench, django: &Project, flask: &Project) -> Result<Vec<Rate>> {
    let mut platform = Platform::new()?;
    let [reused, fresh, flask_reused, flask_fresh] = platform
        .while_running(async |platform| {
            let mut paths = [const { String::new() }; 4];
            for (number, path) in paths.iter_mut().enumerate() {
                let isolation = ["installation", "request"][number % 2];
                let project = if number < 2 { django } else { flask };
                let id = platform.upload(project.package(&format!("loaded-{number}"), isolation)?).await?;
                *path = format!("/plugins.{id}/hello/");
                platform.wait_for(path).await?;
            }
            Ok(paths)
        })
        .await?;
    let mut rates: Vec<Rate> = System::ALL.map(|system| Rate { system, rounds: vec![] }).into();
    for _ in 0..options.rounds {
        for rate in &mut rates {
            let server: Server = match rate.system {
                System::GunicornDjango => django.gunicorn(&options.python).await?,
                System::GunicornFlask => flask.gunicorn(&options.python).await?,
                System::MspfDjango => platform.serve(&reused).await?,
                System::MspfDjangoFresh => platform.serve(&fresh).await?,
                System::MspfFlask => platform.serve(&flask_reused).await?,
                System::MspfFlaskFresh => platform.serve(&flask_fresh).await?,
            };
            let reached = load::measure(&server, options.seconds)?;
            println!("{:58} {reached:>10.0} requests/s", rate.system.name());
            rate.rounds.push(reached);
        }
    }
    Ok(rates)
}
