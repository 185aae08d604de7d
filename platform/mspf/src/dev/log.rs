//! What the plugin writes, on the author's terminal.

use mspf_runtime::{LogLevel, LogSink, LogStream};

use crate::output::{self, BAD, DIM, PLAIN, WARN};

/// Prints every line.
pub(crate) struct Terminal;

impl LogSink for Terminal {
    fn line(&self, _request_id: &str, stream: LogStream, line: &str) {
        let (style, name) = match stream {
            LogStream::Stdout => (DIM, "stdout"),
            LogStream::Stderr => (WARN, "stderr"),
            LogStream::Log(LogLevel::Trace | LogLevel::Debug) => (DIM, "debug"),
            LogStream::Log(LogLevel::Info) => (DIM, "info"),
            LogStream::Log(LogLevel::Warn) => (WARN, "warn"),
            LogStream::Log(LogLevel::Error | LogLevel::Critical) => (BAD, "error"),
        };
        output::complain(format_args!("  {style}{name:>6}{PLAIN} {line}"));
    }

    fn dropped(&self, _request_id: &str, bytes: u64) {
        output::complain(format_args!(
            "  {WARN}   log{PLAIN} {bytes} more bytes were dropped: one request may write so much only"
        ));
    }
}
