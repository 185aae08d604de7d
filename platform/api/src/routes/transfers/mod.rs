//! Giving a plugin to another account: an offer, and its acceptance.

mod accept;
mod end;
mod get;
mod list;
mod offer;

use chrono::{DateTime, Utc};
use mspf_catalog::{PluginId, Transfer};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::ApiState;

/// An offer of a plugin.
#[derive(Serialize, ToSchema)]
#[schema(as = Transfer)]
struct TransferBody {
    /// The plugin.
    #[schema(value_type = String)]
    plugin: PluginId,
    /// Name of the account it is offered to.
    to: String,
    /// When the offer was made.
    created_at: DateTime<Utc>,
    /// When it ends.
    expires_at: DateTime<Utc>,
}

impl From<Transfer> for TransferBody {
    fn from(offer: Transfer) -> TransferBody {
        let Transfer { plugin, to, created_at, expires_at } = offer;
        TransferBody { plugin, to: to.name, created_at, expires_at }
    }
}

pub(super) fn router() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new()
        .routes(routes!(list::list_transfers))
        .routes(routes!(get::get_transfer, offer::offer, end::end))
        .routes(routes!(accept::accept))
}
