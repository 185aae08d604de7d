//! Bearer secrets: random, shown once, stored as digests.

use std::fmt;

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use sha2::{Digest, Sha256};

/// Bytes of randomness in a secret. 256 bits cannot be guessed, which is why a plain SHA-256 of it may be stored:
/// slow hashing protects only what people choose.
const SECRET_BYTES: usize = 32;

/// A secret just made. It is shown to its owner once; `Debug` hides it.
pub struct Secret(String);

impl Secret {
    pub(crate) fn generate(prefix: &str) -> Secret {
        let bytes: [u8; SECRET_BYTES] = rand::random();
        Secret(format!("{prefix}{}", BASE64_URL_SAFE_NO_PAD.encode(bytes)))
    }

    /// The secret itself, to hand to its owner.
    pub fn expose(&self) -> &str {
        &self.0
    }

    pub(crate) fn digest(&self) -> String {
        digest(&self.0)
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// What is stored of a secret, and what it is looked up by: an index on digests leaks nothing through its timing
/// that helps to guess the secret.
pub(crate) fn digest(secret: &str) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(Sha256::digest(secret.as_bytes()))
}
