//! What handlers take from a request. Whatever cannot be taken is refused as problem+json.

mod auth;
mod json;
mod origin;
mod page;
mod path;
mod query;

pub use auth::{Auth, Caller, Credential, need, viewer, viewer_of};
pub use json::Json;
pub(crate) use json::present;
pub(crate) use origin::client_address;
pub use origin::{ClientAddress, Origin, RequestId, SameOrigin};
pub use page::{List, PER_PAGE, PER_PAGE_MAX, Page};
pub use path::Path;
pub use query::Query;
