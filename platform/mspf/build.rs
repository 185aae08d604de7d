//! Has the program built again when `make ui` has built the pages that are embedded in it.

fn main() {
    println!("cargo::rerun-if-changed=../../marketplace-ui/dist");
}
