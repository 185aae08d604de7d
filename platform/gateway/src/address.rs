//! Which plugin does a request ask for? Two forms of address, told apart without a look into any table.
//!
//! * Path form, on the platform's own origin: `/plugins.{label}/…` and `/plugins.{label}@{version}/…`.
//! * Own-origin form, a host below the plugin domain: `{label}.{domain}` and `{version}--{label}.{domain}`.
//!
//! In place of a version there may be the word for the draft, or a ticket to it.
//!
//! In a host name a label is written in lower case with `-` for `_`, and a version with `-` for `.`
//! (`1-2-0-rc-1--sp-42.plugins.example` is version `1.2.0-rc.1` of `SP_42`). A version whose spelling would not
//! survive that (capitals, hyphens or build metadata in it) is reachable by the path form only.

use std::borrow::Cow;

use http::request::Parts;
use mspf_catalog::{DRAFT, is_preview, normal_label};

/// What the first segment of a path-form address begins with.
const PATH_MARK: &str = "/plugins.";

/// Longest label or version looked up: ids have 22 characters at most and a DNS label 63, so that whatever is
/// longer names nothing and must not even take room in a cache.
const LONGEST_NAME: usize = 64;

/// Which of its two kinds of address a plugin was called at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Form {
    /// `/plugins.{label}/…` on the platform's origin: its pages are sandboxed.
    Path,
    /// `{label}.{domain}`: an origin of its own.
    Origin,
}

/// The address of a plugin as a request spells it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Address<'r> {
    /// The part of the request that names the plugin, the key of the route cache: `/plugins.{label}@{version}` in
    /// path form, where the guest sees what follows; `{label}@{version}` on an own origin.
    pub(crate) key: Cow<'r, str>,
}

impl Address<'_> {
    /// Where the plugin was named.
    pub(crate) fn form(&self) -> Form {
        if self.key.starts_with('/') { Form::Path } else { Form::Origin }
    }

    /// What precedes the path that the guest sees: nothing on an own origin.
    pub(crate) fn prefix(&self) -> &str {
        match self.form() {
            Form::Path => &self.key,
            Form::Origin => "",
        }
    }

    /// The label, as spelled, and the version if one was asked for.
    pub(crate) fn label_and_version(&self) -> (&str, Option<&str>) {
        let text = self.key.strip_prefix(PATH_MARK).unwrap_or(&self.key);
        text.split_once('@').map_or((text, None), |(label, version)| (label, Some(version)))
    }

    /// Whether the plugin's draft was asked for with a ticket, sound or not.
    pub(crate) fn is_preview(&self) -> bool {
        self.label_and_version().1.is_some_and(is_preview)
    }
}

/// What the gateway makes of a request's host and path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Claim<'r> {
    /// It names a plugin, which may or may not exist.
    Plugin(Address<'r>),
    /// It names the root of a plugin without the closing slash, below which relative links would break.
    MissingSlash,
    /// It is in the plugins' part of the address space but can name none.
    Nothing,
}

/// Reads the address of a request; `None` means that the request is not the gateway's.
pub(crate) fn claim<'r>(parts: &'r Parts, domain: &str) -> Option<Claim<'r>> {
    // A request to a plugin's own origin is never looked at in any other way: what answers there must not be the
    // platform, whatever the path says.
    match host(parts).and_then(|host| below(host, domain)) {
        Some(name) => Some(claim_origin(name)),
        None => claim_path(parts.uri.path()),
    }
}

/// The host a request is for, with its port: the target's authority (HTTP/2, absolute form) before the `Host` header.
pub(crate) fn host(parts: &Parts) -> Option<&str> {
    match parts.uri.authority() {
        Some(authority) => Some(authority.as_str().rsplit('@').next().unwrap_or_default()),
        None => parts.headers.get(http::header::HOST).and_then(|host| host.to_str().ok()),
    }
}

/// `name` of `name.{domain}:port`, for any non-empty `name`.
fn below<'h>(host: &'h str, domain: &str) -> Option<&'h str> {
    let name = match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => host,
    };
    let name = name.strip_suffix('.').unwrap_or(name);
    let dot = name.len().checked_sub(domain.len() + 1)?;
    let is_below = dot > 0
        && name.as_bytes()[dot] == b'.'
        && name.as_bytes()[dot + 1..].eq_ignore_ascii_case(domain.as_bytes());
    is_below.then(|| &name[..dot])
}

fn claim_origin(name: &str) -> Claim<'_> {
    if !is_name(name, |byte| byte.is_ascii_alphanumeric() || byte == b'-') {
        return Claim::Nothing;
    }
    let name = match name.bytes().any(|byte| byte.is_ascii_uppercase()) {
        true => Cow::Owned(name.to_ascii_lowercase()),
        false => Cow::Borrowed(name),
    };
    let versioned = name
        .split_once("--")
        .filter(|(_, label)| !label.is_empty())
        .and_then(|(version, label)| Some(format!("{label}@{}", version_of_label(version)?)));
    Claim::Plugin(Address { key: versioned.map_or(name, Cow::Owned) })
}

fn claim_path(path: &str) -> Option<Claim<'_>> {
    let rest = path.strip_prefix(PATH_MARK)?;
    let text = rest.split_once('/').map_or(rest, |(text, _)| text);
    let (label, version) =
        text.split_once('@').map_or((text, None), |(label, version)| (label, Some(version)));
    let sound = is_name(label, |byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'))
        && version.is_none_or(|version| {
            is_name(version, |byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'+'))
        });
    Some(match (sound, text.len() == rest.len()) {
        (false, _) => Claim::Nothing,
        (true, true) => Claim::MissingSlash,
        (true, false) => Claim::Plugin(Address { key: Cow::Borrowed(&path[..PATH_MARK.len() + text.len()]) }),
    })
}

