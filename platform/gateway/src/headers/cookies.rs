//! Cookies: a plugin sees its own, sets its own, and can neither read, plant nor outlive one of anybody else.

use http::{HeaderMap, HeaderValue, header};

use super::OWN_COOKIES;

/// Takes the platform's cookies out of a request.
pub(super) fn hide_own(headers: &mut HeaderMap) {
    let Some(first) = headers.get(header::COOKIE) else { return };
    let many = headers.get_all(header::COOKIE).iter().count() > 1;
    if !many && !mentions_own(first) {
        return;
    }
    // HTTP/2 may split the pairs over several headers; a guest gets the one that HTTP/1 would have sent.
    let kept: Vec<&[u8]> = headers
        .get_all(header::COOKIE)
        .iter()
        .flat_map(|value| value.as_bytes().split(|byte| *byte == b';'))
        .map(<[u8]>::trim_ascii)
        .filter(|pair| !pair.is_empty() && !is_own(name_of(pair)))
        .collect();
    let kept = (!kept.is_empty()).then(|| HeaderValue::from_bytes(&kept.join(&b"; "[..])));
    headers.remove(header::COOKIE);
    if let Some(Ok(value)) = kept {
        headers.insert(header::COOKIE, value);
    }
}

fn mentions_own(value: &HeaderValue) -> bool {
    value.as_bytes().windows(OWN_COOKIES.len()).any(|part| part.eq_ignore_ascii_case(OWN_COOKIES.as_bytes()))
}

/// The name of a `name=value` pair. A browser sends a cookie without a name as its bare value, which a server then
/// reads as a name: so does this.
fn name_of(pair: &[u8]) -> &[u8] {
    let name = pair.split(|byte| *byte == b'=').next().unwrap_or_default().trim_ascii();
    match name.is_empty() {
        true => pair.get(1..).map(name_of).unwrap_or_default(),
        false => name,
    }
}

fn is_own(name: &[u8]) -> bool {
    let bare = ["__host-", "__secure-"]
        .iter()
        .find(|prefix| starts_with(name, prefix))
        .map_or(name, |prefix| &name[prefix.len()..]);
    starts_with(bare, OWN_COOKIES)
}

fn starts_with(text: &[u8], prefix: &str) -> bool {
    text.get(..prefix.len()).is_some_and(|start| start.eq_ignore_ascii_case(prefix.as_bytes()))
}

/// Confines the cookies of a response: no `Domain`, none of the platform's names, and in path form (`prefix` is not
/// empty) only paths below the plugin's own root.
pub(super) fn confine(headers: &mut HeaderMap, prefix: &str) {
    if !headers.contains_key(header::SET_COOKIE) {
        return;
    }
    let confined: Vec<HeaderValue> = headers
        .get_all(header::SET_COOKIE)
        .iter()
        .filter_map(|value| confine_one(value.to_str().ok()?, prefix))
        .filter_map(|value| HeaderValue::try_from(value).ok())
        .collect();
    headers.remove(header::SET_COOKIE);
    for value in confined {
        headers.append(header::SET_COOKIE, value);
    }
}

fn confine_one(cookie: &str, prefix: &str) -> Option<String> {
    let mut parts = cookie.split(';').map(str::trim);
    let pair = parts.next()?;
    let (name, _) = pair.split_once('=')?;
    let name = name.trim();
    // `__Host-` demands `Path=/`, which would reach the platform.
    let reaches_too_far = !prefix.is_empty() && starts_with(name.as_bytes(), "__host-");
    if name.is_empty() || is_own(name.as_bytes()) || reaches_too_far {
        return None;
    }
    let mut confined = String::with_capacity(cookie.len() + prefix.len() + 8);
    confined.push_str(pair);
    let mut path = None;
    for attribute in parts.filter(|part| !part.is_empty()) {
        let (key, value) = attribute.split_once('=').unwrap_or((attribute, ""));
        match key.trim() {
            key if key.eq_ignore_ascii_case("domain") => {}
            // The last one counts, as in browsers.
            key if key.eq_ignore_ascii_case("path") => path = Some(value.trim()),
            _ => confined.extend(["; ", attribute]),
        }
    }
    match path {
        path if !prefix.is_empty() => confined.extend(["; Path=".into(), below(prefix, path.unwrap_or("/"))]),
        Some(path) => confined.extend(["; Path=", path]),
        None => {}
    }
    Some(confined)
}

