//! The admin port: for operators and their machines, never for the public.

use std::sync::Arc;

use axum::{
    Json, Router,
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
    routing::get,
};
use metrics_exporter_prometheus::PrometheusHandle;
use mspf_catalog::Catalog;
use mspf_gateway::{Gateway, Live};

/// What the admin port tells about.
#[derive(Clone)]
pub(crate) struct Instruments {
    pub(crate) catalog: Catalog,
    pub(crate) gateway: Option<Arc<Gateway>>,
    pub(crate) metrics: PrometheusHandle,
}

/// The admin port's router.
pub(crate) fn router(instruments: Instruments) -> Router {
    let health = health(instruments.catalog.clone());
    Router::new()
        .route("/metrics", get(async |State(node): State<Instruments>| node.metrics.render()))
        .route("/top", get(top))
        .with_state(instruments)
        .merge(health)
}

/// Whether the node lives, and whether it can work, without the rest.
pub(crate) fn health(catalog: Catalog) -> Router {
    Router::new()
        .route("/healthz", get(async || "ok\n"))
        .route("/readyz", get(async move || ready(&catalog).await))
}

async fn top(State(node): State<Instruments>) -> Json<Option<Live>> {
    match &node.gateway {
        Some(gateway) => Json(Some(gateway.live().await)),
        None => Json(None),
    }
}

async fn ready(catalog: &Catalog) -> Response {
    match catalog.ping().await {
        Ok(()) => "ready\n".into_response(),
        Err(error) => {
            tracing::warn!(%error, "this node is not ready");
            (StatusCode::SERVICE_UNAVAILABLE, "the database does not answer\n").into_response()
        }
    }
}
