//! Files that come with the program.

use std::path::PathBuf;

/// The component that runs Python plugins.
pub(crate) const PYTHON_RUNTIME: &str = "mspf-python.wasm";
/// The package of the front-end library.
pub(crate) const BASE_PLUGINS: &str = "mspf-base-plugins.zip";

/// The platform's own source.
pub(crate) const SOURCE: &str = "mspf-source.zip";

/// Finds a file of this name where an installation has it, or where a build puts it: beside the program, or in
/// `../lib/mspf`.
pub(crate) fn find(name: &str) -> Option<PathBuf> {
    let program = std::env::current_exe().ok()?;
    let folder = program.parent()?;
    [folder.join(name), folder.join("../lib/mspf").join(name)].into_iter().find(|file| file.is_file())
}
