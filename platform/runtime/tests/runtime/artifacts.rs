//! Only what this platform compiled and sealed is ever loaded.

use mspf_runtime::{
    LoadError, Runtime, RuntimeConfig,
    artifact::{self, SealKey},
    compile, fingerprint,
};

use crate::support::{KEY, artifact_file, digest, profile};

fn load(key: [u8; 32], component: &str, bytes: &[u8]) -> Result<(), LoadError> {
    let mut config = RuntimeConfig::new(SealKey::new(key));
    config.instances = 1;
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), bytes).unwrap();
    Runtime::new(config).unwrap().load(component, file.path()).map(drop)
}

#[test]
fn an_artifact_is_loaded_as_it_was_sealed() {
    let (component, path) = artifact_file("hello");
    load(KEY, &component, &std::fs::read(path).unwrap()).unwrap();
}

#[test]
fn one_changed_byte_anywhere_breaks_the_seal() {
    let (component, path) = artifact_file("hello");
    let sealed = std::fs::read(path).unwrap();
    let end = sealed.len();
    for position in [0, 100, end / 2, end - 113, end - 112, end - 104, end - 96, end - 40, end - 32, end - 1]
    {
        let mut forged = sealed.clone();
        forged[position] ^= 1;
        let refused = load(KEY, &component, &forged);
        assert!(matches!(refused, Err(LoadError::Seal(_))), "byte {position}: {refused:?}");
    }
}

#[test]
fn a_shortened_empty_or_foreign_file_is_refused() {
    let (component, path) = artifact_file("hello");
    let sealed = std::fs::read(path).unwrap();
    for forged in [&sealed[..sealed.len() - 1], &sealed[1..], &sealed[..50], b"", b"\0asm not an artifact"] {
        assert!(matches!(load(KEY, &component, forged), Err(LoadError::Seal(_))));
    }
    assert!(matches!(load([8; 32], &component, &sealed), Err(LoadError::Seal(_))), "another platform's key");
}

#[test]
fn the_artifact_of_another_component_is_refused() {
    let (_, path) = artifact_file("hello");
    let refused = load(KEY, &digest(b"another component"), &std::fs::read(path).unwrap());
    assert!(matches!(refused, Err(LoadError::Stale { .. })), "{refused:?}");
}

#[test]
fn the_artifact_of_another_engine_is_refused() {
    let component = mspf_test_support::component("hello");
    let code = compile(&component, profile("hello")).unwrap();
    let digest = digest(&component);
    let sealed =
        artifact::seal(&SealKey::new(KEY), &digest, &"0".repeat(64), profile("hello"), code).unwrap();
    assert!(matches!(load(KEY, &digest, &sealed), Err(LoadError::Stale { .. })));
}

#[test]
fn what_is_no_component_is_not_compiled() {
    for bytes in [&b"\0asm\x01\0\0\0"[..], b"", b"hello", b"\0asm\x0d\0\x01\0garbage"] {
        assert!(compile(bytes, profile("hello")).is_err());
    }
}

#[test]
fn the_fingerprint_is_the_same_every_time() {
    assert_eq!(fingerprint().unwrap(), fingerprint().unwrap());
    assert_eq!(fingerprint().unwrap().len(), 64);
}
