//! `GET /admin/audit`

use axum::extract::State;
use chrono::{DateTime, Utc};
use mspf_catalog::{AuditEntry, AuditFilter, Id};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::{
    ApiState,
    error::ApiError,
    extract::{Auth, Json, List, Page, Query, need},
};

/// Which entries.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct AuditQuery {
    /// Only what this user did.
    #[param(value_type = Option<String>, example = "912345678901234567")]
    actor: Option<Id>,
    /// Only this kind of deed.
    #[param(example = "token.created")]
    action: Option<String>,
}

/// Something that was done.
#[derive(Serialize, ToSchema)]
#[schema(as = AuditEntry)]
pub(super) struct AuditBody {
    /// Identifier.
    #[schema(value_type = String, example = "912345678901234567")]
    id: Id,
    /// When.
    at: DateTime<Utc>,
    /// Who; null for somebody not signed in.
    #[schema(value_type = Option<String>, example = "912345678901234567")]
    actor: Option<Id>,
    /// The actor's name at that time.
    #[schema(example = "ada")]
    actor_name: String,
    /// What.
    #[schema(example = "token.created")]
    action: String,
    /// To what.
    #[schema(example = "912345678901234567")]
    subject: String,
    /// More about it.
    #[schema(value_type = Object)]
    details: serde_json::Value,
    /// From where.
    #[schema(example = "203.0.113.7")]
    address: String,
    /// In which request.
    #[schema(example = "9f0c2b7d5e1a4c38")]
    request_id: String,
}

impl From<AuditEntry> for AuditBody {
    fn from(entry: AuditEntry) -> AuditBody {
        let AuditEntry { id, at, actor, actor_name, action, subject, details, address, request_id } = entry;
        AuditBody { id, at, actor, actor_name, action, subject, details, address, request_id }
    }
}

/// Read the audit log.
///
/// Administrators; API tokens with `admin`. Newest first.
#[utoipa::path(get, path = "/admin/audit", tag = "admin", params(AuditQuery, Page),
    responses((status = 200, description = "A page of the log", body = List<AuditBody>)))]
pub(super) async fn list_audit(
    State(state): State<ApiState>,
    auth: Auth<need::Admin>,
    Query(query): Query<AuditQuery>,
    page: Page,
) -> Result<Json<List<AuditBody>>, ApiError> {
    auth.actor()?;
    let filter =
        AuditFilter { actor: query.actor, action: query.action, after: page.after()?, limit: page.limit() };
    let entries = state.catalog.audit().list(filter).await?;
    Ok(Json(page.list(entries, |entry| entry.id, AuditBody::from)))
}
