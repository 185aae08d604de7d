//! `mspf:plugin/context`: who is asking, and for whom the guest runs. Granted to everybody.

use wasmtime::component::{HasSelf, Linker};

use super::bindings::mspf::plugin::context::{self, CallerKind};
use crate::{Caller, instance::State};

pub(crate) fn add_to_linker(linker: &mut Linker<State>) -> wasmtime::Result<()> {
    context::add_to_linker::<State, HasSelf<State>>(linker, |state| state)
}

impl context::Host for State {
    fn current_caller(&mut self) -> wasmtime::Result<context::Caller> {
        let (kind, account, plugin) = match self.caller.clone() {
            Caller::Anonymous => (CallerKind::Anonymous, None, None),
            Caller::Account(account) => (CallerKind::Account, Some(account), None),
            Caller::Plugin { plugin, account } => (CallerKind::Plugin, Some(account), Some(plugin)),
        };
        Ok(context::Caller { kind, account, plugin })
    }

    fn current_installation(&mut self) -> wasmtime::Result<context::Installation> {
        let tenant = &self.tenant;
        Ok(context::Installation {
            id: tenant.installation.clone(),
            plugin: tenant.plugin.clone(),
            version: tenant.version.clone(),
            owner: tenant.owner.clone(),
            prefix: self.prefix.to_string(),
        })
    }

    fn request_id(&mut self) -> wasmtime::Result<String> {
        Ok(self.log.request_id().to_string())
    }
}
