//! What a client hears of a guest's answer.
//!
//! In path form a plugin answers on the platform's own origin, so its pages are put into a sandbox that has an origin
//! of nobody (`Origin: null`): they run their scripts, yet can neither read the platform's storage nor call its API as
//! the signed-in user. On its own origin a plugin is as free as any site.

use http::{HeaderMap, HeaderName, HeaderValue, Method, Response, StatusCode, header};

use super::request::Root;
use super::{cookies, preview, remove_hop_by_hop, remove_where};
use crate::address::Form;

/// What a sandboxed page may do. Never `allow-same-origin`, which would undo the sandbox.
const SANDBOX: HeaderValue = HeaderValue::from_static(
    "sandbox allow-downloads allow-forms allow-modals allow-popups allow-popups-to-escape-sandbox allow-scripts",
);

/// The origin a sandboxed page speaks as.
const NOBODY: HeaderValue = HeaderValue::from_static("null");

/// For how long a browser remembers that a sandboxed page may call its plugin.
const PREFLIGHT_AGE: HeaderValue = HeaderValue::from_static("600");

/// Who will read an answer, as far as the request says.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Reader {
    /// A page in a sandbox.
    pub(super) from_nobody: bool,
    /// A browser that would keep a `Secure` cookie from here: it says where a request comes from (`Sec-Fetch-Site`) to
    /// those addresses only that it takes for secure, be it for TLS or as a name below `localhost`.
    pub(super) keeps_secure_cookies: bool,
}

impl Reader {
    pub(crate) fn of(request: &HeaderMap) -> Self {
        Self {
            from_nobody: request.get(header::ORIGIN) == Some(&NOBODY),
            keeps_secure_cookies: request.contains_key("sec-fetch-site"),
        }
    }
}

/// Makes a guest's response fit for the origin on which it is given.
pub(crate) fn to_client(headers: &mut HeaderMap, root: &Root, reader: Reader) {
    remove_hop_by_hop(headers);
    cookies::confine(headers, &root.prefix);
    if root.is_preview {
        preview::open(headers, root.form, reader);
    }
    if root.form == Form::Origin {
        return;
    }
    remove_where(headers, speaks_for_the_origin);
    move_location_below(headers, &root.prefix);
    // Policies add up: a plugin's own can only be stricter.
    headers.append(header::CONTENT_SECURITY_POLICY, SANDBOX);
    if reader.from_nobody {
        open_to_nobody(headers);
    }
}

/// Headers by which one response changes how a browser treats everything else on its origin.
fn speaks_for_the_origin(name: &str) -> bool {
    matches!(
        name,
        "accept-ch"
            | "alt-svc"
            | "clear-site-data"
            | "critical-ch"
            | "nel"
            | "origin-agent-cluster"
            | "public-key-pins"
            | "report-to"
            | "service-worker-allowed"
            | "set-cookie2"
            | "set-login"
            | "strict-transport-security"
            | "supports-loading-mode"
    )
}

/// A guest that knows nothing of its prefix redirects to `/login` and means its own.
fn move_location_below(headers: &mut HeaderMap, prefix: &str) {
    let Some(location) = headers.get(header::LOCATION).and_then(|value| value.to_str().ok()) else { return };
    let is_path = location.starts_with('/') && !location.starts_with("//");
    let inside = location
        .strip_prefix(prefix)
        .is_some_and(|rest| rest.starts_with(['/', '?', '#']) || rest.is_empty());
    if is_path
        && !inside
        && let Ok(moved) = HeaderValue::try_from(format!("{prefix}{location}"))
    {
        headers.insert(header::LOCATION, moved);
    }
}

/// Lets a sandboxed page read the answer. Without credentials: any other sandboxed page says `null` as well.
fn open_to_nobody(headers: &mut HeaderMap) {
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, NOBODY);
    headers.remove(header::ACCESS_CONTROL_ALLOW_CREDENTIALS);
    headers.append(header::VARY, HeaderValue::from_static("origin"));
}

/// Whether the browser asks, on behalf of a sandboxed page, for leave to send a request.
pub(crate) fn is_preflight_of_sandboxed_page(method: &Method, headers: &HeaderMap) -> bool {
    method == Method::OPTIONS
        && headers.contains_key(header::ACCESS_CONTROL_REQUEST_METHOD)
        && headers.get(header::ORIGIN) == Some(&NOBODY)
}

