//! A plugin's source, for runtimes that many plugins share: the component is the language's, the plugin a directory.

use std::{any::Any, fmt, path::PathBuf, sync::Arc};

use crate::{LoadFailure, capabilities::python_bindings::exports::mspf::plugin::loader};

/// What is kept of the one-line summary of a failed load, in bytes.
const MAX_SUMMARY: usize = 1 << 10;
/// What is kept of a traceback, in bytes: its end, where the cause is.
const MAX_TRACEBACK: usize = 64 << 10;
/// What is kept of the name of a file, in bytes.
const MAX_FILE: usize = 1 << 10;

/// The source of a plugin, and how it is to be loaded.
#[derive(Clone)]
pub struct Source {
    /// The directory that the guest sees, read-only, as `/plugin`. It must not change while an instance runs: another
    /// source is another directory.
    pub directory: PathBuf,
    /// `module:callable`, or the name of the app's package for the framework `django-app`.
    pub app: String,
    /// `django`, `flask`, `bottle`, `wsgi` or `django-app`.
    pub framework: String,
    /// Holds the directory in place: dropped when the last instance that uses it is gone.
    pub keep: Arc<dyn Any + Send + Sync>,
}

impl fmt::Debug for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Source")
            .field("directory", &self.directory)
            .field("app", &self.app)
            .field("framework", &self.framework)
            .finish_non_exhaustive()
    }
}

impl From<loader::LoadError> for LoadFailure {
    fn from(error: loader::LoadError) -> Self {
        Self {
            summary: start(error.summary, MAX_SUMMARY),
            traceback: end(error.traceback, MAX_TRACEBACK),
            file: error.file.map(|file| start(file, MAX_FILE)),
            line: error.line,
        }
    }
}

/// The start of a text.
pub(crate) fn start(mut text: String, most: usize) -> String {
    text.truncate(text.floor_char_boundary(most));
    text
}

/// The end of a text.
pub(crate) fn end(mut text: String, most: usize) -> String {
    let cut = text.len().saturating_sub(most);
    text.drain(..text.ceil_char_boundary(cut));
    text
}
