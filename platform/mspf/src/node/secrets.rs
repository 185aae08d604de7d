//! What a node makes at its first start and keeps: the key of its artifacts, which others are derived from, and its name.

use std::{
    fs,
    io::{ErrorKind, Write},
    os::unix::fs::PermissionsExt,
    path::Path,
};

use mspf_catalog::{Id, PreviewKey};
use mspf_runtime::artifact::SealKey;

use crate::{
    config::ServerConfig,
    failure::{Failure, OrFail},
};

/// Bytes of the key that seals artifacts.
const SEAL_KEY_BYTES: usize = 32;
/// Where it is kept below the data folder.
const SEAL_KEY_FILE: &str = "seal.key";
/// Where the node's name is kept below the data folder.
const NODE_FILE: &str = "node.name";
/// The permissions of both: their owner alone reads and writes them.
const PRIVATE: u32 = 0o600;

/// The key that artifacts are sealed with: the one in the settings, or this node's own.
pub(crate) fn seal_key(config: &ServerConfig) -> Result<SealKey, Failure> {
    let text = match &config.seal_key {
        Some(given) => given.clone(),
        None => {
            kept_or_made(&config.data_dir.join(SEAL_KEY_FILE), || to_hex(&SealKey::generate().to_bytes()))?
        }
    };
    let bytes = from_hex(text.trim()).ok_or_else(|| {
        Failure::usage("the seal key cannot be used")
            .because(format!("it must be {} hexadecimal digits", SEAL_KEY_BYTES * 2))
            .remedy(format!("correct seal_key, or remove {SEAL_KEY_FILE} in data_dir to have a new one made"))
    })?;
    Ok(SealKey::new(bytes))
}

/// The key of tickets to drafts: nodes that share artifacts believe each other's tickets.
pub(crate) fn preview_key(seal_key: &SealKey) -> PreviewKey {
    PreviewKey::new(seal_key.derive("mspf key of preview tickets"))
}

/// The name under which this node takes jobs: it must outlive the process and be nobody else's.
pub(crate) fn node_name(config: &ServerConfig) -> Result<String, Failure> {
    match &config.node {
        Some(given) => Ok(given.clone()),
        None => kept_or_made(&config.data_dir.join(NODE_FILE), || format!("node-{}", Id::generate())),
    }
}

/// Reads the file, or makes it whole: it is written under another name and then linked, so that two servers that start
/// together agree on one content, and a crash leaves none or all of it.
fn kept_or_made(path: &Path, make: impl FnOnce() -> String) -> Result<String, Failure> {
    let failed = format!("could not keep {}", path.display());
    match fs::read_to_string(path) {
        Ok(kept) => return Ok(kept),
        Err(error) if error.kind() == ErrorKind::NotFound => {}
        Err(error) => return Err(error).or_fail(failed),
    }
    let folder = path.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder).or_fail(&failed)?;
    let text = make();
    let mut beside = tempfile::Builder::new()
        .permissions(fs::Permissions::from_mode(PRIVATE))
        .tempfile_in(folder)
        .or_fail(&failed)?;
    beside.write_all(text.as_bytes()).and_then(|()| beside.as_file().sync_all()).or_fail(&failed)?;
    match beside.persist_noclobber(path) {
        Ok(_) => Ok(text),
        Err(error) if error.error.kind() == ErrorKind::AlreadyExists => {
            fs::read_to_string(path).or_fail(failed)
        }
        Err(error) => Err(error.error).or_fail(failed),
    }
}

fn to_hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn from_hex(text: &str) -> Option<[u8; SEAL_KEY_BYTES]> {
    let mut bytes = [0; SEAL_KEY_BYTES];
    if text.len() != bytes.len() * 2 || !text.is_ascii() {
        return None;
    }
    for (byte, digits) in bytes.iter_mut().zip(text.as_bytes().chunks(2)) {
        *byte = u8::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()?;
    }
    Some(bytes)
}
