//! mspf-catalog.
