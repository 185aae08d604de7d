//! Engines: how components are compiled and how their instances are laid out in memory.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering::Relaxed},
    },
    time::Duration,
};

use sha2::{Digest, Sha256};
use wasmtime::{
    Config, Enabled, Engine, InstanceAllocationStrategy, OptLevel, PoolingAllocationConfig,
    WasmBacktraceDetails, component::Linker,
};

use crate::{
    CompileError, LoadError, OutboundPolicy, Program, RuntimeError,
    artifact::{self, SealKey},
    capabilities,
    idle::Idle,
    instance::State,
    limits,
};

/// How often running guests look at the clock. A tight loop gives way to its neighbours at the first or second look, and
/// is stopped at most this long after its CPU deadline; a shorter tick would only wake an idle machine more often.
const EPOCH_TICK: Duration = Duration::from_millis(5);
/// Instances alive at once on one engine: enough for some hundred slow requests; each reserves address space, not memory.
const DEFAULT_INSTANCES: u32 = 1000;
/// Memory of instances that wait for their next call: about two hundred of Python, or thousands of small ones.
pub(crate) const DEFAULT_IDLE_MEMORY: u64 = 2 << 30;
/// Memory of a slot that stays resident between instances: what a small guest touches, so that its next instance
/// faults no page in. Larger values hold memory on idle nodes.
const KEEP_MEMORY: usize = 1 << 20;
/// Likewise for tables.
const KEEP_TABLE: usize = 64 << 10;
/// Likewise for the stacks of guests.
const KEEP_STACK: usize = 64 << 10;
/// Stack that host functions have below a guest's own.
const HOST_STACK: usize = 512 << 10;
/// Core modules and tables that an instance has on average: one from Rust has 4 of the former.
const CORE_INSTANCES: u32 = 8;
/// Likewise for the Python runtime, which has 14.
const PYTHON_CORE_INSTANCES: u32 = 16;

/// A kind of engine. Each has a pool and compiler settings of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum EngineProfile {
    /// Components of WASI 0.2. The machinery of concurrent guests is left out, which makes a call cheaper.
    P2,
    /// Components of WASI 0.3, whose exports are asynchronous.
    P3,
    /// The shared Python runtime, of WASI 0.2: large instances, which are mostly used again.
    Python,
}

impl EngineProfile {
    const ALL: [Self; 3] = [Self::P2, Self::P3, Self::Python];

    pub(crate) fn to_byte(self) -> u8 {
        match self {
            Self::P2 => 2,
            Self::P3 => 3,
            Self::Python => 4,
        }
    }

    pub(crate) fn from_byte(byte: u8) -> Option<Self> {
        Self::ALL.into_iter().find(|profile| profile.to_byte() == byte)
    }

    /// What decides the compiled code: the same for the process that compiles and the one that runs.
    fn compiler(self) -> Config {
        let mut config = Config::new();
        let concurrent = self == Self::P3;
        config
            .wasm_component_model_async(concurrent)
            .concurrency_support(concurrent)
            .epoch_interruption(true)
            .cranelift_opt_level(OptLevel::Speed)
            .wasm_backtrace_details(WasmBacktraceDetails::Disable)
            .max_wasm_stack(self.stack())
            .async_stack_size(self.stack() + HOST_STACK);
        config
    }

    fn stack(self) -> usize {
        match self {
            Self::P2 | Self::P3 => limits::MAX_WASM_STACK,
            Self::Python => limits::MAX_PYTHON_STACK,
        }
    }

    fn engine(self, instances: u32) -> wasmtime::Result<Engine> {
        let mut pool = PoolingAllocationConfig::new();
        let parts = if self == Self::Python { PYTHON_CORE_INSTANCES } else { CORE_INSTANCES };
        pool.total_component_instances(instances)
            .total_stacks(instances)
            .total_memories(instances)
            .total_core_instances(instances.saturating_mul(parts))
            .total_tables(instances.saturating_mul(parts))
            .max_core_instances_per_component(limits::MAX_CORE_INSTANCES)
            .max_tables_per_component(limits::MAX_TABLES)
            .max_memories_per_component(limits::MAX_MEMORIES)
            .table_elements(limits::MAX_TABLE_ELEMENTS)
            .max_memory_size(limits::MAX_MEMORY as usize);
        // Python instances are used again many times, and leave hundreds of scattered pages written: giving them all
        // back at once costs the least, and an idle slot holds nothing.
        if self != Self::Python {
            pool.linear_memory_keep_resident(KEEP_MEMORY)
                .table_keep_resident(KEEP_TABLE)
                .async_stack_keep_resident(KEEP_STACK);
        }
        // Asks the kernel which pages a guest wrote, and resets just those.
        if self != Self::Python && PoolingAllocationConfig::is_pagemap_scan_available() {
            pool.pagemap_scan(Enabled::Yes);
        }
        Engine::new(self.compiler().allocation_strategy(InstanceAllocationStrategy::Pooling(pool)))
    }
}

/// Compiles a component to native code. Pure and CPU-bound (seconds for a large component), and fed with untrusted
/// bytes: run it in a process of its own.
///
/// # Errors
/// When the bytes are not a valid component, or it uses what this engine does not have.
pub fn compile(component: &[u8], profile: EngineProfile) -> Result<Vec<u8>, CompileError> {
    Ok(Engine::new(&profile.compiler())?.precompile_component(component)?)
}

