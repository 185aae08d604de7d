//! Patterns of hosts that a plugin may call.

use std::borrow::Cow;
use std::fmt;
use std::net::IpAddr;
use std::str::FromStr;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};

/// Characters of a host name, as in DNS.
const MAX_HOST_LENGTH: usize = 253;
/// Characters of one label of a host name, as in DNS.
const MAX_LABEL_LENGTH: usize = 63;

/// A host, or all hosts below a domain, with the scheme and the port at which they may be called.
///
/// Written `host`, `host:port` or `scheme://host:port`, in lower case. Without a scheme it means `https`, without a
/// port the scheme's own. `*.example.com` stands for every name below `example.com`, but not for `example.com`. There
/// is no pattern for all hosts: whoever installs a plugin is to see where its data can go. Address ranges that no
/// plugin may reach (private, loopback …) are no matter of patterns; they are checked when a connection is made.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct HostPattern {
    scheme: Scheme,
    /// Without the `*.` of a wildcard.
    host: String,
    wildcard: bool,
    port: u16,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Scheme {
    Http,
    Https,
}

impl Scheme {
    const fn name(self) -> &'static str {
        match self {
            Self::Http => "http",
            Self::Https => "https",
        }
    }

    const fn port(self) -> u16 {
        match self {
            Self::Http => 80,
            Self::Https => 443,
        }
    }
}

/// Why a text is no pattern of hosts.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum HostPatternError {
    /// Something follows the port, such as a path.
    #[error("`{0}` is more than a host; leave out path, query and user name")]
    NotAHost(String),
    /// A scheme other than `http` and `https`.
    #[error("`{0}` has a scheme other than http and https; plugins call hosts by HTTP only")]
    Scheme(String),
    /// The port is no number from 1 to 65535.
    #[error("the port of `{0}` is no number from 1 to 65535")]
    Port(String),
    /// `*` alone, or at another place than the start.
    #[error(
        "`{0}` has `*` at a place other than the first label of a domain; write `*.example.com`, or name the hosts"
    )]
    Wildcard(String),
    /// Not a host name in lower case, nor an IP address.
    #[error("`{0}` is no host name; write it in lower case, names in other scripts in their `xn--` form")]
    Host(String),
}

impl HostPattern {
    /// Whether a request to this place is covered. `scheme` and `host` may have any case; `host` has no port; an IPv6
    /// address may have its brackets.
    #[must_use]
    pub fn matches(&self, scheme: &str, host: &str, port: u16) -> bool {
        if !scheme.eq_ignore_ascii_case(self.scheme.name()) || port != self.port {
            return false;
        }
        let host = host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).unwrap_or(host);
        let host = host.strip_suffix('.').unwrap_or(host).to_ascii_lowercase();
        if !self.wildcard {
            return host == self.host;
        }
        host.strip_suffix(&self.host)
            .and_then(|rest| rest.strip_suffix('.'))
            .is_some_and(|label| !label.is_empty())
    }
}

impl FromStr for HostPattern {
    type Err = HostPatternError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (scheme, rest) = match text.split_once("://") {
            None => (Scheme::Https, text),
            Some(("https", rest)) => (Scheme::Https, rest),
            Some(("http", rest)) => (Scheme::Http, rest),
            Some(_) => return Err(HostPatternError::Scheme(text.into())),
        };
        if rest.contains(['/', '?', '#', '@']) {
            return Err(HostPatternError::NotAHost(text.into()));
        }
        let (host, port) = split_port(rest).ok_or_else(|| HostPatternError::Host(text.into()))?;
        let port = match port {
            None => scheme.port(),
            Some(digits) => parse_port(digits).ok_or_else(|| HostPatternError::Port(text.into()))?,
        };
        let (host, wildcard) = match host.strip_prefix("*.") {
            Some(domain) => (domain, true),
            None => (host, false),
        };
        // A wildcard needs a domain of two labels at least: `*.com` would be no restriction at all.
        if host.contains('*') || wildcard && (!host.contains('.') || host.parse::<IpAddr>().is_ok()) {
            return Err(HostPatternError::Wildcard(text.into()));
        }
        let host = match host.parse::<IpAddr>() {
            Ok(address) => address.to_string(),
            Err(_) if is_host_name(host) => host.to_owned(),
            Err(_) => return Err(HostPatternError::Host(text.into())),
        };
        Ok(Self { scheme, host, wildcard, port })
    }
}

/// Splits `host`, `host:port`, `[v6]` and `[v6]:port`; the brackets are removed.
fn split_port(text: &str) -> Option<(&str, Option<&str>)> {
    if let Some(rest) = text.strip_prefix('[') {
        let (host, rest) = rest.split_once(']')?;
        host.parse::<std::net::Ipv6Addr>().ok()?;
        return match rest.strip_prefix(':') {
            Some(port) => Some((host, Some(port))),
            None if rest.is_empty() => Some((host, None)),
            None => None,
        };
    }
    match text.split_once(':') {
        Some((host, port)) => Some((host, Some(port))),
        None => Some((text, None)),
    }
}

fn parse_port(digits: &str) -> Option<u16> {
    let plain = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    digits.parse().ok().filter(|port| plain && *port > 0)
}

fn is_host_name(host: &str) -> bool {
    let label = |label: &str| {
        (1..=MAX_LABEL_LENGTH).contains(&label.len())
            && label.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    // A name whose last label is a number would be read as an IPv4 address in one of its odd spellings.
    let last_is_word =
        host.rsplit('.').next().is_some_and(|last| !last.bytes().all(|byte| byte.is_ascii_digit()));
    host.len() <= MAX_HOST_LENGTH && last_is_word && host.split('.').all(label)
}

impl fmt::Display for HostPattern {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.scheme == Scheme::Http {
            out.write_str("http://")?;
        }
        if self.wildcard {
            out.write_str("*.")?;
        }
        if self.host.contains(':') {
            write!(out, "[{}]", self.host)?
        } else {
            out.write_str(&self.host)?
        }
        if self.port == self.scheme.port() { Ok(()) } else { write!(out, ":{}", self.port) }
    }
}

impl TryFrom<String> for HostPattern {
    type Error = HostPatternError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<HostPattern> for String {
    fn from(pattern: HostPattern) -> Self {
        pattern.to_string()
    }
}

impl JsonSchema for HostPattern {
    fn schema_name() -> Cow<'static, str> {
        "HostPattern".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "string",
            "description": "A host, `*.` and a domain, optionally with `http://` or `https://` before and a port after it.",
            "examples": ["api.example.com", "*.example.com", "http://intranet.example.com:8080"],
        })
    }
}
