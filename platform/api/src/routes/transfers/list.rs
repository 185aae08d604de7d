//! `GET /transfers`

use axum::extract::State;
use chrono::{DateTime, Utc};
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    ApiState,
    error::ApiError,
    extract::{Auth, Json, List, need},
    routes::plugins::PluginBody,
};

/// An offer to the caller, or to an organisation the caller owns.
#[derive(Serialize, ToSchema)]
pub(super) struct OfferToMe {
    /// The plugin.
    plugin: PluginBody,
    /// Name of the account it is offered to.
    to: String,
    /// When the offer was made.
    created_at: DateTime<Utc>,
    /// When it ends.
    expires_at: DateTime<Utc>,
}

/// List the plugins that one is offered.
///
/// Any user; API tokens with `plugins:read` that are not for one plugin. Newest first, 100 at most; private plugins
/// too, which only their receiver sees here.
#[utoipa::path(get, path = "/transfers", tag = "plugins",
    responses((status = 200, description = "The standing offers", body = List<OfferToMe>)))]
pub(super) async fn list_transfers(
    State(state): State<ApiState>,
    auth: Auth<need::PluginsRead>,
) -> Result<Json<List<OfferToMe>>, ApiError> {
    // Not by a token for one plugin: these are others.
    auth.actor()?;
    let offers = state.catalog.plugins().offers_to(auth.user.id).await?.into_iter();
    let body = |(plugin, offer): (mspf_catalog::Plugin, mspf_catalog::Transfer)| OfferToMe {
        plugin: PluginBody::new(plugin, false),
        to: offer.to.name,
        created_at: offer.created_at,
        expires_at: offer.expires_at,
    };
    Ok(Json(List::whole(offers.map(body).collect())))
}
