//! mspf-runtime.
