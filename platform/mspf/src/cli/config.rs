//! `mspf config check`

use clap::{Args, Subcommand};
use serde_json::json;

use crate::{
    config::{Flags, KEYS, Resolved, ServerConfig},
    failure::Failure,
    output::{self, PLAIN, Table, WARN},
};

/// Explains a server's settings.
#[derive(Args, Debug)]
pub(crate) struct Config {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Show every setting, its value and where that came from, and say what is wrong
    Check(Check),
}

#[derive(Args, Debug)]
struct Check {
    /// Print JSON
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    flags: Flags,
}

impl Config {
    pub(crate) fn run(self) -> Result<(), Failure> {
        let Verb::Check(check) = self.verb;
        let settings = Resolved::gather(&check.flags, std::env::vars())?;
        if check.json {
            print_json(&settings);
        } else {
            print_table(&settings);
        }
        for warning in &settings.warnings {
            output::complain(format_args!("{WARN}warning:{PLAIN} {warning}"));
        }
        ServerConfig::read(&settings).map(drop)
    }
}

fn print_json(settings: &Resolved) {
    let rows: Vec<_> = KEYS
        .iter()
        .map(|key| {
            let (value, origin) = settings.get(key);
            json!({ "name": key.name, "value": key.shown(value), "from": origin.to_string(), "help": key.help })
        })
        .collect();
    output::json(&rows);
}

fn print_table(settings: &Resolved) {
    let mut table = Table::new(&["SETTING", "VALUE", "FROM"]);
    for key in KEYS {
        let (value, origin) = settings.get(key);
        let shown = if value.is_empty() { "-".to_owned() } else { key.shown(value) };
        table.row([key.name.to_owned(), shown, origin.to_string()]);
    }
    table.print();
}
