//! This test binary, started again as another process. As tests, these do nothing.

use std::process::ExitCode;

use mspf_builder::compile_child;
use mspf_catalog::Catalog;
use tokio_util::sync::CancellationToken;

use crate::support::{self, WORKER_VARIABLE, WorkerOrder};

/// What `mspf` has as a hidden command: compiles, if the command line ends as [`mspf_builder::Compiler`] ends it.
#[test]
fn compile() {
    let arguments: Vec<_> = std::env::args_os().collect();
    let ordered = arguments.last().is_some_and(|last| last.to_string_lossy().parse::<u64>().is_ok());
    if ordered {
        let code = compile_child(arguments);
        std::process::exit(if code == ExitCode::SUCCESS { 0 } else { 1 });
    }
}

/// A node that does nothing but build, to be killed.
#[tokio::test]
async fn work() {
    let Ok(order) = std::env::var(WORKER_VARIABLE) else { return };
    let order: WorkerOrder = serde_json::from_str(&order).unwrap();
    let catalog = Catalog::connect(&order.database).await.unwrap();
    let storage = support::open_storage(&order.directory);
    let builder = support::builder(&catalog, &storage, &order.directory, order.compiler());
    builder.run(CancellationToken::new()).await;
}
