//! How often one may ask.

mod login;
mod rate;

pub(crate) use login::LoginThrottle;
pub(crate) use rate::RateLimits;
pub use rate::{Rate, Rates};
