//! PBKDF2 (RFC 8018) in slices: a call may ask for millions of rounds, and a thread of the host must not be lost to it.

use hmac::{Hmac, KeyInit, Mac};
use sha1::Sha1;
use sha2::{Sha224, Sha256, Sha384, Sha512};
use wasmtime::Trap;

use super::Hash;
use crate::call::Shared;

/// Rounds between two looks at the clock, some milliseconds: as often as a guest looks.
const SLICE: u32 = 10_000;

/// What to derive, and at whose cost.
pub(super) struct Task<'a> {
    pub(super) salt: &'a [u8],
    pub(super) iterations: u32,
    pub(super) length: usize,
    pub(super) shared: &'a Shared,
}

/// Derives the key; gives way to other guests between slices, and ends with the CPU time that the call may use.
pub(super) async fn derive(hash: Hash, password: &[u8], task: &Task<'_>) -> wasmtime::Result<Vec<u8>> {
    match hash {
        Hash::Sha1 => task.run::<Hmac<Sha1>>(password).await,
        Hash::Sha224 => task.run::<Hmac<Sha224>>(password).await,
        Hash::Sha256 => task.run::<Hmac<Sha256>>(password).await,
        Hash::Sha384 => task.run::<Hmac<Sha384>>(password).await,
        Hash::Sha512 => task.run::<Hmac<Sha512>>(password).await,
    }
}

impl Task<'_> {
    async fn run<M: Mac + KeyInit + Clone>(&self, password: &[u8]) -> wasmtime::Result<Vec<u8>> {
        let keyed = <M as KeyInit>::new_from_slice(password)?;
        let mut derived = Vec::with_capacity(self.length);
        for index in 1_u32.. {
            let first = keyed.clone().chain_update(self.salt).chain_update(index.to_be_bytes());
            let mut round = first.finalize().into_bytes();
            let mut block = round.clone();
            for done in 1..self.iterations {
                if done % SLICE == 0 {
                    self.give_way().await?;
                }
                round = keyed.clone().chain_update(&round).finalize().into_bytes();
                block.iter_mut().zip(&round).for_each(|(byte, other)| *byte ^= other);
            }
            let missing = self.length - derived.len();
            derived.extend_from_slice(&block[..missing.min(block.len())]);
            if derived.len() == self.length {
                break;
            }
            self.give_way().await?;
        }
        Ok(derived)
    }

    async fn give_way(&self) -> wasmtime::Result<()> {
        if self.shared.cpu_exceeded() {
            return Err(Trap::Interrupt.into());
        }
        tokio::task::yield_now().await;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::Limits;

    async fn hex(hash: Hash, password: &[u8], salt: &[u8], iterations: u32, length: usize) -> String {
        let shared = Shared::new(&Limits { cpu: Duration::from_secs(30), ..Limits::default() });
        let task = Task { salt, iterations, length, shared: &shared };
        crate::artifact::to_hex(&derive(hash, password, &task).await.unwrap())
    }

    #[tokio::test]
    async fn derives_what_the_standards_say() {
        // RFC 6070
        let sha1 = hex(Hash::Sha1, b"password", b"salt", 4096, 20).await;
        assert_eq!(sha1, "4b007901b765489abead49d926f721d065a429c1");
        let long =
            hex(Hash::Sha1, b"passwordPASSWORDpassword", b"saltSALTsaltSALTsaltSALTsaltSALTsalt", 4096, 25)
                .await;
        assert_eq!(long, "3d2eec4fe41c849b80c8d83662c0e44a8b291a964cf2f07038");
        // RFC 7914
        let sha256 = hex(Hash::Sha256, b"passwd", b"salt", 1, 64).await;
        assert_eq!(
            sha256,
            "55ac046e56e3089fec1691c22544b605f94185216dde0465e68b9d57c20dacbc\
             49ca9cccf179b645991664b39d77ef317c71b845b1e30bd509112041d3a19783"
        );
        let slow = hex(Hash::Sha256, b"Password", b"NaCl", 80_000, 64).await;
        assert_eq!(
            slow,
            "4ddcd8f60b98be21830cee5ef22701f9641a4418d04c0414aeff08876b34ab56\
             a1d425a1225833549adb841b51c9b3176a272bdebba1d078478f62b397f33c8d"
        );
    }

    #[tokio::test]
    async fn ends_with_the_time_the_call_may_use() {
        let shared = Shared::new(&Limits { cpu: Duration::ZERO, ..Limits::default() });
        let _polled = shared.charged(|| std::hint::black_box(0));
        let task = Task { salt: b"salt", iterations: u32::MAX, length: 32, shared: &shared };
        let error = derive(Hash::Sha256, b"password", &task).await.unwrap_err();
        assert_eq!(error.downcast_ref(), Some(&Trap::Interrupt));
    }
}
