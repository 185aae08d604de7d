//! What the test processes of one checkout share: a directory, and a lock around starting something in it.

use std::{
    collections::hash_map::DefaultHasher,
    fs::{self, File},
    hash::{Hash, Hasher},
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

/// Services nobody has used for this long stop and remove themselves.
const IDLE_MINUTES: u32 = 10;

/// The directory of a named service. It is below the system's temporary directory, which other users (such as the
/// one PostgreSQL insists on) can reach, and its path is short enough for a socket.
pub fn directory(service: &str) -> PathBuf {
    let mut hasher = DefaultHasher::new();
    env!("CARGO_MANIFEST_DIR").hash(&mut hasher);
    std::env::temp_dir().join(format!("mspf-tests-{:08x}", hasher.finish() as u32)).join(service)
}

/// Runs `start` while no other process starts or stops the service, and marks the service as used.
pub async fn exclusively<T>(service: &str, start: impl AsyncFnOnce(&Path) -> T) -> T {
    let directory = directory(service);
    fs::create_dir_all(&directory).expect("the directory of a test service can be made");
    let lock = File::create(lock_path(&directory)).expect("the lock of a test service can be made");
    let lock = tokio::task::spawn_blocking(move || lock.lock().map(|()| lock)).await;
    let lock = lock.expect("locking does not panic").expect("the lock of a test service can be taken");
    File::create(used_path(&directory)).expect("the service can be marked as used");
    let started = start(&directory).await;
    drop(lock);
    started
}

/// Starts a process that waits until the service has been idle, then runs the shell command `stop` and removes the
/// service's directory.
pub fn stop_when_idle(directory: &Path, stop: &str) {
    let script = format!(
        "while sleep 15; do \
           flock \"$LOCK\" sh -c '[ -n \"$(find \"$USED\" -mmin -{IDLE_MINUTES} 2>/dev/null)\" ] || \
             {{ {stop}; rm -rf \"$DIRECTORY\"; exit 1; }}' || exit; \
         done"
    );
    let watcher = Command::new("setsid")
        .args(["--fork", "sh", "-c", &script])
        .env("DIRECTORY", directory)
        .env("LOCK", lock_path(directory))
        .env("USED", used_path(directory))
        .current_dir("/")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
    assert!(watcher.is_ok_and(|status| status.success()), "the watcher of a test service starts");
}

fn lock_path(directory: &Path) -> PathBuf {
    directory.with_extension("lock")
}

fn used_path(directory: &Path) -> PathBuf {
    directory.with_extension("used")
}

/// A number that changes with the schema: what was made for another schema is not used again.
pub(crate) fn schema_fingerprint() -> u64 {
    let sources = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../migrations/src");
    let mut files: Vec<PathBuf> = fs::read_dir(sources)
        .expect("the migrations can be listed")
        .map(|entry| entry.expect("the migrations can be listed").path())
        .collect();
    files.sort();
    let mut hasher = DefaultHasher::new();
    for file in files.iter().filter(|file| file.is_file()) {
        fs::read(file).expect("a migration can be read").hash(&mut hasher);
    }
    hasher.finish()
}
