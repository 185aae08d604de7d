//! `mspf:plugin/crypto`: a key of the installation's own, and slow hashes of passwords, which an interpreter in
//! WebAssembly is too slow for. For Python's runtime alone: other languages compile their own. What they compute is
//! counted as the guest's own CPU time.

mod pbkdf2;
mod scrypt;

use wasmtime::{
    Trap,
    component::{HasSelf, Linker},
};

use super::python_bindings::mspf::plugin::crypto::{self, Hash};
use crate::instance::State;

/// Bytes that one call may derive: keys and hashes have some dozen.
const MAX_LENGTH: u32 = 4096;

pub(crate) fn add_to_linker(linker: &mut Linker<State>) -> wasmtime::Result<()> {
    crypto::add_to_linker::<State, HasSelf<State>>(linker, |state| state)
}

impl crypto::Host for State {
    async fn installation_key(&mut self, purpose: String) -> wasmtime::Result<Vec<u8>> {
        Ok(self.keys.derive(&self.tenant.installation, &purpose).to_vec())
    }

    async fn pbkdf2_hmac(
        &mut self,
        hash: Hash,
        password: Vec<u8>,
        salt: Vec<u8>,
        iterations: u32,
        length: u32,
    ) -> wasmtime::Result<Result<Vec<u8>, String>> {
        if iterations == 0 {
            return Ok(Err("iterations must be at least 1".to_owned()));
        }
        if let Err(reason) = check_length(length) {
            return Ok(Err(reason));
        }
        let task = pbkdf2::Task { salt: &salt, iterations, length: length as usize, shared: self.shared() };
        pbkdf2::derive(hash, &password, &task).await.map(Ok)
    }

    async fn scrypt(
        &mut self,
        password: Vec<u8>,
        salt: Vec<u8>,
        n: u32,
        r: u32,
        p: u32,
        length: u32,
    ) -> wasmtime::Result<Result<Vec<u8>, String>> {
        let cost = match check_length(length).and_then(|()| scrypt::Cost::new(n, r, p, length)) {
            Ok(cost) => cost,
            Err(reason) => return Ok(Err(reason)),
        };
        let derived = cost.derive(password, salt, self.shared()).await?;
        // The deadline is looked at between the guest's own instructions, of which none ran meanwhile.
        if self.shared().cpu_exceeded() {
            return Err(Trap::Interrupt.into());
        }
        Ok(Ok(derived))
    }
}

fn check_length(length: u32) -> Result<(), String> {
    match length {
        1..=MAX_LENGTH => Ok(()),
        _ => Err(format!("length must be from 1 to {MAX_LENGTH}")),
    }
}
