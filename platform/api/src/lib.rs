//! mspf-api.
