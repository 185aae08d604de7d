//! `mspf logs`

use clap::Args;
use futures::StreamExt;
use serde::{Deserialize, Serialize};

use crate::{
    client::{PluginArgs, follow_pages},
    failure::Failure,
    output::{self, BAD, DIM, PLAIN},
};

/// Shows what a plugin has written.
#[derive(Args, Debug)]
pub(crate) struct Logs {
    #[command(flatten)]
    plugin: PluginArgs,
    /// Wait for more
    #[arg(long, short)]
    follow: bool,
    /// Print one JSON object a line
    #[arg(long)]
    json: bool,
}

#[derive(Deserialize, Serialize)]
struct Line {
    at: chrono::DateTime<chrono::Utc>,
    stream: String,
    request_id: String,
    line: String,
}

impl Logs {
    pub(crate) async fn run(self) -> Result<(), Failure> {
        let (client, plugin) = self.plugin.connect().await?;
        let path = format!("/plugins/{}/logs", plugin.id);
        if !self.follow {
            let lines: Vec<Line> = follow_pages(&client, &path).await?;
            lines.iter().for_each(|line| self.print(line));
            return Ok(());
        }
        let mut events = Box::pin(client.events(&format!("{path}?follow=true")).await?);
        while let Some(event) = events.next().await {
            if let Ok(line) = serde_json::from_str::<Line>(&event?.data) {
                self.print(&line);
            }
        }
        Ok(())
    }

    fn print(&self, line: &Line) {
        if self.json {
            output::say(serde_json::json!(line));
            return;
        }
        let Line { at, stream, request_id, line } = line;
        let style = if matches!(stream.as_str(), "error" | "critical" | "platform") { BAD } else { DIM };
        output::say(format_args!(
            "{DIM}{} {request_id}{PLAIN} {style}{stream}{PLAIN} {line}",
            at.format("%H:%M:%S%.3f")
        ));
    }
}
