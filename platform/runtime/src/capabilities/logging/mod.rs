//! Log lines of guests: `wasi:logging`, standard output and standard error, all to the tenant's [`LogSink`].
//! Granted to everybody, bounded for each call.

mod stdio;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use wasmtime::component::{HasSelf, Linker};

use super::bindings::wasi::logging::logging;
use crate::{Tenant, instance::State};

/// A longer line is cut into lines of this many bytes.
const MAX_LINE: usize = 8 << 10;

/// Severity of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[expect(missing_docs, reason = "the names say it")]
pub enum LogLevel {
    Trace,
    Debug,
    Info,
    Warn,
    Error,
    Critical,
}

/// Where a line came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogStream {
    /// Standard output.
    Stdout,
    /// Standard error.
    Stderr,
    /// The logging interface.
    Log(LogLevel),
}

/// Takes the log lines of a tenant. Called in the middle of a request: it must not block.
pub trait LogSink: Send + Sync {
    /// One line, without its line break, at most 8 KiB long.
    fn line(&self, request_id: &str, stream: LogStream, line: &str);

    /// So many bytes of this request were dropped, since it had written more than it may.
    fn dropped(&self, request_id: &str, bytes: u64);
}

pub(crate) fn add_to_linker(linker: &mut Linker<State>) -> wasmtime::Result<()> {
    logging::add_to_linker::<State, HasSelf<State>>(linker, |state| state)
}

impl logging::Host for State {
    fn log(&mut self, level: logging::Level, context: String, message: String) -> wasmtime::Result<()> {
        let level = match level {
            logging::Level::Trace => LogLevel::Trace,
            logging::Level::Debug => LogLevel::Debug,
            logging::Level::Info => LogLevel::Info,
            logging::Level::Warn => LogLevel::Warn,
            logging::Level::Error => LogLevel::Error,
            logging::Level::Critical => LogLevel::Critical,
        };
        let text = if context.is_empty() { message } else { format!("{context}: {message}") };
        self.log.write_lines(LogStream::Log(level), &text);
        Ok(())
    }
}

/// The log of the call that an instance is answering.
pub(crate) struct CallLog {
    tenant: Arc<Tenant>,
    lines: Mutex<Lines>,
}

struct Lines {
    request_id: Arc<str>,
    /// Bytes that may still be written.
    left: u64,
    dropped: u64,
    /// The begun lines of standard output and standard error.
    begun: [Vec<u8>; 2],
}

impl CallLog {
    pub(crate) fn new(tenant: Arc<Tenant>, request_id: Arc<str>) -> Arc<Self> {
        let left = tenant.limits.log_bytes;
        let lines = Mutex::new(Lines { request_id, left, dropped: 0, begun: Default::default() });
        Arc::new(Self { tenant, lines })
    }

    /// From now on lines belong to this request.
    pub(crate) fn begin(&self, request_id: Arc<str>) {
        let mut lines = self.lines();
        lines.request_id = request_id;
        lines.left = self.tenant.limits.log_bytes;
    }

    pub(crate) fn request_id(&self) -> Arc<str> {
        Arc::clone(&self.lines().request_id)
    }

    /// Hands begun lines over, at the end of a call.
    pub(crate) fn flush(&self) {
        let mut lines = self.lines();
        for (index, stream) in [LogStream::Stdout, LogStream::Stderr].into_iter().enumerate() {
            let line = std::mem::take(&mut lines.begun[index]);
            if !line.is_empty() {
                self.emit(&mut lines, stream, &line);
            }
        }
        let dropped = std::mem::take(&mut lines.dropped);
        if dropped > 0 {
            self.tenant.log.dropped(&lines.request_id, dropped);
        }
    }

    fn write_lines(&self, stream: LogStream, text: &str) {
        let mut lines = self.lines();
        for line in text.lines() {
            self.emit(&mut lines, stream, line.as_bytes());
        }
    }

    /// Bytes that the guest wrote to standard output (0) or standard error (1).
    fn write_bytes(&self, index: usize, stream: LogStream, bytes: &[u8]) {
        let mut lines = self.lines();
        let mut begun = std::mem::take(&mut lines.begun[index]);
        for piece in bytes.split_inclusive(|&byte| byte == b'\n') {
            let line = piece.strip_suffix(b"\n");
            begun.extend_from_slice(line.unwrap_or(piece));
            if line.is_some() || begun.len() >= MAX_LINE {
                self.emit(&mut lines, stream, &begun);
                begun.clear();
            }
        }
        lines.begun[index] = begun;
    }

    fn emit(&self, lines: &mut Lines, stream: LogStream, line: &[u8]) {
        for line in line.chunks(MAX_LINE) {
            let length = line.len() as u64 + 1;
            match lines.left.checked_sub(length) {
                Some(left) => {
                    lines.left = left;
                    self.tenant.log.line(&lines.request_id, stream, &String::from_utf8_lossy(line));
                }
                None => lines.dropped += length,
            }
        }
    }

    fn lines(&self) -> MutexGuard<'_, Lines> {
        self.lines.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for CallLog {
    /// A guest that trapped or was cancelled leaves its last words here.
    fn drop(&mut self) {
        self.flush();
    }
}
