//! mspf-gateway.
