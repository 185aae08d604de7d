//! Programs: code that is ready to be instantiated, shared by every installation that runs it.

use std::sync::Arc;

use wasmtime::{Engine, component::Component};
use wasmtime_wasi_http::{handler::ProxyPre, p2, p3};

use crate::{
    EngineProfile, LoadError, Runtime, artifact::Opened, capabilities::outbound_http::Client, instance::State,
};

/// A loaded component with its imports resolved. Cheap to clone; the code is unmapped with the last clone and the last
/// running instance.
#[derive(Clone)]
pub struct Program(Arc<Inner>);

struct Inner {
    pre: ProxyPre<State>,
    size: u64,
    outbound: Arc<Client>,
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
        let pre = match opened.profile {
            EngineProfile::P2 => ProxyPre::P2(p2::bindings::ProxyPre::new(pre)?),
            EngineProfile::P3 => ProxyPre::P3(p3::bindings::ServicePre::new(pre)?),
        };
        Ok(Self(Arc::new(Inner { pre, size: opened.size, outbound: Arc::clone(&runtime.outbound) })))
    }

    /// Size of the compiled code in bytes: what a cache of programs should count.
    #[must_use]
    pub fn artifact_bytes(&self) -> u64 {
        self.0.size
    }

    pub(crate) fn engine(&self) -> &Engine {
        match &self.0.pre {
            ProxyPre::P2(pre) => pre.engine(),
            ProxyPre::P3(pre) => pre.engine(),
        }
    }

    pub(crate) fn pre(&self) -> &ProxyPre<State> {
        &self.0.pre
    }

    pub(crate) fn outbound(&self) -> &Arc<Client> {
        &self.0.outbound
    }
}