/// Grants what [`is_preflight_of_sandboxed_page`] asks for; the plugin itself need not know of it.
pub(crate) fn preflight<B: Default>(asked: &HeaderMap) -> Response<B> {
    let mut response = Response::new(B::default());
    *response.status_mut() = StatusCode::NO_CONTENT;
    let headers = response.headers_mut();
    open_to_nobody(headers);
    let mut grant = |name: HeaderName, asked_as: HeaderName| {
        if let Some(value) = asked.get(asked_as) {
            headers.insert(name, value.clone());
        }
    };
    grant(header::ACCESS_CONTROL_ALLOW_METHODS, header::ACCESS_CONTROL_REQUEST_METHOD);
    grant(header::ACCESS_CONTROL_ALLOW_HEADERS, header::ACCESS_CONTROL_REQUEST_HEADERS);
    headers.insert(header::ACCESS_CONTROL_MAX_AGE, PREFLIGHT_AGE);
    response
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::address::Address;

    fn at(root: &'static str) -> Root {
        Root::new(&Address { key: if root.is_empty() { "sp-1" } else { root }.into() })
    }

    fn told(root: &'static str, from_nobody: bool, pairs: &[(&'static str, &'static str)]) -> Vec<String> {
        let mut headers: HeaderMap = HeaderMap::new();
        for (name, value) in pairs {
            headers.append(*name, HeaderValue::from_static(value));
        }
        to_client(&mut headers, &at(root), Reader { from_nobody, ..Reader::default() });
        let mut told: Vec<_> = headers
            .iter()
            .filter(|(_, value)| *value != SANDBOX)
            .map(|(name, value)| format!("{name}: {}", value.to_str().unwrap()))
            .collect();
        told.sort();
        told
    }

    #[test]
    fn a_path_form_plugin_cannot_speak_for_the_platforms_origin() {
        let evil = [
            ("service-worker-allowed", "/"),
            ("clear-site-data", "\"*\""),
            ("strict-transport-security", "max-age=1"),
            ("nel", "{}"),
            ("connection", "x-hop"),
            ("x-hop", "1"),
            ("content-type", "text/html"),
        ];
        assert_eq!(told("/plugins.SP_1", false, &evil), ["content-type: text/html"]);
        let free = told("", false, &evil);
        assert!(
            free.contains(&"service-worker-allowed: /".to_owned()) && !free.contains(&"x-hop: 1".to_owned())
        );
    }

    #[test]
    fn its_pages_are_sandboxed_without_the_platforms_origin() {
        let mut headers = HeaderMap::new();
        headers.insert(header::CONTENT_SECURITY_POLICY, "sandbox allow-same-origin".parse().unwrap());
        to_client(&mut headers, &at("/plugins.SP_1"), Reader::default());
        let all: Vec<_> = headers.get_all(header::CONTENT_SECURITY_POLICY).iter().collect();
        assert_eq!(all.len(), 2);
        assert!(
            all[1].to_str().unwrap().starts_with("sandbox ")
                && !all[1].to_str().unwrap().contains("same-origin")
        );
    }

    #[test]
    fn a_sandboxed_page_may_call_its_plugin_without_credentials() {
        let cors = [("access-control-allow-credentials", "true"), ("access-control-allow-origin", "*")];
        assert_eq!(told("/plugins.SP_1", true, &cors), ["access-control-allow-origin: null", "vary: origin"]);
        let asked = HeaderMap::from_iter([
            (header::ORIGIN, NOBODY),
            (header::ACCESS_CONTROL_REQUEST_METHOD, HeaderValue::from_static("PUT")),
            (header::ACCESS_CONTROL_REQUEST_HEADERS, HeaderValue::from_static("content-type")),
        ]);
        assert!(is_preflight_of_sandboxed_page(&Method::OPTIONS, &asked));
        assert!(!is_preflight_of_sandboxed_page(&Method::PUT, &asked));
        let granted = preflight::<()>(&asked);
        assert_eq!(granted.headers()["access-control-allow-methods"], "PUT");
        assert_eq!(granted.headers()["access-control-allow-headers"], "content-type");
        assert!(!granted.headers().contains_key("access-control-allow-credentials"));
    }

    #[test]
    fn a_redirect_to_the_root_means_the_plugins_root() {
        for (given, told_as) in [
            ("/login?x", "/plugins.SP_1/login?x"),
            ("/plugins.SP_1/login", "/plugins.SP_1/login"),
            ("/plugins.SP_12/", "/plugins.SP_1/plugins.SP_12/"),
            ("login", "login"),
            ("//example.org/", "//example.org/"),
            ("https://example.org/", "https://example.org/"),
        ] {
            assert_eq!(
                told("/plugins.SP_1", false, &[("location", given)]),
                [format!("location: {told_as}")]
            );
        }
        assert_eq!(told("", false, &[("location", "/login")]), ["location: /login"]);
    }
}
