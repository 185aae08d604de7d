//! The examples and the misbehaving guests, built by `make examples`.

use std::{
    env,
    path::{Path, PathBuf},
};

/// Where the built examples are: `MSPF_EXAMPLES`, or the folder that `make examples` fills.
#[must_use]
pub fn examples() -> PathBuf {
    env::var_os("MSPF_EXAMPLES").map_or_else(default_directory, PathBuf::from)
}

/// The bytes of a built component, by the name of its folder (`hello`, `hello-p3`, `misbehaving` …).
#[must_use]
pub fn component(name: &str) -> Vec<u8> {
    read(&format!("{name}.wasm"))
}

/// The bytes of a built package.
#[must_use]
pub fn package(name: &str) -> Vec<u8> {
    read(&format!("{name}.mspf.zip"))
}

fn read(file: &str) -> Vec<u8> {
    let path = examples().join(file);
    std::fs::read(&path).unwrap_or_else(|error| {
        panic!("{} can't be read ({error}): run `make examples` first, or set MSPF_EXAMPLES", path.display())
    })
}

/// `examples` in cargo's target directory, in which every test binary lies.
fn default_directory() -> PathBuf {
    let binary = env::current_exe().expect("a test knows its own path");
    // <target>/<profile>/deps/<binary>
    binary.ancestors().nth(3).unwrap_or(Path::new(".")).join("examples")
}
