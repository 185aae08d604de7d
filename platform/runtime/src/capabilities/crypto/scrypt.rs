//! scrypt (RFC 7914), which can't be done in slices: it gets a thread of its own, as many at once as there are cores.

use std::{
    sync::{Arc, LazyLock},
    thread::available_parallelism,
};

use scrypt::Params;
use tokio::sync::Semaphore;

use crate::call::Shared;

/// Memory of one call, `128 · n · r` bytes. Werkzeug's default takes 32 MiB, Django's 16.
const MAX_MEMORY: u64 = 64 << 20;
/// `n · r · p` of one call: about half a second. Werkzeug's default is an eighth of it, Django's a third.
const MAX_WORK: u64 = 1 << 21;

/// How many run at once on this node: bounds their memory, and what calls that were given up still compute.
static AT_ONCE: LazyLock<Semaphore> =
    LazyLock::new(|| Semaphore::new(available_parallelism().map_or(1, std::num::NonZero::get)));

/// Numbers that have been found sound and affordable.
pub(super) struct Cost {
    params: Params,
    length: usize,
}

impl Cost {
    pub(super) fn new(n: u32, r: u32, p: u32, length: u32) -> Result<Self, String> {
        if !n.is_power_of_two() || n < 2 {
            return Err("n must be a power of two above 1".to_owned());
        }
        let memory = u64::from(n).saturating_mul(u64::from(r)).saturating_mul(128);
        if memory > MAX_MEMORY {
            return Err(format!("n and r ask for {memory} bytes of memory, more than {MAX_MEMORY}"));
        }
        let work = (memory / 128).saturating_mul(u64::from(p));
        if work > MAX_WORK {
            return Err(format!("n, r and p ask for {work} units of work, more than {MAX_WORK}"));
        }
        let params = Params::new(n.trailing_zeros() as u8, r, p);
        let params = params.map_err(|_| "r and p must be at least 1".to_owned())?;
        Ok(Self { params, length: length as usize })
    }

    /// Derives the key, at the cost of the call that `shared` belongs to.
    pub(super) async fn derive(
        self,
        password: Vec<u8>,
        salt: Vec<u8>,
        shared: &Arc<Shared>,
    ) -> wasmtime::Result<Vec<u8>> {
        let (turn, shared) = (AT_ONCE.acquire().await?, Arc::clone(shared));
        let work = move || {
            let mut derived = vec![0; self.length];
            let result = shared.charged(|| scrypt::scrypt(&password, &salt, &self.params, &mut derived));
            drop(turn);
            result.map(|()| derived)
        };
        Ok(tokio::task::spawn_blocking(work).await??)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Limits;

    #[tokio::test]
    async fn derives_what_the_standard_says() {
        let shared = Shared::new(&Limits::default());
        let cost = Cost::new(1024, 8, 16, 64).unwrap();
        let derived = cost.derive(b"password".into(), b"NaCl".into(), &shared).await.unwrap();
        assert_eq!(
            crate::artifact::to_hex(&derived),
            "fdbabe1c9d3472007856e7190d01e9fe7c6ad7cbc8237830e77376634b373162\
             2eaf30d92e22a3886ff109279d9830dac727afb94a83ee6d8360cbdfa2cc0640"
        );
    }

    #[test]
    fn refuses_what_makes_no_sense_or_costs_too_much() {
        let refused = |n, r, p| Cost::new(n, r, p, 32).err().unwrap_or_default();
        assert!(refused(0, 8, 1).contains("power of two"));
        assert!(refused(1, 8, 1).contains("power of two"));
        assert!(refused(1000, 8, 1).contains("power of two"));
        assert!(refused(1 << 20, 8, 1).contains("memory"));
        assert!(refused(2, u32::MAX, 1).contains("memory"));
        assert!(refused(1 << 14, 8, 1000).contains("work"));
        assert!(refused(1 << 14, 0, 1).contains("at least 1"));
        assert!(refused(1 << 14, 8, 0).contains("at least 1"));
        assert_eq!(refused(1 << 15, 8, 1), "");
    }
}
