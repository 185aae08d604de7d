//! `GET /admin/nodes`

use axum::extract::State;
use chrono::{DateTime, Utc};
use mspf_catalog::Node;
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    ApiState,
    error::ApiError,
    extract::{Auth, Json, List, need},
};

/// A node.
#[derive(Serialize, ToSchema)]
#[schema(as = Node)]
pub(super) struct NodeBody {
    /// Its name.
    #[schema(example = "node-912345678901234567")]
    name: String,
    /// What it does: `all`, `control`, `gateway` or `builder`.
    #[schema(example = "all")]
    role: String,
    /// The version of the platform that it runs.
    #[schema(example = "2.0.0")]
    version: String,
    /// Whether it has said so within the last 90 seconds.
    alive: bool,
    /// When its process began.
    started_at: DateTime<Utc>,
    /// When it said last that it lives.
    seen_at: DateTime<Utc>,
}

impl NodeBody {
    fn new(node: Node, now: DateTime<Utc>) -> NodeBody {
        let alive = node.is_alive(now);
        let Node { name, role, version, started_at, seen_at } = node;
        NodeBody { name, role, version, alive, started_at, seen_at }
    }
}

/// List the platform's nodes.
///
/// Administrators; API tokens with `admin`. By name, all of them. A node says every 30 seconds that it lives; one that
/// stops in good order is forgotten at once, one that went silent after a day.
#[utoipa::path(get, path = "/admin/nodes", tag = "admin",
    responses((status = 200, description = "The nodes", body = List<NodeBody>)))]
pub(super) async fn list_nodes(
    State(state): State<ApiState>,
    auth: Auth<need::Admin>,
) -> Result<Json<List<NodeBody>>, ApiError> {
    auth.actor()?;
    let nodes = state.catalog.nodes().list().await?;
    let now = state.clock.now();
    Ok(Json(List::whole(nodes.into_iter().map(|node| NodeBody::new(node, now)).collect())))
}
