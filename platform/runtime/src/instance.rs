//! Instances: a store, what the host keeps in it, and the guest's exports.

use std::sync::{Arc, atomic::Ordering::Relaxed};

use wasmtime::{
    ResourceLimiter, Store, Trap, WasmBacktrace,
    component::{self, ResourceTable},
};
use wasmtime_wasi::{I32Exit, WasiCtx, WasiCtxView, WasiView};
use wasmtime_wasi_http::{Error as HttpError, WasiHttpCtx, WasiHttpCtxView, WasiHttpView, handler::Proxy};

use crate::{
    CallError, Caller, LoadFailure, Program, Tenant,
    artifact::InstallationKeys,
    call::Shared,
    capabilities::{filesystem, logging::CallLog, outbound_http::Outbound},
    limits,
};

/// What an instance holds beside its memory: tables, stack, the host's own state.
const OVERHEAD: u64 = 256 << 10;
/// What it writes to of the image that it begins with, at most: measured with Django, the largest there is.
const TOUCHED: u64 = 8 << 20;

/// What the host keeps for one instance.
pub(crate) struct State {
    wasi: WasiCtx,
    http: WasiHttpCtx,
    table: ResourceTable,
    outbound: Outbound,
    memory: Memory,
    shared: Arc<Shared>,
    pub(crate) tenant: Arc<Tenant>,
    pub(crate) keys: InstallationKeys,
    pub(crate) log: Arc<CallLog>,
    pub(crate) caller: Caller,
    pub(crate) prefix: Arc<str>,
}

/// One instance, ready for a call.
pub(crate) struct Instance {
    pub(crate) store: Store<State>,
    pub(crate) guest: component::Instance,
    pub(crate) proxy: Proxy,
    /// Calls that it has answered.
    pub(crate) served: u32,
}

impl Instance {
    /// Makes a fresh instance. Its start counts as part of the call it is made for.
    pub(crate) async fn start(
        program: &Program,
        tenant: &Arc<Tenant>,
        shared: &Arc<Shared>,
        log: Arc<CallLog>,
    ) -> Result<Self, CallError> {
        let state = State::new(program, tenant, Arc::clone(shared), log)?;
        let mut store = Store::new(program.engine(), state);
        store.limiter(|state| state);
        store.set_hostcall_fuel(limits::MAX_HOSTCALL_BYTES);
        store.set_epoch_deadline(1);
        store.epoch_deadline_callback(|store| Ok(store.data().shared.at_tick()));
        match program.start(&mut store).await {
            Ok((guest, proxy)) => Ok(Self { store, guest, proxy, served: 0 }),
            Err(error) => {
                let error = explain(&error, store.data());
                Err(if tenant.source.is_some() { error.while_loading() } else { error })
            }
        }
    }

    /// Prepares a used instance for its next call.
    pub(crate) fn begin(&mut self, shared: &Arc<Shared>, caller: Caller, prefix: Arc<str>) {
        let state = self.store.data_mut();
        shared.memory_peak.store(state.memory.used, Relaxed);
        state.shared = Arc::clone(shared);
        state.caller = caller;
        state.prefix = prefix;
        self.store.set_epoch_deadline(1);
    }

    /// About how many bytes it holds for itself. It shares what it has not written to of the image that it began with.
    pub(crate) fn held_bytes(&self) -> u64 {
        let memory = &self.store.data().memory;
        OVERHEAD + (memory.used - memory.image) + memory.image.min(TOUCHED)
    }

    /// Whether so little memory is left that the next call might fail for want of it: what leaks in a guest shall end
    /// its instance between two calls.
    pub(crate) fn is_worn(&self) -> bool {
        let state = self.store.data();
        state.memory.used > state.tenant.limits.memory / 4 * 3
    }

    /// What an error of this instance means.
    pub(crate) fn explain(&self, error: &wasmtime::Error) -> CallError {
        explain(error, self.store.data())
    }
}

