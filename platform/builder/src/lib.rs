//! mspf-builder.
