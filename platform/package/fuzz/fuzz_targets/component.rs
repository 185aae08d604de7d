//! A component from a stranger: known by its imports and exports, or an error.
#![no_main]

use libfuzzer_sys::fuzz_target;
use mspf_package::component::supported_import;
use mspf_package::inspect;

fuzz_target!(|bytes: &[u8]| {
    match inspect(bytes) {
        Ok(info) => assert!(info.imports.iter().all(|import| supported_import(import).is_some())),
        Err(error) => assert!(!error.to_string().is_empty() && error.code().starts_with("component.")),
    }
});
