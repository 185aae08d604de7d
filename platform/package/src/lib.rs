//! mspf-package.
