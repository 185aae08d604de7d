//! A manifest from a stranger: one that survives JSON, or problems that can be told.
#![no_main]

use libfuzzer_sys::fuzz_target;
use mspf_package::Manifest;

fuzz_target!(|text: &str| {
    match Manifest::parse(text) {
        Ok(manifest) => {
            let _ = manifest.default_options();
            assert!(manifest.problems().is_empty());
        }
        Err(error) => {
            assert!(!error.problems.is_empty() && !error.to_string().is_empty());
            let lines = text.lines().count().max(1);
            assert!(error.problems.iter().all(|problem| problem.line.is_none_or(|line| (1..=lines + 1).contains(&line))));
        }
    }
});