/// Names the compiler, its settings and the processor's features in 64 hexadecimal digits: artifacts made under another
/// fingerprint have to be compiled again.
///
/// # Errors
/// When no engine can be made on this machine.
pub fn fingerprint() -> Result<String, RuntimeError> {
    let engines = EngineProfile::ALL.map(|profile| Engine::new(&profile.compiler()));
    let mut hasher = Fingerprint(Sha256::new());
    for engine in engines {
        std::hash::Hash::hash(&engine?.precompile_compatibility_hash(), &mut hasher);
    }
    Ok(artifact::to_hex(&hasher.0.finalize()))
}

/// Feeds what a value hashes into SHA-256: the same on every machine and with every standard library.
struct Fingerprint(Sha256);

impl std::hash::Hasher for Fingerprint {
    fn write(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    fn finish(&self) -> u64 {
        0
    }
}

/// Settings of a [`Runtime`].
#[derive(Debug, Clone)]
pub struct RuntimeConfig {
    /// Key that artifacts are sealed with.
    pub seal_key: SealKey,
    /// Instances alive at once, for each kind of engine.
    pub instances: u32,
    /// What granted outbound requests may reach.
    pub outbound: OutboundPolicy,
    /// Bytes that instances which wait for their next call may hold, those of all engines together.
    pub idle_memory: u64,
}

impl RuntimeConfig {
    /// The defaults, with the platform's key.
    #[must_use]
    pub fn new(seal_key: SealKey) -> Self {
        Self {
            seal_key,
            instances: DEFAULT_INSTANCES,
            outbound: OutboundPolicy::default(),
            idle_memory: DEFAULT_IDLE_MEMORY,
        }
    }
}

/// The engines of one node.
pub struct Runtime {
    p2: Host,
    p3: Host,
    python: Host,
    seal_key: SealKey,
    fingerprint: String,
    pub(crate) outbound: Arc<capabilities::outbound_http::Client>,
    pub(crate) idle: Arc<Idle>,
    stop: Arc<AtomicBool>,
}

/// An engine with everything that a guest may import.
pub(crate) struct Host {
    pub(crate) engine: Engine,
    pub(crate) linker: Linker<State>,
}

impl Runtime {
    /// Sets the engines up, starts the ticker of their epochs, and raises the process's limit of open files as far as
    /// it may.
    ///
    /// # Errors
    /// When the machine can't give the address space for the pools.
    pub fn new(config: RuntimeConfig) -> Result<Arc<Self>, RuntimeError> {
        capabilities::filesystem::allow_many_open();
        let host = |profile: EngineProfile| -> wasmtime::Result<Host> {
            let engine = profile.engine(config.instances)?;
            let linker = capabilities::linker(&engine, profile)?;
            Ok(Host { engine, linker })
        };
        let runtime = Self {
            p2: host(EngineProfile::P2)?,
            p3: host(EngineProfile::P3)?,
            python: host(EngineProfile::Python)?,
            seal_key: config.seal_key,
            fingerprint: fingerprint()?,
            outbound: Arc::new(capabilities::outbound_http::Client::new(config.outbound)),
            idle: Arc::new(Idle::new(config.idle_memory)),
            stop: Arc::default(),
        };
        runtime.start_ticker().map_err(wasmtime::Error::from)?;
        Ok(Arc::new(runtime))
    }

    /// Names the compiler and its settings; see [`fingerprint`].
    #[must_use]
    pub fn fingerprint(&self) -> &str {
        &self.fingerprint
    }

    /// Loads the sealed artifact of `component` (the digest of its bytes, 64 hexadecimal digits).
    /// Takes about a millisecond for a small component; blocking.
    ///
    /// # Errors
    /// When the file is unreadable, not sealed by this platform, made for another component or engine, or needs what
    /// the host does not have.
    pub fn load(&self, component: &str, path: &std::path::Path) -> Result<Program, LoadError> {
        let opened = artifact::open(&self.seal_key, component, &self.fingerprint, path)?;
        Program::new(self, opened)
    }

    /// How many instances wait for their next call, and about how many bytes they hold.
    #[must_use]
    pub fn idle(&self) -> (usize, u64) {
        self.idle.size()
    }

    /// Ends the instances that have waited longer than that for a call.
    pub fn end_idle(&self, longer_than: Duration) {
        self.idle.end_older(longer_than);
    }

    pub(crate) fn host(&self, profile: EngineProfile) -> &Host {
        match profile {
            EngineProfile::P2 => &self.p2,
            EngineProfile::P3 => &self.p3,
            EngineProfile::Python => &self.python,
        }
    }

    pub(crate) fn installation_keys(&self) -> artifact::InstallationKeys {
        self.seal_key.installations()
    }

    fn start_ticker(&self) -> std::io::Result<()> {
        let engines = EngineProfile::ALL.map(|profile| self.host(profile).engine.weak());
        let stop = Arc::clone(&self.stop);
        std::thread::Builder::new().name("epoch-ticker".into()).spawn(move || {
            while !stop.load(Relaxed) {
                std::thread::sleep(EPOCH_TICK);
                for engine in engines.iter().filter_map(wasmtime::EngineWeak::upgrade) {
                    engine.increment_epoch();
                }
            }
        })?;
        Ok(())
    }
}

impl Drop for Runtime {
    fn drop(&mut self) {
        self.stop.store(true, Relaxed);
    }
}
