//! What a guest may import. One folder for each capability, with the test that it is denied without a grant.

pub(crate) mod config;
pub(crate) mod context;
pub(crate) mod crypto;
pub(crate) mod filesystem;
pub(crate) mod logging;
pub(crate) mod messages;
pub(crate) mod outbound_http;

use wasmtime::{Engine, component::Linker};

use crate::{EngineProfile, instance::State};

/// Everything that a guest of this profile may import. What is here without a grant gives nothing away: the standard
/// library of every language imports files, sockets and the environment, and finds none.
pub(crate) fn linker(engine: &Engine, profile: EngineProfile) -> wasmtime::Result<Linker<State>> {
    let mut linker = Linker::new(engine);
    wasmtime_wasi::p2::add_to_linker_async(&mut linker)?;
    wasmtime_wasi_http::p2::add_only_http_to_linker_async(&mut linker)?;
    if profile == EngineProfile::P3 {
        wasmtime_wasi::p3::add_to_linker(&mut linker)?;
        wasmtime_wasi_http::p3::add_to_linker(&mut linker)?;
    }
    if profile == EngineProfile::Python {
        crypto::add_to_linker(&mut linker)?;
        messages::add_to_linker(&mut linker)?;
    }
    config::add_to_linker(&mut linker)?;
    context::add_to_linker(&mut linker)?;
    logging::add_to_linker(&mut linker)?;
    Ok(linker)
}

mod bindings {
    wasmtime::component::bindgen!({
        path: "../../wit",
        world: "mspf:plugin/imports",
        imports: { default: trappable },
    });
}

/// What the shared Python runtime has beyond a plugin.
pub(crate) mod python_bindings {
    wasmtime::component::bindgen!({
        path: "../../wit",
        world: "mspf:plugin/python",
        imports: { default: async | trappable },
        exports: { default: async },
        with: {
            "wasi:http": wasmtime_wasi_http::p2::bindings::http,
            "wasi:io": wasmtime_wasi::p2::bindings::io,
            "wasi:clocks": wasmtime_wasi::p2::bindings::clocks,
        },
    });
}
