//! `make bench`: the same hello component behind plain hyper's limit, `wasmtime serve` and Mspf complete, in one run on
//! one machine, as ratios. An absolute number says nothing about another machine.
#![forbid(unsafe_code)]

mod cold;
mod load;
mod peers;
mod platform;
mod python;
mod report;

use std::path::PathBuf;

use anyhow::{Context, Result};
use clap::{Args, Parser, Subcommand};

/// Measures Mspf beside its peers and writes a table of ratios.
#[derive(Parser)]
struct Cli {
    #[command(subcommand)]
    verb: Option<Verb>,
    #[command(flatten)]
    bench: Bench,
}

#[derive(Subcommand)]
enum Verb {
    /// The limit: hyper alone, answering the same bytes
    Hyper {
        /// Where to listen
        address: std::net::SocketAddr,
    },
}

#[derive(Args)]
struct Bench {
    /// The hello component
    #[arg(long, env = "MSPF_BENCH_COMPONENT")]
    component: Option<PathBuf>,
    /// The `wasmtime` to compare with
    #[arg(long, env = "MSPF_BENCH_WASMTIME", default_value = "wasmtime")]
    wasmtime: PathBuf,
    /// Where the table goes
    #[arg(long, default_value = "bench/results.md")]
    out: PathBuf,
    /// Seconds of every measurement
    #[arg(long, default_value_t = 8)]
    seconds: u32,
    /// How often every system is measured, in turns
    #[arg(long, default_value_t = 2)]
    rounds: u32,
    /// A Python with Django, Flask and gunicorn, to compare with
    #[arg(long, env = "MSPF_BENCH_PYTHON", default_value = "python3")]
    python: PathBuf,
    /// What is measured
    #[arg(long, value_enum, default_value_t = Part::All)]
    part: Part,
    /// Plugins registered while the memory of a node is measured
    #[arg(long, default_value_t = 10_000)]
    plugins: u32,
}

#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Part {
    /// Everything
    All,
    /// Components beside `wasmtime serve`
    Components,
    /// Python plugins beside gunicorn and Django's development server
    Python,
}

fn main() -> Result<()> {
    let cli = Cli::parse();
    match cli.verb {
        Some(Verb::Hyper { address }) => peers::hyper_alone(address),
        None => tokio::runtime::Runtime::new()?.block_on(bench(cli.bench)),
    }
}

async fn bench(options: Bench) -> Result<()> {
    let mut text = String::new();
    if options.part != Part::Python {
        text.push_str(&components(&options).await?);
    }
    if options.part != Part::Components {
        text.push_str(&python::measure(&options).await?.report(&options));
    }
    std::fs::write(&options.out, &text)?;
    println!("\n{text}");
    Ok(())
}

async fn components(options: &Bench) -> Result<String> {
    let component = match &options.component {
        Some(path) => path.clone(),
        None => PathBuf::from(
            std::env::var_os("MSPF_EXAMPLES").context("run `make bench`, or set MSPF_EXAMPLES")?,
        )
        .join("hello.wasm"),
    };
    let hello =
        std::fs::read(&component).with_context(|| format!("{} can't be read", component.display()))?;
    let wasmtime = peers::version(&options.wasmtime)?;
    let rates = load::compare(options, &component, &hello).await?;
    let cold = cold::measure(&hello).await?;
    let memory = cold::registered(options.plugins).await?;
    Ok(report::table(&wasmtime, options, &rates, &cold, &memory))
}
