//! Who is at the other end of a connection, and how far what it says about others is believed.

use std::net::{IpAddr, SocketAddr};

use http::{HeaderMap, HeaderValue};
use ipnet::IpNet;

use super::FORWARDED_FOR;

/// The other end of a connection, made ready once for all of the requests that come over it.
#[derive(Clone, Debug)]
pub struct Peer {
    address: SocketAddr,
    forwarded_for: HeaderValue,
    trusted: bool,
}

impl Peer {
    /// Describes the peer at `address`, believed about forwarded headers if one of `proxies` covers it.
    pub fn new(address: SocketAddr, proxies: &TrustedProxies) -> Self {
        let ip = address.ip().to_canonical();
        // An address never holds a byte that a header may not.
        let forwarded_for =
            HeaderValue::from_str(&ip.to_string()).unwrap_or(HeaderValue::from_static("unknown"));
        Self { address, forwarded_for, trusted: proxies.contains(ip) }
    }

    /// Where the connection comes from.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The client's own address: the peer's, or what a trusted proxy says of whom it speaks for.
    #[must_use]
    pub fn client(&self, headers: &HeaderMap) -> IpAddr {
        let told = || headers.get(FORWARDED_FOR)?.to_str().ok()?.rsplit(',').next()?.trim().parse().ok();
        let told: Option<IpAddr> = if self.trusted { told() } else { None };
        told.unwrap_or_else(|| self.address.ip().to_canonical())
    }

    pub(crate) fn forwarded_for(&self) -> &HeaderValue {
        &self.forwarded_for
    }

    pub(crate) fn is_trusted(&self) -> bool {
        self.trusted
    }
}

/// The networks whose `X-Forwarded-*` headers are believed: the ingress before the platform. None by default.
#[derive(Clone, Debug, Default)]
pub struct TrustedProxies(Vec<IpNet>);

impl TrustedProxies {
    /// Trusts what comes from these networks.
    pub fn new(networks: impl IntoIterator<Item = IpNet>) -> Self {
        Self(networks.into_iter().collect())
    }

    fn contains(&self, ip: IpAddr) -> bool {
        self.0.iter().any(|network| network.contains(&ip))
    }
}

impl std::str::FromStr for TrustedProxies {
    type Err = ipnet::AddrParseError;

    /// Reads networks or single addresses parted by commas: `10.0.0.0/8, 192.168.1.4`.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let networks = text.split(',').map(str::trim).filter(|part| !part.is_empty());
        networks
            .map(|part| {
                part.parse().or_else(|error| part.parse::<IpAddr>().map(IpNet::from).map_err(|_| error))
            })
            .collect::<Result<_, _>>()
            .map(Self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_proxy_is_trusted_by_network_or_address_also_when_it_comes_as_ipv6() {
        let proxies: TrustedProxies = "10.0.0.0/8, 192.168.1.4".parse().unwrap();
        let trusted = |address: &str| Peer::new(address.parse().unwrap(), &proxies).is_trusted();
        assert!(trusted("10.1.2.3:1"));
        assert!(trusted("[::ffff:192.168.1.4]:1"));
        assert!(!trusted("192.168.1.5:1"));
        assert!("10.0.0.0/33".parse::<TrustedProxies>().is_err());
    }
}
