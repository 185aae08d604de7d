//! Patterns of granted hosts.

use std::str::FromStr;

use http::Uri;

/// A granted host: `https://api.example.com`, `*.example.com`, `example.com:8443`. Without a scheme, HTTPS is meant;
/// without a port, the scheme's own. `*.` stands for any name below, not for the name itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HostPattern {
    tls: bool,
    below: bool,
    host: String,
    port: u16,
}

impl FromStr for HostPattern {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (tls, rest) = match text.split_once("://") {
            Some(("http", rest)) => (false, rest),
            Some(("https", rest)) => (true, rest),
            Some((scheme, _)) => {
                return Err(format!("`{scheme}` is not a scheme for requests: use http or https"));
            }
            None => (true, text),
        };
        let (below, name) = rest.strip_prefix("*.").map_or((false, rest), |name| (true, name));
        let uri: http::uri::Authority = name
            .parse()
            .map_err(|_| format!("`{text}` is not a host: write api.example.com or *.example.com"))?;
        if uri.host().contains('*') || uri.as_str().contains('@') || uri.host().is_empty() {
            return Err(format!("`{text}` is not a host: `*.` may only stand at the start"));
        }
        let port = uri.port_u16().unwrap_or(default_port(tls));
        Ok(Self { tls, below, host: uri.host().to_ascii_lowercase(), port })
    }
}

impl HostPattern {
    /// Whether a request to `uri` is meant by this pattern.
    #[must_use]
    pub fn matches(&self, uri: &Uri) -> bool {
        let tls = uri.scheme() != Some(&http::uri::Scheme::HTTP);
        let Some(host) = uri.host() else { return false };
        let host = host.to_ascii_lowercase();
        let port = uri.port_u16().unwrap_or(default_port(tls));
        let named = if self.below {
            host.strip_suffix(&self.host).is_some_and(|rest| rest.len() > 1 && rest.ends_with('.'))
        } else {
            host == self.host
        };
        named && tls == self.tls && port == self.port
    }
}

fn default_port(tls: bool) -> u16 {
    if tls { 443 } else { 80 }
}