/// Writes the cookies of a response so that browsers keep them, and send them back, in a frame in a page of another site
/// (apart for each such site).
pub(super) fn let_into_frames(headers: &mut HeaderMap) {
    let cookies: Vec<HeaderValue> = headers
        .get_all(header::SET_COOKIE)
        .iter()
        .filter_map(|value| HeaderValue::try_from(let_into_frame(value.to_str().ok()?)).ok())
        .collect();
    headers.remove(header::SET_COOKIE);
    for value in cookies {
        headers.append(header::SET_COOKIE, value);
    }
}

fn let_into_frame(cookie: &str) -> String {
    let decides = |part: &&str| {
        let key = part.split('=').next().unwrap_or_default().trim();
        ["samesite", "secure", "partitioned"].iter().any(|known| key.eq_ignore_ascii_case(known))
    };
    // The first part is the cookie itself, whatever its name.
    let (pair, attributes) = cookie.split_once(';').unwrap_or((cookie, ""));
    let kept = attributes.split(';').map(str::trim).filter(|part| !part.is_empty() && !decides(part));
    let framed = ["SameSite=None", "Secure", "Partitioned"];
    std::iter::once(pair).chain(kept).chain(framed).collect::<Vec<_>>().join("; ")
}

/// The path of a cookie, moved below the plugin's root unless it is there already.
fn below(prefix: &str, path: &str) -> String {
    let inside = path.strip_prefix(prefix).is_some_and(|rest| rest.starts_with('/'));
    match (inside, path.starts_with('/')) {
        (true, _) => path.to_owned(),
        (false, true) if path != prefix => format!("{prefix}{path}"),
        _ => format!("{prefix}/"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen_by_guest(cookies: &[&str]) -> Option<String> {
        let mut headers = HeaderMap::new();
        for cookie in cookies {
            headers.append(header::COOKIE, cookie.parse().unwrap());
        }
        hide_own(&mut headers);
        headers.get(header::COOKIE).map(|value| value.to_str().unwrap().to_owned())
    }

    #[test]
    fn a_guest_never_sees_a_cookie_of_the_platform() {
        assert_eq!(seen_by_guest(&["a=1; mspf_refresh=secret; b=2"]).as_deref(), Some("a=1; b=2"));
        assert_eq!(seen_by_guest(&["mspf_refresh=secret"]), None);
        assert_eq!(seen_by_guest(&["a=1", "MSPF_refresh=secret", "b=2"]).as_deref(), Some("a=1; b=2"));
        assert_eq!(
            seen_by_guest(&["__Host-mspf_x=s; =mspf_refresh=s; ==mspf_y; a=mspf_"]).as_deref(),
            Some("a=mspf_")
        );
        assert_eq!(seen_by_guest(&["a=1; b=2"]).as_deref(), Some("a=1; b=2"));
    }

    #[test]
    fn a_cookie_of_a_path_form_plugin_stays_below_its_root() {
        let confined = |cookie| confine_one(cookie, "/plugins.SP_1");
        let below = |cookie| confined(cookie).unwrap();
        assert_eq!(below("a=1"), "a=1; Path=/plugins.SP_1/");
        assert_eq!(below("a=1; Path=/; HttpOnly"), "a=1; HttpOnly; Path=/plugins.SP_1/");
        assert_eq!(below("a=1; path = /admin"), "a=1; Path=/plugins.SP_1/admin");
        assert_eq!(below("a=1; Path=/plugins.SP_1/x; Path=/"), "a=1; Path=/plugins.SP_1/");
        assert_eq!(below("a=1; Path=/plugins.SP_1/x"), "a=1; Path=/plugins.SP_1/x");
        assert_eq!(below("a=1; Path=/plugins.SP_12/"), "a=1; Path=/plugins.SP_1/plugins.SP_12/");
        assert_eq!(below("a=1; Path=/plugins.SP_1"), "a=1; Path=/plugins.SP_1/");
        assert_eq!(below("a=1; Domain=example.org; DOMAIN=x"), "a=1; Path=/plugins.SP_1/");
        for evil in [
            "mspf_refresh=1",
            "MSPF_refresh=1",
            "__Secure-mspf_a=1",
            "=mspf_refresh=1",
            "__Host-a=1; Path=/",
            "x",
        ] {
            assert_eq!(confined(evil), None, "{evil}");
        }
    }

    #[test]
    fn a_cookie_of_an_own_origin_stays_on_it() {
        assert_eq!(
            confine_one("a=1; Path=/x; Domain=plugins.localhost", "").as_deref(),
            Some("a=1; Path=/x")
        );
        assert_eq!(
            confine_one("__Host-a=1; Secure; Path=/", "").as_deref(),
            Some("__Host-a=1; Secure; Path=/")
        );
        assert_eq!(confine_one("mspf_refresh=1", ""), None);
    }
}
