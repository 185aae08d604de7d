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

/// The file of the shared Python runtime: `MSPF_PYTHON`, or what `make python` builds.
#[must_use]
pub fn python_file() -> PathBuf {
    env::var_os("MSPF_PYTHON").map_or_else(|| target().join("python/runtime.wasm"), PathBuf::from)
}

/// The bytes of the shared Python runtime.
#[must_use]
pub fn python_runtime() -> Vec<u8> {
    let path = python_file();
    std::fs::read(&path).unwrap_or_else(|error| {
        panic!("{} can't be read ({error}): run `make python` first, or set MSPF_PYTHON", path.display())
    })
}

/// The file of the front-end library: `MSPF_TEST_BASE_PLUGINS`, or what `make base-plugins` builds.
#[must_use]
pub fn base_plugins() -> PathBuf {
    env::var_os("MSPF_TEST_BASE_PLUGINS").map_or_else(|| target().join("base-plugins.zip"), PathBuf::from)
}

/// The folder of wheels that tests vendor as authors do, `MSPF_TEST_WHEELS`: `scripts/setup test` fills it.
#[must_use]
pub fn wheels() -> PathBuf {
    let folder = env::var_os("MSPF_TEST_WHEELS").map(PathBuf::from);
    let folder = folder.or_else(|| Some(env::home_dir()?.join(".cache/mspf/tools/wheels")));
    folder.filter(|folder| folder.is_dir()).expect("run `scripts/setup test` first, or set MSPF_TEST_WHEELS")
}

/// A Python of this machine that has pip: the one that the tests' tools lie beside.
#[must_use]
pub fn python_with_pip() -> PathBuf {
    let beside = env::var_os("MSPF_TEST_WEED").map(|weed| PathBuf::from(weed).with_file_name("python"));
    beside.filter(|python| python.exists()).unwrap_or_else(|| "python3".into())
}

/// The folder of a Python plugin's source below `tests/guests/python`.
#[must_use]
pub fn python_source(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../guests/python").join(name)
}

fn read(file: &str) -> Vec<u8> {
    let path = examples().join(file);
    std::fs::read(&path).unwrap_or_else(|error| {
        panic!("{} can't be read ({error}): run `make examples` first, or set MSPF_EXAMPLES", path.display())
    })
}

fn default_directory() -> PathBuf {
    target().join("examples")
}

/// Cargo's target directory, in which every test binary lies.
fn target() -> PathBuf {
    let binary = env::current_exe().expect("a test knows its own path");
    // <target>/<profile>/deps/<binary>
    binary.ancestors().nth(3).unwrap_or(Path::new(".")).to_owned()
}
