//! Files: a guest sees none, but for the source that a shared language runtime loads: one directory, to read.

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use wasmtime_wasi::{FsPerms, WasiCtxBuilder};

use crate::{CallError, Source};

/// Where a guest finds its source.
const GUEST_DIRECTORY: &str = "/plugin";

/// Lets a guest see the directory of its source, and nothing outside of it.
pub(crate) fn open(source: &Source, wasi: &mut WasiCtxBuilder) -> Result<(), CallError> {
    // Reading a small local file takes less time than handing it to another thread, and so it counts to the call.
    wasi.allow_blocking_current_thread(true);
    match wasi.preopened_dir(&source.directory, GUEST_DIRECTORY, FsPerms::ReadOnly) {
        Ok(_) => Ok(()),
        Err(error) => Err(CallError::Host(format!("the plugin's source can't be opened: {error}"))),
    }
}

/// Raises this process's own limit of open files as far as it may. Every instance with a source holds its directory
/// open: the usual 1,024 would be met by some hundred plugins and their clients.
pub(crate) fn allow_many_open() {
    let Rlimit { maximum, .. } = getrlimit(Resource::Nofile);
    // Where it can't be raised the node works as well, with fewer instances.
    let _ = setrlimit(Resource::Nofile, Rlimit { current: maximum, maximum });
}
