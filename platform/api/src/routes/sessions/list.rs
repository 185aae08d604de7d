//! `GET /sessions`

use axum::extract::State;
use chrono::{DateTime, Utc};
use mspf_catalog::{Id, Session};
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    ApiState,
    error::ApiError,
    extract::{Auth, Credential, Json, List},
};

/// A sign-in.
#[derive(Serialize, ToSchema)]
#[schema(as = Session)]
pub(super) struct SessionBody {
    /// Identifier.
    #[schema(value_type = String, example = "912345678901234567")]
    id: Id,
    /// Whether it is the one that asks.
    current: bool,
    /// What the browser called itself.
    #[schema(example = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0")]
    user_agent: String,
    /// The network address it came from.
    #[schema(example = "203.0.113.7")]
    address: String,
    /// When the user signed in.
    created_at: DateTime<Utc>,
    /// When it was last refreshed.
    last_used_at: DateTime<Utc>,
    /// When it ends unless it is refreshed.
    expires_at: DateTime<Utc>,
}

/// List one's sessions.
///
/// Only a person, signed in. The one used last comes first.
#[utoipa::path(get, path = "/sessions", tag = "account",
    responses((status = 200, description = "All sessions that live", body = List<SessionBody>)))]
pub(super) async fn list_sessions(
    State(state): State<ApiState>,
    auth: Auth,
) -> Result<Json<List<SessionBody>>, ApiError> {
    let sessions = state.catalog.sessions().list(auth.user.id, state.clock.now()).await?;
    let body = |session: Session| SessionBody {
        id: session.id,
        current: matches!(auth.credential, Credential::Session(id) if id == session.id),
        user_agent: session.user_agent,
        address: session.address,
        created_at: session.created_at,
        last_used_at: session.last_used_at,
        expires_at: session.expires_at,
    };
    Ok(Json(List::whole(sessions.into_iter().map(body).collect())))
}
