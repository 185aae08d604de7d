//! Outbound HTTP: requests a guest sends to granted hosts. Denied without a grant; and a granted name still must not
//! lead into the operator's own network.

mod address;
mod client;
mod pattern;

use std::{future::Future, sync::Arc};

use wasmtime_wasi_http::{Error, RequestOptions, Result, WasiBody, WasiHttpHooks};

pub(crate) use client::Client;
pub use pattern::HostPattern;

use crate::Tenant;

/// What granted requests may reach.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OutboundPolicy {
    /// Lets granted hosts be in private, loopback and link-local networks. For development and tests: in production it
    /// opens the operator's network to every plugin that names a host of it.
    pub allow_private: bool,
}

/// The outbound requests of one instance.
pub(crate) struct Outbound {
    client: Arc<Client>,
    tenant: Arc<Tenant>,
}

impl Outbound {
    pub(crate) fn new(client: Arc<Client>, tenant: Arc<Tenant>) -> Self {
        Self { client, tenant }
    }

    fn is_granted(&self, request: &http::Request<WasiBody>) -> bool {
        self.tenant.grants.outbound_hosts.iter().any(|pattern| pattern.matches(request.uri()))
    }
}

type Io = Box<dyn Future<Output = Result<(), Error>> + Send>;
type Sent = Box<dyn Future<Output = Result<(http::Response<WasiBody>, Io)>> + Send>;

impl WasiHttpHooks for Outbound {
    fn send_request(
        &mut self,
        request: http::Request<WasiBody>,
        options: Option<RequestOptions>,
        _: Io,
    ) -> Sent {
        if !self.is_granted(&request) {
            return Box::new(std::future::ready(Err(Error::HttpRequestDenied)));
        }
        let client = Arc::clone(&self.client);
        Box::new(async move { client.send(request, options.unwrap_or_default()).await })
    }
}
