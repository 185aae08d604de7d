//! `mspf top`

use std::{io::IsTerminal, time::Duration};

use clap::Args;
use serde::{Deserialize, Serialize};

use crate::{
    client::base_url,
    failure::{Exit, Failure, OrFail, chain},
    output::{self, DIM, PLAIN, Table},
};

/// How often the list is renewed on a terminal.
const INTERVAL: Duration = Duration::from_secs(1);

/// Shows the plugins that a node has in memory, the busiest first.
#[derive(Args, Debug)]
pub(crate) struct Top {
    /// The node's admin address
    #[arg(default_value = "127.0.0.1:8898", env = "MSPF_ADMIN_LISTEN")]
    node: String,
    /// Print the list once
    #[arg(long)]
    once: bool,
    /// Print JSON, once
    #[arg(long)]
    json: bool,
}

/// What a node is doing, as its admin port tells it.
#[derive(Deserialize, Serialize)]
struct Live {
    running: u64,
    waiting: u64,
    programs: u64,
    program_bytes: u64,
    plugins: Vec<LivePlugin>,
}

#[derive(Deserialize, Serialize)]
struct LivePlugin {
    plugin: String,
    version: String,
    running: u64,
    waiting: u64,
    idle_instances: u64,
    calls: u64,
    errors: u64,
    files: u64,
    cpu_micros: u64,
    median_micros: Option<u64>,
    p99_micros: Option<u64>,
}

impl Top {
    pub(crate) async fn run(self) -> Result<(), Failure> {
        let url = base_url(&self.node)?.join("top").or_fail("the node's address cannot be used")?;
        let once = self.once || self.json || !std::io::stdout().is_terminal();
        loop {
            let live = read(url.clone()).await?;
            if self.json {
                output::json(&live);
                return Ok(());
            }
            if !once {
                // Back to the top left corner of an empty screen.
                output::say("\x1b[2J\x1b[H");
            }
            print(&live);
            if once {
                return Ok(());
            }
            tokio::time::sleep(INTERVAL).await;
        }
    }
}

async fn read(url: reqwest::Url) -> Result<Live, Failure> {
    let answer = async { reqwest::get(url.clone()).await?.error_for_status()?.json().await };
    let live: Option<Live> = answer.await.map_err(|error: reqwest::Error| {
        Failure::new(format!("could not ask the node at {url}"))
            .because(chain(&error))
            .remedy("name its admin address: `mspf top HOST:PORT` (setting admin_listen of the server)")
            .exit(Exit::Unreachable)
    })?;
    live.ok_or_else(|| Failure::new("this node runs no plugins").because("its role is another one"))
}

fn print(live: &Live) {
    let Live { running, waiting, programs, program_bytes, plugins } = live;
    let code = output::size(*program_bytes);
    output::say(format_args!("{running} running, {waiting} waiting · {programs} programs, {code} of code"));
    if plugins.is_empty() {
        output::say(format_args!("{DIM}no plugin has been called lately{PLAIN}"));
        return;
    }
    let headings = [
        "PLUGIN", "VERSION", "RUNNING", "WAITING", "IDLE", "CALLS", "ERRORS", "FILES", "CPU", "MEDIAN", "P99",
    ];
    let mut table = Table::new(&headings);
    for plugin in plugins {
        let counts = [
            plugin.running,
            plugin.waiting,
            plugin.idle_instances,
            plugin.calls,
            plugin.errors,
            plugin.files,
        ];
        let times = [Some(plugin.cpu_micros), plugin.median_micros, plugin.p99_micros].map(duration);
        let names = [plugin.plugin.clone(), plugin.version.clone()];
        table.row(names.into_iter().chain(counts.map(|count| count.to_string())).chain(times));
    }
    table.print();
}

fn duration(micros: Option<u64>) -> String {
    micros.map_or("-".to_owned(), |micros| format!("{:.1?}", Duration::from_micros(micros)))
}
