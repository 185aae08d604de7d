//! `GET /readyz`

use std::time::Duration;

use axum::extract::State;
use http::StatusCode;

use crate::{ApiState, error::ApiError};

/// How soon to ask again.
const AGAIN: Duration = Duration::from_secs(1);

/// Whether requests should be sent here.
///
/// Anyone may ask. Not while the server stops, nor while its database does not answer.
#[utoipa::path(get, path = "/readyz", tag = "system", security(()),
    responses((status = 200, description = "Ready", body = String, content_type = "text/plain", example = "ready")))]
pub(super) async fn readyz(State(state): State<ApiState>) -> Result<&'static str, ApiError> {
    let unready =
        |code, detail| ApiError::new(StatusCode::SERVICE_UNAVAILABLE, code, detail).retry_after(AGAIN);
    if state.shutdown.is_cancelled() {
        return Err(unready("server.stopping", "The server is stopping."));
    }
    state.catalog.ping().await.map_err(|error| {
        tracing::warn!(%error, "not ready");
        unready("server.database_unavailable", "The database does not answer.")
    })?;
    Ok("ready")
}
