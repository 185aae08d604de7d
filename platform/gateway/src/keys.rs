//! Who may call a private plugin, and see why a plugin can't be loaded: whoever shows an API token of one of its
//! maintainers as `Mspf-Key`.

use std::sync::Arc;
use std::time::Duration;

use chrono::Utc;
use http::{HeaderName, HeaderValue};
use mspf_catalog::{Actor, Catalog, CatalogError, Id, PluginId, Scope};
use mspf_storage::Digest;

/// The header that carries the key. It never reaches a guest.
pub(crate) const KEY: HeaderName = HeaderName::from_static("mspf-key");
/// For how long the answer about a key is believed: a deleted token opens nothing after that.
const BELIEVED: Duration = Duration::from_secs(30);
/// Answers remembered: about 100 bytes each.
const MOST_ANSWERS: u64 = 10_000;

/// What is known of keys.
pub(crate) struct Keys {
    catalog: Catalog,
    answers: moka::future::Cache<(Digest, PluginId), bool>,
}

impl Keys {
    pub(crate) fn new(catalog: Catalog) -> Self {
        let answers =
            moka::future::Cache::builder().max_capacity(MOST_ANSWERS).time_to_live(BELIEVED).build();
        Self { catalog, answers }
    }

    /// Whether a request's key opens a plugin that belongs to this account.
    pub(crate) async fn open(
        &self,
        key: Option<&HeaderValue>,
        plugin: &PluginId,
        account: Id,
    ) -> Result<bool, Arc<CatalogError>> {
        let Some(key) = key.and_then(|key| key.to_str().ok()) else { return Ok(false) };
        let question = (Digest::of(key.as_bytes()), plugin.clone());
        self.answers.try_get_with(question, self.ask(key, plugin, account)).await
    }

    async fn ask(&self, key: &str, plugin: &PluginId, account: Id) -> Result<bool, CatalogError> {
        let now = Utc::now();
        let Some((token, user)) = self.catalog.tokens().authenticate(key, now).await? else {
            return Ok(false);
        };
        let is_for_this = token.plugin.as_ref().is_none_or(|only| only == plugin);
        if token.expires_at <= now || !token.scopes.contains(Scope::PluginsRead) || !is_for_this {
            return Ok(false);
        }
        let administrator = user.is_admin && token.scopes.contains(Scope::Admin);
        let actor = Actor::User { id: user.id, administrator };
        self.catalog.plugins().is_maintainer(&actor, account).await
    }
}
