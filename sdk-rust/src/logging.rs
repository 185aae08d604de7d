//! The plugin's log, through the [`log`] crate.
//!
//! [`serve!`](crate::serve!) sets it up: `mspf_sdk::log::info!("…")` just works, and so do crates that log through
//! [`log`]. `println!` and `eprintln!` land in the same log, without a level.

use log::{Level, LevelFilter, Log, Metadata, Record};

use crate::bindings::wasi::logging::logging as host;

/// Lines below this are not sent to the platform unless [`init`] says otherwise: traces of
/// dependencies would push a plugin's own lines out of its bounded log.
pub const DEFAULT_LEVEL: LevelFilter = LevelFilter::Debug;

struct PlatformLog;

impl Log for PlatformLog {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.level() <= log::max_level()
    }

    fn log(&self, record: &Record<'_>) {
        if self.enabled(record.metadata()) {
            host::log(level(record.level()), record.target(), &record.args().to_string());
        }
    }

    fn flush(&self) {}
}

fn level(level: Level) -> host::Level {
    match level {
        Level::Error => host::Level::Error,
        Level::Warn => host::Level::Warn,
        Level::Info => host::Level::Info,
        Level::Debug => host::Level::Debug,
        Level::Trace => host::Level::Trace,
    }
}

/// Sends what is logged at `level` or above to the platform. May be called again to change the level.
///
/// ```no_run
/// mspf_sdk::logging::init(mspf_sdk::log::LevelFilter::Trace);
/// ```
pub fn init(level: LevelFilter) {
    // Fails when a logger is set already: ours from an earlier request to this instance, or one
    // that the plugin chose and that must be left alone.
    let _ = log::set_logger(&PlatformLog);
    log::set_max_level(level);
}

/// Sets up the log once for an instance, leaving a level that the plugin has set.
pub(crate) fn init_once() {
    if log::set_logger(&PlatformLog).is_ok() {
        log::set_max_level(DEFAULT_LEVEL);
    }
}
