//! `GET /platform`

use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;

use crate::{ApiState, extract::Json};

/// What somebody who has just arrived has to know.
#[derive(Serialize, ToSchema)]
#[schema(as = Platform)]
pub(super) struct PlatformBody {
    /// The version of the platform.
    #[schema(example = "2.0.0")]
    version: &'static str,
    /// The domain below which every plugin has an origin of its own, without a port; null if this node knows none.
    #[schema(example = "plugins.localhost")]
    plugin_domain: Option<String>,
    /// Whether strangers may sign up.
    sign_up: bool,
    /// Largest package that can be uploaded, in bytes.
    #[schema(example = 67108864)]
    upload_max_bytes: u64,
    /// Whether plugins in Python can run here.
    python: bool,
}

/// Look at the platform.
///
/// Anyone may.
#[utoipa::path(get, operation_id = "get_platform", path = "/platform", tag = "system", security(()),
    responses((status = 200, description = "The platform", body = PlatformBody)))]
pub(super) async fn get(State(state): State<ApiState>) -> Json<PlatformBody> {
    Json(PlatformBody {
        version: env!("CARGO_PKG_VERSION"),
        plugin_domain: state.config.plugin_domain.clone(),
        sign_up: state.config.sign_up_open,
        upload_max_bytes: state.config.upload_max_bytes,
        python: state.config.python,
    })
}
