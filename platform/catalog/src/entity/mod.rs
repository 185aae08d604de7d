//! One module per table. Entities never leave this crate: the services' own types do.

pub(crate) mod event;
