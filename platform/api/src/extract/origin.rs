//! Where a request comes from.

use std::{
    convert::Infallible,
    net::{IpAddr, Ipv4Addr, SocketAddr},
};

use axum::extract::{ConnectInfo, FromRequestParts};
use http::{HeaderMap, header, request::Parts};
use ipnet::IpNet;
use mspf_catalog::NewAuditEntry;
use serde_json::Value;

use crate::{ApiState, error::ApiError, extract::Caller};

/// The address of the client itself, seen through trusted proxies only.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClientAddress(pub IpAddr);

/// The name of a request in logs and errors.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestId(pub String);

impl<S: Send + Sync> FromRequestParts<S> for ClientAddress {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(parts.extensions.get().copied().unwrap_or(ClientAddress(UNKNOWN)))
    }
}

impl<S: Send + Sync> FromRequestParts<S> for RequestId {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(parts.extensions.get().cloned().unwrap_or(RequestId(String::new())))
    }
}

/// Stands for a client whose connection nobody described.
const UNKNOWN: IpAddr = IpAddr::V4(Ipv4Addr::UNSPECIFIED);

/// Finds the client behind `trusted` proxies: from the connection backwards through `X-Forwarded-For`, as long as
/// whoever wrote an entry is trusted. Anything further left may be invented.
pub(crate) fn client_address(parts: &Parts, trusted: &[IpNet]) -> ClientAddress {
    let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>();
    let mut client = peer.map_or(UNKNOWN, |ConnectInfo(peer)| peer.ip().to_canonical());
    let is_trusted = |address: &IpAddr| trusted.iter().any(|network| network.contains(address));
    let forwarded = parts.headers.get_all("x-forwarded-for").iter().filter_map(|value| value.to_str().ok());
    let mut hops: Vec<&str> = forwarded.flat_map(|value| value.split(',')).collect();
    while is_trusted(&client) {
        match hops.pop().map(|hop| hop.trim().parse::<IpAddr>()) {
            Some(Ok(hop)) => client = hop.to_canonical(),
            Some(Err(_)) | None => break,
        }
    }
    ClientAddress(client)
}

/// Who asks from where: what the audit log wants to know.
#[derive(Clone, Debug)]
pub struct Origin {
    state: ApiState,
    address: IpAddr,
    request_id: String,
}

impl FromRequestParts<ApiState> for Origin {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &ApiState) -> Result<Self, Infallible> {
        let ClientAddress(address) = ClientAddress::from_request_parts(parts, state).await?;
        let RequestId(request_id) = RequestId::from_request_parts(parts, state).await?;
        Ok(Origin { state: state.clone(), address, request_id })
    }
}

impl Origin {
    /// The client's address.
    pub fn address(&self) -> IpAddr {
        self.address
    }

    /// Notes in the audit log what `caller` did, as `noun.verb`, to `subject`. Never put secrets into `details`.
    pub async fn audit(
        &self,
        caller: &Caller,
        action: &'static str,
        subject: impl ToString,
        details: Value,
    ) -> Result<(), ApiError> {
        let actor = Some((caller.user.id, caller.user.name.clone()));
        self.audit_as(actor, action, subject, details).await
    }

    /// Like [`Origin::audit`], for what is done while signing in or by nobody known.
    pub async fn audit_as(
        &self,
        actor: Option<(mspf_catalog::Id, String)>,
        action: &'static str,
        subject: impl ToString,
        details: Value,
    ) -> Result<(), ApiError> {
        let entry = NewAuditEntry {
            actor,
            action,
            subject: subject.to_string(),
            details,
            address: self.address.to_string(),
            request_id: self.request_id.clone(),
        };
        Ok(self.state.catalog.audit().record(entry, self.state.clock.now()).await?)
    }
}

/// Refuses requests that another site's page makes a browser send. Only routes that a cookie opens need it: other
/// credentials no foreign page can add. `SameSite=Strict` alone lets pages of sibling host names through, and plugins
/// have those.
#[derive(Clone, Copy, Debug)]
pub struct SameOrigin;

impl FromRequestParts<ApiState> for SameOrigin {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &ApiState) -> Result<Self, ApiError> {
        if is_same_origin(&parts.headers, &state.config.public_url) {
            return Ok(SameOrigin);
        }
        Err(ApiError::forbidden(
            "auth.cross_origin",
            "Only the platform's own pages may use the session cookie.",
        ))
    }
}

fn is_same_origin(headers: &HeaderMap, public_url: &str) -> bool {
    let text = |name: &str| headers.get(name).map(|value| value.to_str().unwrap_or("null"));
    if let Some(site) = text("sec-fetch-site") {
        return site == "same-origin" || site == "none";
    }
    let Some(origin) = text(header::ORIGIN.as_str()) else { return true };
    let authority = origin.split_once("://").map(|(_, authority)| authority);
    origin == public_url || (authority.is_some() && authority == text(header::HOST.as_str()))
}
