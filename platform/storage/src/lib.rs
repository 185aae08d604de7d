//! mspf-storage.
