//! What a guest hears about a request.

use http::request::Parts;
use http::uri::PathAndQuery;
use http::{HeaderMap, HeaderValue, Method, Uri, header};

use super::{
    FORWARDED_FOR, FORWARDED_HOST, FORWARDED_PREFIX, FORWARDED_PROTO, Peer, cookies, remove_hop_by_hop,
    remove_where,
};
use crate::address::{Address, Form};

/// Where the root of a plugin lies, as one of its addresses spells it.
#[derive(Clone, Debug)]
pub(crate) struct Root {
    pub(crate) form: Form,
    /// `/plugins.{label}`; empty in the own-origin form.
    pub(crate) prefix: Box<str>,
    /// Whether the address is a secret: it holds a ticket.
    pub(crate) is_preview: bool,
    header: HeaderValue,
}

impl Root {
    /// The root named by an address whose text has been found sound.
    pub(crate) fn new(address: &Address<'_>) -> Self {
        let prefix = address.prefix();
        let header = HeaderValue::from_str(prefix).unwrap_or(HeaderValue::from_static(""));
        Self { form: address.form(), prefix: prefix.into(), is_preview: address.is_preview(), header }
    }
}

/// Turns a client's request into the one that the guest sees: the path below its root, no credential of the
/// platform, and where it comes from in the platform's own words.
pub(crate) fn to_guest(parts: &mut Parts, root: &Root, peer: &Peer) {
    let forwarded = Forwarded::read(parts, peer);
    parts.uri = below_root(&parts.uri, root.prefix.len());
    remove_hop_by_hop(&mut parts.headers);
    remove_where(&mut parts.headers, is_the_platforms);
    cookies::hide_own(&mut parts.headers);
    forwarded.write(&mut parts.headers);
    if root.form == Form::Path {
        parts.headers.insert(FORWARDED_PREFIX, root.header.clone());
    }
}

/// Whether somebody uses the plugin by a request. To show its page inside another one, as the marketplace does in its
/// lists, is none; nor is to ask whether it has one.
pub(crate) fn is_use(method: &Method, headers: &HeaderMap) -> bool {
    let is_framed = headers.get("sec-fetch-dest").is_some_and(|dest| dest == "iframe");
    method != Method::HEAD && !is_framed
}

/// Names that only the platform may use towards a guest. Gateway interfaces such as WSGI read `X_Forwarded_For` and
/// `X-Forwarded-For` as the same, so both spellings go.
fn is_the_platforms(name: &str) -> bool {
    let spelled = |known: &str| {
        name.len() == known.len()
            && name.bytes().zip(known.bytes()).all(|(a, b)| a == b || (a == b'_' && b == b'-'))
    };
    match name.as_bytes() {
        [b'x', b'-' | b'_', b'f', ..] => name.len() > 11 && spelled_start(name, "x-forwarded-"),
        [b'x', b'-' | b'_', b'r', ..] => spelled("x-real-ip") || spelled("x-request-id"),
        [b'f', ..] => name == "forwarded",
        [b'm', b's', b'p', b'f', ..] => spelled_start(name, "mspf-"),
        _ => false,
    }
}

fn spelled_start(name: &str, start: &str) -> bool {
    name.len() >= start.len()
        && name.bytes().zip(start.bytes()).all(|(a, b)| a == b || (a == b'_' && b == b'-'))
}

/// `/plugins.SP_1/a?b` without its first `prefix` bytes: `/a?b`.
fn below_root(uri: &Uri, prefix: usize) -> Uri {
    let target = uri.path_and_query().map_or("/", PathAndQuery::as_str);
    let below = target.get(prefix..).filter(|rest| !rest.is_empty()).unwrap_or("/");
    if prefix == 0 && uri.scheme().is_none() {
        return uri.clone();
    }
    PathAndQuery::try_from(below).map(Uri::from).unwrap_or_default()
}

/// Where a request comes from.
struct Forwarded {
    client: HeaderValue,
    proto: HeaderValue,
    host: Option<HeaderValue>,
    /// The `Host` a guest sees, when the request's target named it instead.
    authority: Option<HeaderValue>,
}

impl Forwarded {
    fn read(parts: &Parts, peer: &Peer) -> Self {
        let authority =
            parts.uri.authority().and_then(|_| HeaderValue::from_str(crate::address::host(parts)?).ok());
        let host = authority.as_ref().or_else(|| parts.headers.get(header::HOST)).cloned();
        let own = Self {
            client: peer.forwarded_for().clone(),
            proto: HeaderValue::from_static("http"),
            host,
            authority,
        };
        if peer.is_trusted() { own.told_by_proxy(&parts.headers) } else { own }
    }

