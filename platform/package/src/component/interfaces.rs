//! The interfaces that plugins may import, in one place, and how their versions are matched.

use super::HttpWorld;

/// Which versions of an interface the platform offers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Version {
    /// Every release of `0.minor`: within it each adds to the one before, and the host offers the newest.
    Minor(u64),
    /// One version exactly, for a draft: drafts promise nothing to each other.
    Exactly(&'static str),
}

/// An interface that a plugin may import.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Interface {
    /// Name without a version, such as `wasi:http/types`.
    pub name: &'static str,
    /// The versions that are offered.
    pub version: Version,
}

/// WASI 0.2, whose interfaces are synchronous.
const P2_VERSION: Version = Version::Minor(2);
/// WASI 0.3, whose interfaces are asynchronous.
pub(super) const P3_VERSION: Version = Version::Minor(3);

const fn p2(name: &'static str) -> Interface {
    Interface { name, version: P2_VERSION }
}

const fn p3(name: &'static str) -> Interface {
    Interface { name, version: P3_VERSION }
}

/// Every interface that a plugin may import. Importing is not being allowed: the file system is empty, sockets are
/// refused, other hosts and data need a grant. But the standard libraries of Rust, Python and others import files and
/// sockets whether a plugin uses them or not, so these must link.
pub const SUPPORTED_IMPORTS: &[Interface] = &[
    p2("wasi:cli/environment"),
    p2("wasi:cli/exit"),
    p2("wasi:cli/stderr"),
    p2("wasi:cli/stdin"),
    p2("wasi:cli/stdout"),
    p2("wasi:cli/terminal-input"),
    p2("wasi:cli/terminal-output"),
    p2("wasi:cli/terminal-stderr"),
    p2("wasi:cli/terminal-stdin"),
    p2("wasi:cli/terminal-stdout"),
    p2("wasi:clocks/monotonic-clock"),
    p2("wasi:clocks/wall-clock"),
    p2("wasi:filesystem/preopens"),
    p2("wasi:filesystem/types"),
    p2("wasi:http/outgoing-handler"),
    p2("wasi:http/types"),
    p2("wasi:io/error"),
    p2("wasi:io/poll"),
    p2("wasi:io/streams"),
    p2("wasi:random/insecure"),
    p2("wasi:random/insecure-seed"),
    p2("wasi:random/random"),
    p2("wasi:sockets/instance-network"),
    p2("wasi:sockets/ip-name-lookup"),
    p2("wasi:sockets/network"),
    p2("wasi:sockets/tcp"),
    p2("wasi:sockets/tcp-create-socket"),
    p2("wasi:sockets/udp"),
    p2("wasi:sockets/udp-create-socket"),
    p3("wasi:cli/environment"),
    p3("wasi:cli/exit"),
    p3("wasi:cli/stderr"),
    p3("wasi:cli/stdin"),
    p3("wasi:cli/stdout"),
    p3("wasi:cli/terminal-input"),
    p3("wasi:cli/terminal-output"),
    p3("wasi:cli/terminal-stderr"),
    p3("wasi:cli/terminal-stdin"),
    p3("wasi:cli/terminal-stdout"),
    p3("wasi:cli/types"),
    p3("wasi:clocks/monotonic-clock"),
    p3("wasi:clocks/system-clock"),
    p3("wasi:clocks/types"),
    p3("wasi:filesystem/preopens"),
    p3("wasi:filesystem/types"),
    p3("wasi:http/client"),
    p3("wasi:http/types"),
    p3("wasi:random/insecure"),
    p3("wasi:random/insecure-seed"),
    p3("wasi:random/random"),
    p3("wasi:sockets/ip-name-lookup"),
    p3("wasi:sockets/types"),
    Interface { name: "wasi:config/store", version: Version::Exactly("0.2.0-rc.1") },
    Interface { name: "wasi:logging/logging", version: Version::Exactly("0.1.0-draft") },
    Interface { name: "mspf:plugin/context", version: Version::Minor(1) },
];

/// The interface that an import such as `wasi:http/types@0.2.6` is served by, if the platform offers it.
#[must_use]
pub fn supported_import(import: &str) -> Option<&'static Interface> {
    let (name, version) = split(import);
    SUPPORTED_IMPORTS.iter().find(|interface| interface.name == name && interface.version.offers(version))
}

/// The world of a component that exports this name; `None` for exports that are no HTTP handler.
pub(super) fn exported_world(export: &str) -> Option<HttpWorld> {
    match split(export) {
        ("wasi:http/incoming-handler", version) if P2_VERSION.offers(version) => Some(HttpWorld::P2),
        ("wasi:http/handler", version) if P3_VERSION.offers(version) => Some(HttpWorld::P3),
        _ => None,
    }
}

fn split(name: &str) -> (&str, Option<&str>) {
    match name.split_once('@') {
        Some((name, version)) => (name, Some(version)),
        None => (name, None),
    }
}

impl Version {
    fn offers(self, asked: Option<&str>) -> bool {
        match (self, asked) {
            (Self::Exactly(version), Some(asked)) => version == asked,
            (Self::Minor(minor), Some(asked)) => semver::Version::parse(asked)
                .is_ok_and(|asked| asked.major == 0 && asked.minor == minor && asked.pre.is_empty()),
            _ => false,
        }
    }
}
