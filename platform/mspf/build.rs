//! Tells the program for which kind of machine it is built, which whoever downloads it has to know, and has it built again
//! when `make ui` has built the pages that are embedded in it.

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=../../marketplace-ui/dist");
    println!("cargo::rustc-env=MSPF_TARGET={}", std::env::var("TARGET").unwrap_or_default());
}
