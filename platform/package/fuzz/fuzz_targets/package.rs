//! An archive from a stranger: a package whose files can all be read, or an error.
#![no_main]

use std::io::Cursor;

use libfuzzer_sys::fuzz_target;
use mspf_package::{Package, ReadLimits};

fuzz_target!(|bytes: &[u8]| {
    match Package::read(Cursor::new(bytes), &ReadLimits::default()) {
        Ok(mut reader) => {
            for file in reader.package().files.clone() {
                let contents = reader.bytes(&file.path).expect("what was read once can be read again");
                assert_eq!(contents.len() as u64, file.size);
                mspf_package::check_path(&file.path).expect("every path is a plain one");
            }
        }
        Err(error) => assert!(!error.to_string().is_empty() && error.code().contains('.')),
    }
});
