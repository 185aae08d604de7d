//! `POST /plugins/{plugin}/preview`

use axum::extract::State;
use chrono::{DateTime, Utc};
use mspf_catalog::{PluginRef, PreviewTicket, normal_label};
use serde::Serialize;
use serde_json::json;
use utoipa::ToSchema;

use super::workspace;
use crate::{
    ApiState,
    error::ApiError,
    extract::{Auth, Json, Origin, Path, need},
};

/// Leave to see a draft without a credential.
#[derive(Serialize, ToSchema)]
#[schema(as = Preview)]
pub(super) struct PreviewBody {
    /// What stands in an address of the plugin where a version stands. A secret.
    #[schema(example = "preview-0f6fv0123456789abcdefghijklmn")]
    ticket: String,
    /// The path of the draft on this host.
    #[schema(example = "/plugins.SP_1424952348698091520@preview-0f6fv0123456789abcdefghijklmn/")]
    path: String,
    /// The draft's own host, without a port; null if this node knows no domain for plugins.
    #[schema(example = "preview-0f6fv0123456789abcdefghijklmn--sp-1424952348698091520.plugins.localhost")]
    host: Option<String>,
    /// When both addresses stop to answer.
    expires_at: DateTime<Utc>,
}

/// Get a ticket to a draft.
///
/// Maintainers of the plugin may. Whoever has the ticket sees the draft as it is at any moment, and why it can't be
/// loaded, for 12 to 13 hours; it can't be taken back before. For what can send no credential: an editor's frame, a
/// phone, a colleague. Tickets of one hour are the same.
#[utoipa::path(post, operation_id = "preview_plugin", path = "/plugins/{plugin}/preview", tag = "workspace",
    params(("plugin" = String, Path, description = "`SP_…` or `owner/name`")),
    responses((status = 200, description = "The ticket, and where it leads", body = PreviewBody)))]
pub(super) async fn preview(
    State(state): State<ApiState>,
    auth: Auth<need::PluginsRead>,
    origin: Origin,
    Path(reference): Path<PluginRef>,
) -> Result<Json<PreviewBody>, ApiError> {
    let (_, plugin, _) = workspace(&state, &auth, &reference).await?;
    let PreviewTicket { text, expires_at } = state.config.previews.ticket(&plugin.id, state.clock.now());
    origin.audit(&auth, "preview.issued", &plugin.id, json!({ "expires_at": expires_at })).await?;
    let label = normal_label(plugin.id.as_str());
    Ok(Json(PreviewBody {
        path: format!("/plugins.{}@{text}/", plugin.id),
        host: state.config.plugin_domain.as_ref().map(|domain| format!("{text}--{label}.{domain}")),
        ticket: text,
        expires_at,
    }))
}
