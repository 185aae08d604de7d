//! mspf-migrations.