fn is_name(text: &str, allowed: impl Fn(u8) -> bool) -> bool {
    !text.is_empty() && text.len() <= LONGEST_NAME && text.bytes().all(allowed)
}

/// How a label is written in a host name: `SP_42` is `sp-42`.
pub fn host_label(label: &str) -> String {
    normal_label(label)
}

/// How a version is written in a host name, or `None` when it cannot be: `1.2.0-rc.1` is `1-2-0-rc-1`.
pub fn version_label(version: &str) -> Option<String> {
    let label = version.replace('.', "-");
    let survives = !version.bytes().any(|byte| byte.is_ascii_uppercase())
        && version_of_label(&label).as_deref() == Some(version);
    survives.then_some(label)
}

/// The version that a host name spells, the inverse of [`version_label`].
fn version_of_label(label: &str) -> Option<String> {
    let mut parts = label.splitn(4, '-');
    let first = parts.next()?;
    let number = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    if !number(first) {
        return (label == DRAFT || is_preview(label)).then(|| label.to_owned());
    }
    let (minor, patch) = (parts.next()?, parts.next()?);
    if !number(minor) || !number(patch) {
        return None;
    }
    Some(match parts.next() {
        None => format!("{first}.{minor}.{patch}"),
        Some(tag) => format!("{first}.{minor}.{patch}-{}", tag.replace('-', ".")),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(host: &str, target: &str) -> Parts {
        http::Request::get(target).header("host", host).body(()).unwrap().into_parts().0
    }

    fn claimed(host: &str, target: &str) -> Option<String> {
        Some(match claim(&parts(host, target), "plugins.localhost")? {
            Claim::Plugin(address) => address.key.into_owned(),
            Claim::MissingSlash => "missing slash".into(),
            Claim::Nothing => "nothing".into(),
        })
    }

    #[test]
    fn a_path_names_a_plugin_and_perhaps_a_version() {
        assert_eq!(claimed("h", "/plugins.SP_42/a?b"), Some("/plugins.SP_42".into()));
        assert_eq!(claimed("h", "/plugins.SP_42@1.0.0-rc.1/"), Some("/plugins.SP_42@1.0.0-rc.1".into()));
        assert_eq!(claimed("h", "/plugins.SP_42"), Some("missing slash".into()));
        assert_eq!(claimed("h", "/api/v1/plugins"), None);
        assert_eq!(claimed("h", "/plugins"), None);
    }

    #[test]
    fn an_address_is_taken_apart() {
        let apart = |key: &'static str| {
            let address = Address { key: key.into() };
            let (label, version) = address.label_and_version();
            (label.to_owned(), version.map(str::to_owned), address.form(), address.prefix().to_owned())
        };
        let path = apart("/plugins.SP_42@1.0.0");
        assert_eq!(path, ("SP_42".into(), Some("1.0.0".into()), Form::Path, "/plugins.SP_42@1.0.0".into()));
        assert_eq!(apart("sp-42"), ("sp-42".into(), None, Form::Origin, String::new()));
    }

    #[test]
    fn a_name_with_anything_odd_in_it_names_nothing() {
        for odd in [
            "/plugins./",
            "/plugins.SP%5F42/",
            "/plugins.SP_42%2f/",
            "/plugins.a@/",
            "/plugins.a@b@c/",
            "/plugins.../",
        ] {
            assert_eq!(claimed("h", odd), Some("nothing".into()), "{odd}");
        }
        let long = format!("/plugins.{}/", "a".repeat(65));
        assert_eq!(claimed("h", &long), Some("nothing".into()));
    }

    #[test]
    fn a_host_below_the_plugin_domain_is_a_plugin_whatever_its_path() {
        let plain = Some("sp-42".into());
        assert_eq!(claimed("sp-42.plugins.localhost:8899", "/plugins.SP_1/"), plain);
        assert_eq!(claimed("SP-42.Plugins.LocalHost.", "/"), plain);
        let versioned = Some("sp-42@1.2.0-rc.1".into());
        assert_eq!(claimed("1-2-0-rc-1--sp-42.plugins.localhost", "/"), versioned);
        assert_eq!(claimed("a.b.plugins.localhost", "/api/v1/x"), Some("nothing".into()));
        assert_eq!(claimed("plugins.localhost", "/"), None);
        assert_eq!(claimed("notplugins.localhost", "/"), None);
        let ticket = "preview-0f6fv0123456789abcdefghijklmn";
        let previewed = claimed(&format!("{ticket}--sp-9223372036854775807.plugins.localhost"), "/");
        assert_eq!(previewed, Some(format!("sp-9223372036854775807@{ticket}")));
    }

    #[test]
    fn the_target_of_a_request_outranks_its_host_header() {
        let parts = parts("localhost", "http://sp-1.plugins.localhost/x");
        assert!(matches!(claim(&parts, "plugins.localhost"), Some(Claim::Plugin(a)) if a.key == "sp-1"));
    }

    #[test]
    fn versions_that_a_host_name_cannot_spell_have_no_label() {
        assert_eq!(version_label("1.2.0").as_deref(), Some("1-2-0"));
        assert_eq!(version_label("1.2.0-rc.1").as_deref(), Some("1-2-0-rc-1"));
        assert_eq!(version_label("workspace").as_deref(), Some("workspace"));
        for odd in ["1.2.0-rc-1", "1.2.0-RC", "1.2.0+build", "latest"] {
            assert_eq!(version_label(odd), None, "{odd}");
        }
        assert_eq!(host_label("SP_42"), "sp-42");
    }
}
