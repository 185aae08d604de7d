//! What every request passes, outermost first: see [`crate::router`].

mod context;
mod headers;
mod panic;
mod rate;

pub(crate) use context::context;
pub(crate) use headers::secure;
pub(crate) use panic::caught;
pub(crate) use rate::admit;
