//! Saying that this node lives, for whoever administers the platform.

use std::sync::Arc;

use chrono::Utc;
use mspf_catalog::{Catalog, NODE_SEEN_EVERY, NewNode};

use super::{background::Background, secrets};
use crate::{config::ServerConfig, failure::Failure};

/// What this node says of itself, and to whom.
#[derive(Clone)]
pub(crate) struct Presence {
    catalog: Catalog,
    node: Arc<NewNode>,
}

impl Presence {
    pub(crate) fn new(config: &ServerConfig, catalog: Catalog) -> Result<Self, Failure> {
        let node = NewNode {
            name: secrets::node_name(config)?,
            role: config.role.to_string(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            started_at: Utc::now(),
        };
        Ok(Self { catalog, node: Arc::new(node) })
    }

    /// Says it until the node stops.
    pub(crate) fn keep(&self, work: &mut Background) {
        let this = self.clone();
        work.every("saying that this node lives", NODE_SEEN_EVERY, move || {
            let this = this.clone();
            async move { this.catalog.nodes().seen(&this.node, Utc::now()).await }
        });
    }

    /// Says that it is over. Who does not get to hear it finds out by the silence.
    pub(crate) async fn end(&self) {
        if let Err(error) = self.catalog.nodes().gone(&self.node.name).await {
            tracing::warn!(%error, "this node could not be taken off the list");
        }
    }
}