impl State {
    fn new(
        program: &Program,
        tenant: &Arc<Tenant>,
        shared: Arc<Shared>,
        log: Arc<CallLog>,
    ) -> Result<Self, CallError> {
        let mut wasi = WasiCtx::builder();
        wasi.stdout(Arc::clone(&log).stdout())
            .stderr(Arc::clone(&log).stderr())
            .max_random_size(limits::MAX_RANDOM_BYTES)
            .allow_tcp(false)
            .allow_udp(false);
        if let Some(source) = &tenant.source {
            filesystem::open(source, &mut wasi)?;
        }
        let mut table = ResourceTable::new();
        table.set_max_capacity(limits::MAX_RESOURCES);
        Ok(Self {
            wasi: wasi.build(),
            http: WasiHttpCtx::new(),
            table,
            outbound: Outbound::new(Arc::clone(program.outbound()), Arc::clone(tenant)),
            memory: Memory { used: 0, image: 0, limit: tenant.limits.memory },
            shared,
            tenant: Arc::clone(tenant),
            keys: program.keys().clone(),
            log,
            caller: Caller::default(),
            prefix: Arc::default(),
        })
    }

    /// What it shares with whoever drives its present call.
    pub(crate) fn shared(&self) -> &Arc<Shared> {
        &self.shared
    }
}

impl WasiView for State {
    fn ctx(&mut self) -> WasiCtxView<'_> {
        WasiCtxView { ctx: &mut self.wasi, table: &mut self.table }
    }
}

impl WasiHttpView for State {
    fn http(&mut self) -> WasiHttpCtxView<'_> {
        WasiHttpCtxView { ctx: &mut self.http, table: &mut self.table, hooks: &mut self.outbound }
    }
}

/// The memory of a whole instance: all its linear memories together.
struct Memory {
    used: u64,
    /// What of that every instance of the program begins with.
    image: u64,
    limit: u64,
}

impl ResourceLimiter for State {
    fn memory_growing(
        &mut self,
        current: usize,
        desired: usize,
        _maximum: Option<usize>,
    ) -> wasmtime::Result<bool> {
        let used = self.memory.used.saturating_add((desired - current) as u64);
        if used > self.memory.limit {
            self.shared.memory_denied.store(true, Relaxed);
            return Ok(false);
        }
        self.memory.used = used;
        if current == 0 {
            self.memory.image += desired as u64;
        }
        self.shared.memory_peak.fetch_max(used, Relaxed);
        Ok(true)
    }

    fn table_growing(
        &mut self,
        _current: usize,
        desired: usize,
        _maximum: Option<usize>,
    ) -> wasmtime::Result<bool> {
        Ok(desired <= limits::MAX_TABLE_ELEMENTS)
    }

    fn instances(&self) -> usize {
        limits::MAX_CORE_INSTANCES as usize
    }

    fn tables(&self) -> usize {
        limits::MAX_TABLES as usize
    }

    fn memories(&self) -> usize {
        limits::MAX_MEMORIES as usize
    }
}

/// Turns an engine's error into what the author of a plugin can use.
fn explain(error: &wasmtime::Error, state: &State) -> CallError {
    if state.shared.request_too_large.load(Relaxed) {
        return CallError::RequestTooLarge(state.tenant.limits.request_body);
    }
    if error.is::<wasmtime::PoolConcurrencyLimitError>() {
        return CallError::Overloaded;
    }
    if let Some(Trap::Interrupt) = error.downcast_ref() {
        return CallError::CpuDeadline(state.tenant.limits.cpu);
    }
    if let Some(failure) = error.downcast_ref::<LoadFailure>() {
        return CallError::Load(failure.clone());
    }
    if state.shared.memory_denied.load(Relaxed) {
        return CallError::MemoryLimit(state.tenant.limits.memory);
    }
    if let Some(error) = error.downcast_ref::<HttpError>() {
        return CallError::Guest(error.to_string());
    }
    let message = match (error.downcast_ref::<I32Exit>(), error.downcast_ref::<Trap>()) {
        (Some(I32Exit(code)), _) => format!("it exited with code {code}"),
        (_, Some(Trap::StackOverflow)) => {
            "its calls, or the data that it goes through, are nested too deep".to_owned()
        }
        _ => error.root_cause().to_string(),
    };
    let backtrace = error.downcast_ref::<WasmBacktrace>().map(ToString::to_string).unwrap_or_default();
    CallError::Trap { message, backtrace }
}
