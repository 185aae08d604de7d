//! What one instance may use. Every number has a name and a reason; a manifest may ask for less, an operator for other
//! ceilings.

use std::time::Duration;

const KIB: u64 = 1 << 10;
const MIB: u64 = 1 << 20;

/// Linear memory of a whole instance. Most plugins stay below 16 MiB; 128 MiB leaves room for a document or an image.
pub const DEFAULT_MEMORY: u64 = 128 * MIB;
/// The most a manifest may ask for: also the size of a slot in the pool, so it bounds what one request can hold.
pub const MAX_MEMORY: u64 = 1024 * MIB;
/// CPU time of one call. A web request that computes for two seconds is a bug or an attack.
pub const DEFAULT_CPU: Duration = Duration::from_secs(2);
/// The most CPU time a manifest may ask for.
pub const MAX_CPU: Duration = Duration::from_secs(30);
/// From the request to the head of the response, waiting included: the patience of common proxies.
pub const DEFAULT_WALL: Duration = Duration::from_secs(30);
/// The longest wall time a manifest may ask for.
pub const MAX_WALL: Duration = Duration::from_secs(120);
/// How long a response may go on streaming after its head: long enough for event streams, short enough that a
/// forgotten one gives its memory back.
pub const DEFAULT_STREAM: Duration = Duration::from_secs(600);
/// Body of a request, in bytes.
pub const DEFAULT_REQUEST_BODY: u64 = 10 * MIB;
/// The largest request body a manifest may ask for.
pub const MAX_REQUEST_BODY: u64 = 512 * MIB;
/// Body of a response, in bytes.
pub const DEFAULT_RESPONSE_BODY: u64 = 100 * MIB;
/// The largest response body a manifest may ask for.
pub const MAX_RESPONSE_BODY: u64 = 1024 * MIB;
/// Log lines of one call, in bytes: what a person might still read.
pub const DEFAULT_LOG_BYTES: u64 = 256 * KIB;
/// CPU time of all tests that a plugin brings: a hundred requests of Django take a few seconds.
pub const TESTS_CPU: Duration = MAX_CPU;
/// Time of all those tests, waiting included: what somebody who publishes waits for.
pub const TESTS_WALL: Duration = Duration::from_secs(60);

/// Core modules in one component. A Rust component has 4, one from Python 14; a composition of several fits.
pub(crate) const MAX_CORE_INSTANCES: u32 = 64;
/// Tables in one component: one or two for each core module.
pub(crate) const MAX_TABLES: u32 = 64;
/// Linear memories in one component: one, and a few more where components are composed.
pub(crate) const MAX_MEMORIES: u32 = 8;
/// Elements of one table: a Python runtime has about 5,800.
pub(crate) const MAX_TABLE_ELEMENTS: usize = 20_000;
/// Bytes a guest may hand to the host in one call (strings, lists). Bodies are streamed in chunks below this.
pub(crate) const MAX_HOSTCALL_BYTES: usize = 16 << 20;
/// Handles (streams, headers, pollables …) one instance may hold: each costs the host some hundred bytes.
pub(crate) const MAX_RESOURCES: usize = 10_000;
/// Random bytes a guest may ask for at once: a larger request would only make the host allocate.
pub(crate) const MAX_RANDOM_BYTES: u64 = MIB;
/// Stack of a guest. Deep recursion ends in a trap here; wasmtime's own default.
pub(crate) const MAX_WASM_STACK: usize = 512 << 10;
/// Likewise for the Python runtime: its interpreter, which bounds the recursion of Python functions itself, goes deeper
/// for nested data. Not counted as memory, so not generous.
pub(crate) const MAX_PYTHON_STACK: usize = 4 << 20;

/// The limits of one call. Build it from the defaults and lower (or, up to the `MAX_…` ceilings, raise) single values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// Memory of the whole instance (all its linear memories), in bytes.
    pub memory: u64,
    /// CPU time of the call, start of the instance included.
    pub cpu: Duration,
    /// Time until the head of the response.
    pub wall: Duration,
    /// Time from the head of the response until its end.
    pub stream: Duration,
    /// Body of the request, in bytes.
    pub request_body: u64,
    /// Body of the response, in bytes.
    pub response_body: u64,
    /// Log lines of the call, in bytes; what comes after is dropped and counted.
    pub log_bytes: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            memory: DEFAULT_MEMORY,
            cpu: DEFAULT_CPU,
            wall: DEFAULT_WALL,
            stream: DEFAULT_STREAM,
            request_body: DEFAULT_REQUEST_BODY,
            response_body: DEFAULT_RESPONSE_BODY,
            log_bytes: DEFAULT_LOG_BYTES,
        }
    }
}

impl Limits {
    /// These limits for a plugin's own tests, which run one after the other as one call.
    #[must_use]
    pub fn for_tests(self) -> Self {
        Self { cpu: TESTS_CPU, wall: TESTS_WALL, ..self }
    }

    /// These limits, none of them above the platform's ceilings.
    #[must_use]
    pub fn clamped(self) -> Self {
        Self {
            memory: self.memory.min(MAX_MEMORY),
            cpu: self.cpu.min(MAX_CPU),
            wall: self.wall.min(MAX_WALL),
            stream: self.stream.min(DEFAULT_STREAM),
            request_body: self.request_body.min(MAX_REQUEST_BODY),
            response_body: self.response_body.min(MAX_RESPONSE_BODY),
            log_bytes: self.log_bytes.min(DEFAULT_LOG_BYTES),
        }
    }
}
