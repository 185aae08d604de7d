//! Programs: code that is ready to be instantiated, shared by every installation that runs it.

use std::sync::Arc;

use wasmtime::{
    Engine, Store,
    component::{Component, Instance, InstancePre},
};
use wasmtime_wasi_http::{handler::Proxy, p2, p3};

use crate::{
    EngineProfile, LoadError, LoadFailure, Runtime,
    artifact::{InstallationKeys, Opened},
    capabilities::{
        outbound_http::Client,
        python_bindings::{PythonIndices, exports::mspf::plugin::tester},
    },
    idle::Idle,
    instance::State,
};

/// A loaded component with its imports resolved. Cheap to clone; the code is unmapped with the last clone and the last
/// running instance.
#[derive(Clone)]
pub struct Program(Arc<Inner>);

struct Inner {
    pre: InstancePre<State>,
    exports: Exports,
    size: u64,
    outbound: Arc<Client>,
    keys: InstallationKeys,
    idle: Arc<Idle>,
}

/// Where the exports lie that the host calls.
enum Exports {
    P2(p2::bindings::ProxyIndices),
    P3(p3::bindings::ServiceIndices),
    Python { http: p2::bindings::ProxyIndices, loader: PythonIndices },
}

impl Program {
    #[expect(
        unsafe_code,
        reason = "deserialising is unsafe; the seal says that this platform compiled the code"
    )]
    pub(crate) fn new(runtime: &Runtime, opened: Opened) -> Result<Self, LoadError> {
        let host = runtime.host(opened.profile);
        // SAFETY: `Opened` is only made for a file whose seal, made by this platform for this very engine, is right; the
        // local cache it lies in is written by the platform alone, which replaces files whole and never in place.
        let component = unsafe { Component::deserialize_file(&host.engine, &opened.path)? };
        let pre = host.linker.instantiate_pre(&component)?;
        let exports = match opened.profile {
            EngineProfile::P2 => Exports::P2(p2::bindings::ProxyIndices::new(&pre)?),
            EngineProfile::P3 => Exports::P3(p3::bindings::ServiceIndices::new(&pre)?),
            EngineProfile::Python => Exports::Python {
                http: p2::bindings::ProxyIndices::new(&pre)?,
                loader: PythonIndices::new(&pre)?,
            },
        };
        let (outbound, idle) = (Arc::clone(&runtime.outbound), Arc::clone(&runtime.idle));
        let keys = runtime.installation_keys();
        Ok(Self(Arc::new(Inner { pre, exports, size: opened.size, outbound, keys, idle })))
    }

    /// Size of the compiled code in bytes: what a cache of programs should count.
    #[must_use]
    pub fn artifact_bytes(&self) -> u64 {
        self.0.size
    }

    pub(crate) fn engine(&self) -> &Engine {
        self.0.pre.engine()
    }

    pub(crate) fn outbound(&self) -> &Arc<Client> {
        &self.0.outbound
    }

    pub(crate) fn keys(&self) -> &InstallationKeys {
        &self.0.keys
    }

    pub(crate) fn idle(&self) -> &Arc<Idle> {
        &self.0.idle
    }

    /// Makes an instance; a runtime that many plugins share loads the tenant's source into it. A source that can't be
    /// loaded is a [`LoadFailure`].
    pub(crate) async fn start(&self, store: &mut Store<State>) -> wasmtime::Result<(Instance, Proxy)> {
        let instance = self.0.pre.instantiate_async(&mut *store).await?;
        let proxy = self.load(store, instance).await?;
        Ok((instance, proxy))
    }

    /// Lets an instance run the tests that the source it has loaded brings.
    pub(crate) async fn run_tests(
        &self,
        store: &mut Store<State>,
        instance: Instance,
    ) -> wasmtime::Result<tester::Report> {
        let Exports::Python { loader, .. } = &self.0.exports else {
            wasmtime::bail!("only a plugin in Python brings tests")
        };
        let python = loader.load(&mut *store, &instance)?;
        python.mspf_plugin_tester().call_run(store).await
    }

    async fn load(&self, store: &mut Store<State>, instance: Instance) -> wasmtime::Result<Proxy> {
        match &self.0.exports {
            Exports::P2(http) => Ok(Proxy::P2(http.load(store, &instance)?)),
            Exports::P3(http) => Ok(Proxy::P3(http.load(store, &instance)?)),
            Exports::Python { http, loader } => {
                let loader = loader.load(&mut *store, &instance)?;
                let tenant = Arc::clone(&store.data().tenant);
                let Some(source) = &tenant.source else { wasmtime::bail!("it has no source to load") };
                let loader = loader.mspf_plugin_loader();
                let loaded = loader.call_load(&mut *store, &source.app, &source.framework).await?;
                loaded.map_err(|error| wasmtime::Error::new(LoadFailure::from(error)))?;
                Ok(Proxy::P2(http.load(store, &instance)?))
            }
        }
    }
}