    fn told_by_proxy(self, headers: &HeaderMap) -> Self {
        let told = |name| headers.get(name).cloned();
        let client = match headers.get(FORWARDED_FOR) {
            Some(before) => {
                let chain = [before.as_bytes(), b", ", self.client.as_bytes()].concat();
                HeaderValue::from_bytes(&chain).unwrap_or(self.client)
            }
            None => self.client,
        };
        Self {
            client,
            proto: told(FORWARDED_PROTO).unwrap_or(self.proto),
            host: told(FORWARDED_HOST).or(self.host),
            authority: self.authority,
        }
    }

    fn write(self, headers: &mut HeaderMap) {
        headers.insert(FORWARDED_FOR, self.client);
        headers.insert(FORWARDED_PROTO, self.proto);
        if let Some(host) = self.host {
            headers.insert(FORWARDED_HOST, host);
        }
        if let Some(authority) = self.authority {
            headers.insert(header::HOST, authority);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::headers::TrustedProxies;

    fn heard(root: &str, proxies: &str, request: http::request::Builder) -> Parts {
        let mut parts = request.body(()).unwrap().into_parts().0;
        let peer = Peer::new("192.0.2.7:4711".parse().unwrap(), &proxies.parse::<TrustedProxies>().unwrap());
        let key = if root.is_empty() { "sp-1" } else { root };
        to_guest(&mut parts, &Root::new(&Address { key: key.into() }), &peer);
        parts
    }

    fn get(target: &str) -> http::request::Builder {
        http::Request::get(target).header("host", "mspf.example")
    }

    #[test]
    fn a_guest_sees_the_path_below_its_root() {
        for (target, seen) in [
            ("/plugins.SP_1/", "/"),
            ("/plugins.SP_1/a/b?c=/d", "/a/b?c=/d"),
            ("/plugins.SP_1/?x", "/?x"),
            ("/plugins.SP_1//evil.example/", "//evil.example/"),
        ] {
            assert_eq!(
                heard("/plugins.SP_1", "", get(target)).uri.path_and_query().unwrap(),
                seen,
                "{target}"
            );
        }
        assert_eq!(heard("", "", get("/a?b")).uri, "/a?b");
    }

    #[test]
    fn a_client_cannot_speak_for_the_platform() {
        let request = get("/plugins.SP_1/")
            .header("x-forwarded-for", "10.0.0.1")
            .header("x_forwarded_for", "10.0.0.1")
            .header("x-forwarded-proto", "https")
            .header("x-forwarded-prefix", "/evil")
            .header("x-forwarded-user", "root")
            .header("forwarded", "for=10.0.0.1")
            .header("x-real-ip", "10.0.0.1")
            .header("mspf-key", "secret")
            .header("mspf_key", "secret")
            .header("x-request-id", "forged")
            .header("x-feature", "kept");
        let headers = heard("/plugins.SP_1", "", request).headers;
        let mut seen: Vec<_> =
            headers.iter().map(|(name, value)| format!("{name}: {}", value.to_str().unwrap())).collect();
        seen.sort();
        assert_eq!(
            seen,
            [
                "host: mspf.example",
                "x-feature: kept",
                "x-forwarded-for: 192.0.2.7",
                "x-forwarded-host: mspf.example",
                "x-forwarded-prefix: /plugins.SP_1",
                "x-forwarded-proto: http",
            ]
        );
    }

    #[test]
    fn a_trusted_proxy_is_believed_and_named() {
        let request = get("/plugins.SP_1/")
            .header("x-forwarded-for", "198.51.100.9")
            .header("x-forwarded-proto", "https")
            .header("x-forwarded-host", "shop.example")
            .header("x-forwarded-prefix", "/evil");
        let headers = heard("/plugins.SP_1", "192.0.2.0/24", request).headers;
        assert_eq!(headers["x-forwarded-for"], "198.51.100.9, 192.0.2.7");
        assert_eq!(headers["x-forwarded-proto"], "https");
        assert_eq!(headers["x-forwarded-host"], "shop.example");
        assert_eq!(headers["x-forwarded-prefix"], "/plugins.SP_1");
    }

    #[test]
    fn what_concerns_one_connection_stays_on_it() {
        let request = get("/plugins.SP_1/")
            .header("connection", "close, X-Secret, X-Forwarded-For, Host, Authorization")
            .header("x-secret", "1")
            .header("te", "trailers")
            .header("upgrade", "h2c")
            .header("authorization", "Bearer of the plugin");
        let headers = heard("/plugins.SP_1", "", request).headers;
        for gone in ["connection", "x-secret", "te", "upgrade"] {
            assert!(!headers.contains_key(gone), "{gone}");
        }
        assert_eq!(headers["x-forwarded-for"], "192.0.2.7");
        assert_eq!(headers["authorization"], "Bearer of the plugin");
        assert_eq!(headers["host"], "mspf.example");
    }

    #[test]
    fn the_target_names_the_host_if_it_names_one() {
        let headers = heard("/plugins.SP_1", "", get("http://real.example/plugins.SP_1/")).headers;
        assert_eq!(
            (&headers["host"], &headers["x-forwarded-host"]),
            (&"real.example".parse().unwrap(), &"real.example".parse().unwrap())
        );
    }
}
