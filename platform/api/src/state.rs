//! What every handler can reach, and what an operator may configure.

use std::sync::Arc;

use ipnet::IpNet;
use mspf_catalog::{Catalog, CatalogError, PreviewKey, Secret};
use mspf_storage::Storage;
use tokio_util::sync::CancellationToken;

use mspf_package::ReadLimits;

use crate::{
    access_token::AccessTokens,
    clock::Clock,
    limits::{LoginThrottle, RateLimits, Rates},
};

/// What an operator decides.
#[derive(Clone, Debug)]
pub struct ApiConfig {
    /// Where people reach the platform, without a slash at the end: `https://mspf.example`. The issuer of access
    /// tokens and the start of every link.
    pub public_url: String,
    /// The domain below which every plugin has an origin of its own, if the gateways are known to have one.
    pub plugin_domain: Option<String>,
    /// Whether strangers may sign up. Administrators can always make users.
    pub sign_up_open: bool,
    /// Networks whose `X-Forwarded-For` is believed. Everybody else's is ignored.
    pub trusted_proxies: Vec<IpNet>,
    /// Largest package that can be uploaded, in bytes.
    pub upload_max_bytes: u64,
    /// Whether plugins in Python can run.
    pub python: bool,
    /// How often one address or credential may ask.
    pub rates: Rates,
    /// What makes tickets to drafts: the gateways' key.
    pub previews: PreviewKey,
}

impl Default for ApiConfig {
    fn default() -> ApiConfig {
        ApiConfig {
            public_url: "http://localhost:8899".to_owned(),
            plugin_domain: None,
            sign_up_open: true,
            trusted_proxies: Vec::new(),
            // What the package room reads; an operator may allow less.
            upload_max_bytes: ReadLimits::default().archive_bytes,
            python: false,
            rates: Rates::default(),
            previews: PreviewKey::generate(),
        }
    }
}

impl ApiConfig {
    /// Whether cookies are only ever sent over TLS: whenever people reach the platform that way.
    pub fn secure_cookies(&self) -> bool {
        self.public_url.starts_with("https://")
    }

    /// The link that makes the first administrator. The secret stands behind `#`, which browsers do not send, so
    /// that it appears in no log.
    pub fn setup_link(&self, secret: &Secret) -> String {
        format!("{}/setup#{}", self.public_url, secret.expose())
    }
}

/// What every handler can reach. Cheap to clone.
#[derive(Clone, Debug)]
pub struct ApiState {
    /// Accounts, plugins and everything else that is stored in the database.
    pub catalog: Catalog,
    /// Blobs and sealed artifacts.
    pub storage: Storage,
    /// What the operator decided.
    pub config: Arc<ApiConfig>,
    /// The time that everything is judged by.
    pub clock: Clock,
    /// Cancelled when the server stops: streams end, `/readyz` fails.
    pub shutdown: CancellationToken,
    pub(crate) access_tokens: Arc<AccessTokens>,
    pub(crate) rates: Arc<RateLimits>,
    pub(crate) logins: Arc<LoginThrottle>,
}

impl ApiState {
    /// The state of a server.
    pub fn new(catalog: Catalog, storage: Storage, config: ApiConfig) -> ApiState {
        ApiState::with_clock(catalog, storage, config, Clock::system())
    }

    /// The state of a server that lives by another clock.
    pub fn with_clock(catalog: Catalog, storage: Storage, config: ApiConfig, clock: Clock) -> ApiState {
        ApiState {
            access_tokens: Arc::new(AccessTokens::new(catalog.clone(), config.public_url.clone())),
            rates: Arc::new(RateLimits::new(&config.rates, &clock)),
            logins: Arc::new(LoginThrottle::new()),
            shutdown: CancellationToken::new(),
            catalog,
            storage,
            config: Arc::new(config),
            clock,
        }
    }

    /// The one-time link that makes the first administrator, while there is none. The server prints it when it starts.
    pub async fn issue_setup_link(&self) -> Result<Option<String>, CatalogError> {
        let secret = self.catalog.setup().issue(self.clock.now()).await?;
        Ok(secret.map(|secret| self.config.setup_link(&secret)))
    }
}
