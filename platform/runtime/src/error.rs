//! What can go wrong, typed. Texts are for the author of a plugin or the operator; codes are stable.

use std::time::Duration;

/// The runtime could not be set up.
#[derive(Debug, thiserror::Error)]
#[error("the WebAssembly engine could not be set up: {0:#}")]
pub struct RuntimeError(#[from] pub(crate) wasmtime::Error);

/// A component could not be compiled.
#[derive(Debug, thiserror::Error)]
#[error("the component could not be compiled: {0:#}")]
pub struct CompileError(#[from] pub(crate) wasmtime::Error);

/// An artifact could not be loaded.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    /// The file could not be read.
    #[error("the artifact could not be read: {0}")]
    Io(#[from] std::io::Error),
    /// The file is not an artifact, was cut short, or its seal is not this platform's.
    #[error("the artifact was not sealed by this platform, or was damaged: {0}")]
    Seal(&'static str),
    /// Sealed for another component or another engine: compile again.
    #[error("the artifact belongs to {found}, not to {expected}: it has to be compiled again")]
    Stale {
        /// What was asked for.
        expected: String,
        /// What the file says.
        found: String,
    },
    /// The engine refused it (an import the host lacks, more memories than a slot has …).
    #[error("the component can't be run here: {0:#}")]
    Engine(#[from] wasmtime::Error),
}

/// A call that did not end well. The neighbours never notice.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CallError {
    /// The guest trapped: unreachable code, out-of-bounds access, stack overflow, a panic, an exit.
    #[error("the plugin trapped: {message}")]
    Trap {
        /// What happened, in one line.
        message: String,
        /// Frames of the guest, innermost first, one a line.
        backtrace: String,
    },
    /// The guest computed longer than it may.
    #[error("the plugin used its {} ms of CPU time", .0.as_millis())]
    CpuDeadline(Duration),
    /// The guest did not answer in time.
    #[error("the plugin did not answer within {} ms", .0.as_millis())]
    WallTimeout(Duration),
    /// The plugin's source could not be loaded: a syntax error, an import that fails, no such application.
    #[error("the plugin could not be loaded: {0}")]
    Load(LoadFailure),
    /// The guest asked for more memory than it may have, and died of it.
    #[error("the plugin needed more than its {} MiB of memory", .0 >> 20)]
    MemoryLimit(u64),
    /// The guest returned without a response.
    #[error("the plugin returned without answering")]
    NoResponse,
    /// The guest answered with one of `wasi:http`'s error codes.
    #[error("the plugin failed: {0}")]
    Guest(String),
    /// The request's body is larger than the plugin takes.
    #[error("the request's body is larger than the {0} bytes that this plugin takes")]
    RequestTooLarge(u64),
    /// The response's body is larger than a plugin may send.
    #[error("the plugin's response is larger than the {0} bytes it may send")]
    ResponseTooLarge(u64),
    /// Every slot for an instance on this node is in use.
    #[error("this node runs as many instances as it can")]
    Overloaded,
    /// The client went away before the end.
    #[error("the client went away")]
    Cancelled,
    /// The host failed: a bug of the platform or an exhausted machine.
    #[error("the host failed: {0}")]
    Host(String),
}

/// Why a plugin's source could not be loaded, in the words of its language. Every text is the guest's own.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{summary}")]
pub struct LoadFailure {
    /// The exception in one line, at most 1 KiB.
    pub summary: String,
    /// The whole traceback, at most 64 KiB.
    pub traceback: String,
    /// The plugin's file where it happened, relative to the root of its source.
    pub file: Option<String>,
    /// The line in that file, from 1.
    pub line: Option<u32>,
}

impl CallError {
    /// What the error is when it ended the loading of a source: the source's own fault, and the same each time.
    pub(crate) fn while_loading(self) -> Self {
        let summary = match &self {
            Self::Trap { .. } | Self::CpuDeadline(_) | Self::MemoryLimit(_) => {
                format!("{self} while it was loaded")
            }
            _ => return self,
        };
        let traceback = if let Self::Trap { backtrace, .. } = self { backtrace } else { String::new() };
        Self::Load(LoadFailure { summary, traceback, file: None, line: None })
    }

    /// The stable code of this error.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Trap { .. } => "plugin.trap",
            Self::CpuDeadline(_) => "plugin.cpu_deadline",
            Self::WallTimeout(_) => "plugin.timeout",
            Self::Load(_) => "plugin.load_failed",
            Self::MemoryLimit(_) => "plugin.memory_limit",
            Self::NoResponse => "plugin.no_response",
            Self::Guest(_) => "plugin.failed",
            Self::RequestTooLarge(_) => "request.too_large",
            Self::ResponseTooLarge(_) => "plugin.response_too_large",
            Self::Overloaded => "node.overloaded",
            Self::Cancelled => "request.cancelled",
            Self::Host(_) => "node.failed",
        }
    }
}
