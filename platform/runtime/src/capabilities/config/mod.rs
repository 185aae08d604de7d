//! `wasi:config/store`: the installation's options, as text. Granted to everybody: they are the guest's own.

use serde_json::Value;
use wasmtime::component::{HasSelf, Linker};

use super::bindings::wasi::config::store;
use crate::instance::State;

pub(crate) fn add_to_linker(linker: &mut Linker<State>) -> wasmtime::Result<()> {
    store::add_to_linker::<State, HasSelf<State>>(linker, |state| state)
}

/// A text option is given as it is, every other value as its JSON text.
fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

impl store::Host for State {
    fn get(&mut self, key: String) -> wasmtime::Result<Result<Option<String>, store::Error>> {
        Ok(Ok(self.tenant.options.get(&key).map(text)))
    }

    fn get_all(&mut self) -> wasmtime::Result<Result<Vec<(String, String)>, store::Error>> {
        Ok(Ok(self.tenant.options.iter().map(|(key, value)| (key.clone(), text(value))).collect()))
    }
}
