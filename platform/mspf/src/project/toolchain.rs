//! A Rust toolchain that can build for WebAssembly, wherever this machine keeps one.

use std::{
    env,
    ffi::OsString,
    path::PathBuf,
    process::{Command, Stdio},
};

use crate::failure::Failure;

/// What plugins in Rust are compiled for.
pub(crate) const TARGET: &str = "wasm32-wasip2";

/// A compiler with a standard library for [`TARGET`].
#[derive(Clone, Debug)]
pub(crate) struct Toolchain {
    /// The compiler to name to cargo; none if cargo's own can do it.
    rustc: Option<PathBuf>,
    sysroot: PathBuf,
}

impl Toolchain {
    /// Looks at `MSPF_WASM_RUSTC`, then at cargo's own compiler, then in the user's cache.
    pub(crate) fn find() -> Result<Self, Failure> {
        if let Some(named) = env::var_os("MSPF_WASM_RUSTC").filter(|value| !value.is_empty()) {
            let rustc = PathBuf::from(named);
            return Self::check(Some(rustc.clone())).ok_or_else(|| {
                Failure::usage(format!("{} cannot build for {TARGET}", rustc.display()))
                    .because("MSPF_WASM_RUSTC names a compiler without that target's standard library")
                    .remedy("name another compiler, or unset MSPF_WASM_RUSTC")
            });
        }
        let cached = cache_folder().map(|cache| cache.join("mspf/rust-wasi/bin/rustc"));
        Self::check(None).or_else(|| Self::check(Some(cached?))).ok_or_else(|| {
            Failure::new(format!("no Rust toolchain here can build for {TARGET}"))
                .because(format!("the {TARGET} standard library is not installed"))
                .remedy(format!(
                    "run `rustup target add {TARGET}`; where rustup can download nothing, `make wasm-target` of the \
                     platform's sources builds one"
                ))
        })
    }

    fn check(rustc: Option<PathBuf>) -> Option<Self> {
        let compiler = rustc.clone().map_or_else(cargos_compiler, OsString::from);
        let output =
            Command::new(compiler).args(["--print", "sysroot"]).stderr(Stdio::null()).output().ok()?;
        let sysroot = PathBuf::from(String::from_utf8(output.stdout).ok()?.trim());
        let library = sysroot.join("lib/rustlib").join(TARGET).join("lib");
        library.is_dir().then_some(Self { rustc, sysroot })
    }

    /// Makes a command use this toolchain.
    pub(crate) fn prepare(&self, command: &mut Command) {
        let Some(rustc) = &self.rustc else { return };
        // The linker for components lies beside the compiler's own tools.
        let tools = self.sysroot.join("lib/rustlib").join(host()).join("bin");
        let path = env::var_os("PATH").unwrap_or_default();
        let path = env::join_paths([tools].into_iter().chain(env::split_paths(&path))).unwrap_or(path);
        command.env("RUSTC", rustc).env("PATH", path);
    }
}

fn cargos_compiler() -> OsString {
    env::var_os("RUSTC").unwrap_or_else(|| OsString::from("rustc"))
}

fn host() -> String {
    format!("{}-unknown-linux-gnu", env::consts::ARCH)
}

fn cache_folder() -> Option<PathBuf> {
    let set = |name| env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    set("XDG_CACHE_HOME").or_else(|| set("HOME").map(|home| home.join(".cache")))
}
