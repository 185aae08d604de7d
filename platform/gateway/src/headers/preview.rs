//! What is said at an address that holds a ticket: it is a secret, and an editor shows what is there in a frame.

use http::{HeaderMap, HeaderName, HeaderValue, header};

use super::cookies;
use super::response::Reader;
use crate::address::Form;

/// Where the guest says nothing of it, browsers are not to tell the address to other sites, nor search engines to list
/// it, nor caches to keep what was seen there.
const SECRET: [(HeaderName, HeaderValue); 3] = [
    (header::REFERRER_POLICY, HeaderValue::from_static("same-origin")),
    (HeaderName::from_static("x-robots-tag"), HeaderValue::from_static("noindex")),
    (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
];

/// The directive by which a page says who may show it.
const ANCESTORS: &str = "frame-ancestors";

/// Makes an answer fit for an address that holds a ticket.
///
/// Frameworks forbid by themselves that their pages are shown in a frame, against sites that make users click on what
/// they do not see. Here no site can: it would have to know the address. For the same reason cookies may go along to a
/// frame in a page of another site, as the editor's is: there browsers keep them only if they are written for that.
pub(super) fn open(headers: &mut HeaderMap, form: Form, reader: Reader) {
    for (name, value) in SECRET {
        headers.entry(name).or_insert(value);
    }
    headers.remove(header::X_FRAME_OPTIONS);
    if headers.contains_key(header::CONTENT_SECURITY_POLICY) {
        allow_ancestors(headers);
    }
    // In path form the page is nobody's, and has no cookies in a frame or elsewhere.
    if form == Form::Origin && reader.keeps_secure_cookies {
        cookies::let_into_frames(headers);
    }
}

/// Takes the directive out of every policy, and leaves the rest as it is.
fn allow_ancestors(headers: &mut HeaderMap) {
    let policies: Vec<HeaderValue> = headers
        .get_all(header::CONTENT_SECURITY_POLICY)
        .iter()
        .filter_map(|value| match value.to_str() {
            Ok(text) => HeaderValue::try_from(without_ancestors(text)).ok(),
            Err(_) => Some(value.clone()),
        })
        .filter(|value| !value.is_empty())
        .collect();
    headers.remove(header::CONTENT_SECURITY_POLICY);
    for value in policies {
        headers.append(header::CONTENT_SECURITY_POLICY, value);
    }
}

/// One header may hold several policies, with commas between them.
fn without_ancestors(header: &str) -> String {
    let is_ancestors = |directive: &&str| {
        let name = directive.split_ascii_whitespace().next().unwrap_or_default();
        name.eq_ignore_ascii_case(ANCESTORS)
    };
    let rest = |policy: &str| {
        let directives = policy.split(';').map(str::trim).filter(|text| !text.is_empty());
        directives.filter(|directive| !is_ancestors(directive)).collect::<Vec<_>>().join("; ")
    };
    header.split(',').map(rest).filter(|policy| !policy.is_empty()).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(form: Form, keeps_secure_cookies: bool, pairs: &[(&'static str, &'static str)]) -> Vec<String> {
        let mut headers = HeaderMap::new();
        for (name, value) in pairs {
            headers.append(*name, HeaderValue::from_static(value));
        }
        open(&mut headers, form, Reader { keeps_secure_cookies, ..Reader::default() });
        let told = headers.iter().map(|(name, value)| format!("{name}: {}", value.to_str().unwrap()));
        let mut told: Vec<_> = told.collect();
        told.sort();
        told
    }

    const SAID: [&str; 3] =
        ["cache-control: no-store", "referrer-policy: same-origin", "x-robots-tag: noindex"];

    #[test]
    fn the_address_is_kept_from_others_unless_the_guest_says_how() {
        assert_eq!(told(Form::Path, true, &[]), SAID);
        assert_eq!(told(Form::Origin, true, &[]), SAID);
        let own =
            [("cache-control", "max-age=1"), ("referrer-policy", "no-referrer"), ("x-robots-tag", "none")];
        let own_said = own.map(|(name, value)| format!("{name}: {value}"));
        assert_eq!(told(Form::Path, true, &own), own_said);
    }

    #[test]
    fn a_page_may_be_shown_in_a_frame_whatever_its_framework_says() {
        let forbidden = [
            ("x-frame-options", "DENY"),
            ("x-frame-options", "SAMEORIGIN"),
            ("content-security-policy", "frame-ancestors 'none'"),
        ];
        assert_eq!(told(Form::Origin, true, &forbidden), SAID);
        for (policy, rest) in [
            ("default-src 'self'; Frame-Ancestors 'none'; img-src *", "default-src 'self'; img-src *"),
            ("frame-ancestors 'self', default-src 'none'", "default-src 'none'"),
            ("default-src 'self'", "default-src 'self'"),
            ("frame-src 'none'; frame-ancestors-x a", "frame-src 'none'; frame-ancestors-x a"),
            (" ;; frame-ancestors", ""),
        ] {
            assert_eq!(without_ancestors(policy), rest);
        }
    }

    #[test]
    fn cookies_go_along_to_a_frame_where_a_browser_would_keep_them() {
        let cookies = [
            ("set-cookie", "csrftoken=1; SameSite=Lax; Path=/; Max-Age=9"),
            ("set-cookie", "__Host-a=1; secure; partitioned; samesite=strict; Path=/; HttpOnly"),
        ];
        let kept =
            |told: Vec<String>| told.into_iter().filter(|line| line.starts_with("set-cookie")).collect();
        let framed: Vec<String> = kept(told(Form::Origin, true, &cookies));
        assert_eq!(
            framed,
            [
                "set-cookie: __Host-a=1; Path=/; HttpOnly; SameSite=None; Secure; Partitioned",
                "set-cookie: csrftoken=1; Path=/; Max-Age=9; SameSite=None; Secure; Partitioned",
            ]
        );
        for (form, keeps) in [(Form::Origin, false), (Form::Path, true)] {
            let left: Vec<String> = kept(told(form, keeps, &cookies));
            assert!(left.iter().all(|cookie| !cookie.contains("SameSite=None")), "{left:?}");
        }
    }
}
