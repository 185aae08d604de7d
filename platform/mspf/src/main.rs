//! The mspf binary.
fn main() {}
