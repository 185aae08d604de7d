//! Sealed artifacts: precompiled components that this platform made, and nothing else.
//!
//! Deserialising an artifact is as trusting as loading a shared library, so a file is believed only when its seal, an
//! HMAC over code and footer with a key of the platform, is right. The code comes first, so that the file can be mapped:
//!
//! ```text
//! code … · magic "MSPFART1" · profile (1 byte) · 7 zero bytes · component sha-256 (32) · engine fingerprint (32) · HMAC-SHA256 (32)
//! ```

use std::{
    fs::File,
    io::{Read, Seek, SeekFrom},
    path::{Path, PathBuf},
};

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use crate::{EngineProfile, LoadError};

const MAGIC: &[u8; 8] = b"MSPFART1";
/// Length of what the seal covers besides the code.
const CLAIMS: usize = 8 + 8 + 32 + 32;
/// Length of the footer behind the code.
const FOOTER: usize = CLAIMS + 32;
/// How much of a file is read at a time while its seal is checked.
const CHUNK: usize = 256 << 10;

/// The platform's key for sealing artifacts. Whoever has it can run native code on every node: keep it like a root
/// password, never in object storage.
#[derive(Clone)]
pub struct SealKey([u8; 32]);

impl SealKey {
    /// A key from its 32 bytes.
    #[must_use]
    pub fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// A fresh random key.
    #[must_use]
    pub fn generate() -> Self {
        Self(rand::random())
    }

    /// The key's bytes, to store it where only the platform can read.
    #[must_use]
    pub fn to_bytes(&self) -> [u8; 32] {
        self.0
    }

    /// A key for another purpose, the same on every node that has this one. Whoever learns it learns nothing of the
    /// seal, nor of the keys for other purposes. A purpose is a short line: no seal is over a text as short.
    #[must_use]
    pub fn derive(&self, purpose: &'static str) -> [u8; 32] {
        self.mac().chain_update(purpose).finalize().into_bytes().into()
    }

    /// The key that the keys of installations are derived from.
    pub(crate) fn installations(&self) -> InstallationKeys {
        InstallationKeys(Self(self.derive("mspf keys of installations")))
    }

    fn mac(&self) -> Hmac<Sha256> {
        // HMAC's own way with keys shorter than a block.
        let mut block = [0; 64];
        block[..32].copy_from_slice(&self.0);
        Hmac::<Sha256>::new(&block.into())
    }
}

impl std::fmt::Debug for SealKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SealKey(…)")
    }
}

/// Makes keys for installations: the same on every node of a platform.
#[derive(Debug, Clone)]
pub(crate) struct InstallationKeys(SealKey);

impl InstallationKeys {
    pub(crate) fn derive(&self, installation: &str, purpose: &str) -> [u8; 32] {
        let length = (installation.len() as u64).to_be_bytes();
        self.0
            .mac()
            .chain_update(length)
            .chain_update(installation)
            .chain_update(purpose)
            .finalize()
            .into_bytes()
            .into()
    }
}

/// Seals `code` (the output of [`compile`](crate::compile)) as the artifact of one component for one engine.
///
/// # Errors
/// When `component` or `fingerprint` is not 64 hexadecimal digits.
pub fn seal(
    key: &SealKey,
    component: &str,
    fingerprint: &str,
    profile: EngineProfile,
    mut code: Vec<u8>,
) -> Result<Vec<u8>, LoadError> {
    let (component, fingerprint) = (hex32(component)?, hex32(fingerprint)?);
    code.reserve_exact(FOOTER);
    code.extend_from_slice(MAGIC);
    code.extend_from_slice(&[profile.to_byte(), 0, 0, 0, 0, 0, 0, 0]);
    code.extend_from_slice(&component);
    code.extend_from_slice(&fingerprint);
    let tag = key.mac().chain_update(&code).finalize().into_bytes();
    code.extend_from_slice(&tag);
    Ok(code)
}

/// An artifact whose seal was right: the only way to code that may be deserialised.
pub(crate) struct Opened {
    pub(crate) profile: EngineProfile,
    pub(crate) path: PathBuf,
    /// Size of the code in bytes.
    pub(crate) size: u64,
}

/// Opens the artifact at `path` and verifies it. The code is read through once, not kept.
pub(crate) fn open(
    key: &SealKey,
    component: &str,
    fingerprint: &str,
    path: &Path,
) -> Result<Opened, LoadError> {
    let mut file = File::open(path)?;
    let Some(size) = file.metadata()?.len().checked_sub(FOOTER as u64) else {
        return Err(LoadError::Seal("it is too short"));
    };
    let mut mac = key.mac();
    let mut code = (&mut file).take(size);
    let mut chunk = vec![0; CHUNK];
    loop {
        match code.read(&mut chunk)? {
            0 => break,
            read => mac.update(&chunk[..read]),
        }
    }
    let mut footer = [0; FOOTER];
    file.seek(SeekFrom::Start(size))?;
    file.read_exact(&mut footer)?;
    let (claims, seal) = footer.split_at(CLAIMS);
    if &claims[..8] != MAGIC {
        return Err(LoadError::Seal("it is not an artifact"));
    }
    mac.chain_update(claims).verify_slice(seal).map_err(|_| LoadError::Seal("its seal is wrong"))?;
    expect("component", component, &claims[16..48])?;
    expect("engine", fingerprint, &claims[48..80])?;
    let profile =
        EngineProfile::from_byte(claims[8]).ok_or(LoadError::Seal("its engine profile is unknown"))?;
    Ok(Opened { profile, path: path.to_owned(), size })
}

fn expect(what: &str, expected: &str, found: &[u8]) -> Result<(), LoadError> {
    let found = to_hex(found);
    if expected == found {
        return Ok(());
    }
    Err(LoadError::Stale { expected: format!("{what} {expected}"), found: format!("{what} {found}") })
}

pub(crate) fn to_hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

fn hex32(hex: &str) -> Result<[u8; 32], LoadError> {
    const NOT_HEX: LoadError = LoadError::Seal("a digest has 64 hexadecimal digits");
    let mut bytes = [0; 32];
    if hex.len() != 64 || !hex.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return Err(NOT_HEX);
    }
    for (byte, pair) in bytes.iter_mut().zip(hex.as_bytes().chunks_exact(2)) {
        let pair = std::str::from_utf8(pair).map_err(|_| NOT_HEX)?;
        *byte = u8::from_str_radix(pair, 16).map_err(|_| NOT_HEX)?;
    }
    Ok(bytes)
}
