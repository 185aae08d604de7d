//! Why there is no artifact.

use std::path::PathBuf;
use std::time::Duration;

use mspf_catalog::CatalogError;
use mspf_runtime::CallError;
use mspf_storage::StorageError;

/// Why something could not be built.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BuildError {
    /// The component is at fault, and would be again. For its author.
    #[error("{message}")]
    Refused {
        /// Stable code, `component.unknown_import`, `build.out_of_memory` …
        code: String,
        /// A sentence that says what to do.
        message: String,
    },

    /// The compiler ended in a way that says nothing about whose fault it is.
    #[error("the compiler died: {0}")]
    CompilerDied(String),

    /// The compiler did not finish in time, which may be due to a busy machine.
    #[error("the compiler was still busy after {} seconds", .0.as_secs())]
    TimedOut(Duration),

    /// The compiler could not be started, or its files not be handled: the installation is at fault.
    #[error("{action} {}: {source}", path.display())]
    Io {
        /// What was being done.
        action: &'static str,
        /// To which file or program.
        path: PathBuf,
        /// The operating system's answer.
        source: std::io::Error,
    },

    /// No engine can be made on this machine.
    #[error(transparent)]
    Engine(#[from] mspf_runtime::RuntimeError),

    /// The artifact could not be sealed.
    #[error("the artifact could not be sealed: {0}")]
    Seal(#[from] mspf_runtime::LoadError),

    /// Requirements could not be resolved, by no fault of theirs.
    #[error("pip could not be used: {0}")]
    Pip(String),

    /// A plugin could not be tried out, by no fault of its own.
    #[error("the plugin could not be tried out: {0}")]
    Unchecked(CallError),

    /// The job that somebody else was doing has failed.
    #[error("{0}")]
    JobFailed(String),

    /// No worker has finished the job in time.
    #[error("no worker has compiled the component within {} seconds", .0.as_secs())]
    NobodyBuilt(Duration),

    /// Storage failed, or lacks the component.
    #[error(transparent)]
    Storage(#[from] StorageError),

    /// The catalogue failed, or another worker has taken the job.
    #[error(transparent)]
    Catalog(#[from] CatalogError),
}

impl BuildError {
    /// A stable code for programs.
    #[must_use]
    pub fn code(&self) -> &str {
        match self {
            Self::Refused { code, .. } => code,
            Self::CompilerDied(_) => "build.compiler_died",
            Self::TimedOut(_) => "build.timed_out",
            Self::Pip(_) => "build.pip",
            Self::Unchecked(_) => "build.unchecked",
            Self::JobFailed(_) => "build.failed",
            Self::NobodyBuilt(_) => "build.nobody_built",
            Self::Storage(error) if error.is_damaged() => "build.component_damaged",
            Self::Engine(_) | Self::Io { .. } | Self::Seal(_) | Self::Storage(_) | Self::Catalog(_) => {
                "internal"
            }
        }
    }

    /// Whether another attempt would end the same way.
    #[must_use]
    pub fn is_final(&self) -> bool {
        match self {
            Self::Refused { .. } | Self::JobFailed(_) => true,
            Self::Storage(error) => error.is_not_found(),
            _ => false,
        }
    }

    /// Whether another worker has the job, so that nothing may be said about it any more.
    pub(crate) fn is_lease_lost(&self) -> bool {
        matches!(self, Self::Catalog(error) if error.code() == "job.lease_lost")
    }

    pub(crate) fn no_python() -> Self {
        Self::refused(
            "build.no_python",
            "This platform has no Python runtime, so no Python plugin can be published here. Whoever runs it can name one: \
             see the setting python_runtime.",
        )
    }

    pub(crate) fn refused(code: &str, message: impl Into<String>) -> Self {
        Self::Refused { code: code.to_owned(), message: message.into() }
    }

    pub(crate) fn io(action: &'static str, path: impl Into<PathBuf>) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.into();
        move |source| Self::Io { action, path, source }
    }
}
