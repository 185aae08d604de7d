//! The files of one version: which path is which blob.

use std::borrow::Cow;
use std::collections::HashMap;

use http::{HeaderMap, HeaderValue, header};
use mspf_storage::Digest;
use percent_encoding::percent_decode_str;

/// What a folder shows.
const FOLDER_PAGE: &str = "index.html";

/// Roughly what one entry costs in memory beside its path: its two hash table slots and the digests.
const ENTRY_OVERHEAD: usize = 160;

/// One stored form of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Variant {
    pub(crate) digest: Digest,
    pub(crate) size: u64,
    /// `br` or `gzip` if these bytes are compressed.
    pub(crate) encoding: Option<&'static str>,
}

/// A file and the compressed siblings that were published with it.
#[derive(Clone, Copy, Debug, Default)]
struct Entry {
    plain: Option<(Digest, u64)>,
    brotli: Option<(Digest, u64)>,
    gzip: Option<(Digest, u64)>,
}

/// A file of a version as the catalogue lists it.
#[derive(Clone, Debug)]
pub(crate) struct Listed {
    pub(crate) path: String,
    pub(crate) digest: Digest,
    pub(crate) size: u64,
}

/// The static files of a version by their path below the mount.
#[derive(Debug, Default)]
pub(crate) struct Index {
    mount: String,
    entries: HashMap<Box<str>, Entry>,
    weight: usize,
}

/// What a path means.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Found<'i> {
    /// This file, in the form that suits the client best.
    File { path: Cow<'i, str>, variant: Variant, has_variants: bool },
    /// A folder asked for without its closing slash.
    Folder,
}

impl Index {
    /// Picks out of a version's files the ones in folder `dir`, to be seen at `mount` (`/static`, or `/`).
    pub(crate) fn new(dir: &str, mount: &str, files: impl IntoIterator<Item = Listed>) -> Self {
        let dir = dir.trim_matches('/');
        let mut index = Self { mount: mount.trim_end_matches('/').to_owned(), ..Self::default() };
        for file in files {
            let below = match dir {
                "" | "." => Some(file.path.as_str()),
                dir => file.path.strip_prefix(dir).and_then(|rest| rest.strip_prefix('/')),
            };
            if let Some(path) = below {
                index.add(path, (file.digest, file.size));
            }
        }
        index
    }

    fn add(&mut self, path: &str, blob: (Digest, u64)) {
        self.weight += path.len() + ENTRY_OVERHEAD;
        self.entries.entry(path.into()).or_default().plain = Some(blob);
        // The sibling's own entry and the one it compresses, whichever comes first.
        if let Some(of) = path.strip_suffix(".br") {
            self.entries.entry(of.into()).or_default().brotli = Some(blob);
        } else if let Some(of) = path.strip_suffix(".gz") {
            self.entries.entry(of.into()).or_default().gzip = Some(blob);
        }
    }

    /// About how many bytes of memory this takes.
    pub(crate) fn weight(&self) -> usize {
        self.weight + self.mount.len() + size_of::<Self>()
    }

    /// What the path of a request (below the plugin's root, still encoded) means to these files.
    pub(crate) fn find(&self, path: &str, headers: &HeaderMap) -> Option<Found<'_>> {
        let path = path.strip_prefix(self.mount.as_str())?;
        let path = match path {
            "" => return self.has(FOLDER_PAGE).then_some(Found::Folder),
            path => decode(path.strip_prefix('/')?)?,
        };
        if path.is_empty() || path.ends_with('/') {
            return self.file(format!("{path}{FOLDER_PAGE}"), headers);
        }
        let is_folder = !self.has(&path) && self.has(&format!("{path}/{FOLDER_PAGE}"));
        if is_folder { Some(Found::Folder) } else { self.file(path, headers) }
    }

    fn has(&self, path: &str) -> bool {
        self.entries.get(path).is_some_and(|entry| entry.plain.is_some())
    }

    fn file(&self, path: String, headers: &HeaderMap) -> Option<Found<'_>> {
        let entry = self.entries.get(path.as_str())?;
        let (digest, size) = entry.plain?;
        let plain = Variant { digest, size, encoding: None };
        let has_variants = entry.brotli.is_some() || entry.gzip.is_some();
        let variant = if has_variants { entry.best_for(headers).unwrap_or(plain) } else { plain };
        Some(Found::File { path: Cow::Owned(path), variant, has_variants })
    }
}

impl Entry {
    fn best_for(&self, headers: &HeaderMap) -> Option<Variant> {
        // Whoever asks for a part means a part of the file itself.
        if headers.contains_key(header::RANGE) {
            return None;
        }
        let accepted = headers.get(header::ACCEPT_ENCODING).map(HeaderValue::as_bytes)?;
        let accepted = std::str::from_utf8(accepted).ok()?;
        [(self.brotli, "br"), (self.gzip, "gzip")].into_iter().find_map(|(blob, encoding)| {
            let (digest, size) = blob.filter(|_| accepts(accepted, encoding))?;
            Some(Variant { digest, size, encoding: Some(encoding) })
        })
    }
}

/// Whether an `Accept-Encoding` names this encoding and does not weigh it with nought.
fn accepts(header: &str, encoding: &str) -> bool {
    header.split(',').any(|item| {
        let (name, parameters) = item.split_once(';').unwrap_or((item, ""));
        let quality = parameters.split(';').find_map(|parameter| parameter.trim().strip_prefix("q="));
        name.trim().eq_ignore_ascii_case(encoding)
            && quality.is_none_or(|q| q.trim().parse::<f32>().is_ok_and(|q| q > 0.0))
    })
}

/// Decodes a path segment by segment: what is encoded never becomes a separator, and no segment means another folder.
fn decode(path: &str) -> Option<String> {
    let mut decoded = String::with_capacity(path.len());
    let mut segments = path.split('/').peekable();
    while let Some(segment) = segments.next() {
        let segment = percent_decode_str(segment).decode_utf8().ok()?;
        let is_last = segments.peek().is_none();
        let is_odd = matches!(&*segment, "." | "..") || segment.contains(['/', '\\', '\0']);
        if is_odd || (segment.is_empty() && !is_last) {
            return None;
        }
        decoded.push_str(&segment);
        if !is_last {
            decoded.push('/');
        }
    }
    Some(decoded)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn index() -> Index {
        let file = |path: &str| Listed {
            path: path.into(),
            digest: Digest::of(path.as_bytes()),
            size: path.len() as u64,
        };
        let files =
            ["mspf.toml", "static/index.html", "static/app.js", "static/app.js.br", "static/app.js.gz"];
        let more = ["static/docs/index.html", "static/a b.txt", "static/only.css.gz", "staticx/secret"];
        Index::new("static", "/static", files.into_iter().chain(more).map(file))
    }

    fn found(path: &str, accept: &str) -> Option<String> {
        let mut headers = HeaderMap::new();
        headers.insert(header::ACCEPT_ENCODING, accept.parse().unwrap());
        Some(match index().find(path, &headers)? {
            Found::File { path, variant, .. } => format!("{path} {}", variant.encoding.unwrap_or("plain")),
            Found::Folder => "folder".into(),
        })
    }

    #[test]
    fn a_path_below_the_mount_is_a_file_or_a_folders_page() {
        assert_eq!(found("/static/app.js", "").as_deref(), Some("app.js plain"));
        assert_eq!(found("/static/a%20b.txt", "").as_deref(), Some("a b.txt plain"));
        assert_eq!(found("/static/", "").as_deref(), Some("index.html plain"));
        assert_eq!(found("/static/docs/", "").as_deref(), Some("docs/index.html plain"));
        assert_eq!(found("/static/docs", "").as_deref(), Some("folder"));
        assert_eq!(found("/static", "").as_deref(), Some("folder"));
        assert_eq!(found("/app.js", ""), None);
        assert_eq!(found("/staticx/secret", ""), None);
    }

    #[test]
    fn no_spelling_leads_out() {
        for path in [
            "/static/../mspf.toml",
            "/static/%2e%2e/mspf.toml",
            "/static/..%2fmspf.toml",
            "/static/docs%2findex.html",
            "/static/docs%5cindex.html",
            "/static//app.js",
            "/static/./app.js",
            "/static/app.js%00",
            "/static/%ff",
            "/static/%2Fetc/passwd",
            "/static/..\\mspf.toml",
        ] {
            assert_eq!(found(path, ""), None, "{path}");
        }
    }

    #[test]
    fn the_best_accepted_sibling_is_sent() {
        assert_eq!(found("/static/app.js", "gzip, deflate, br").as_deref(), Some("app.js br"));
        assert_eq!(found("/static/app.js", "gzip, br;q=0").as_deref(), Some("app.js gzip"));
        assert_eq!(found("/static/app.js", "gzip;q=0.0").as_deref(), Some("app.js plain"));
        assert_eq!(found("/static/app.js.gz", "gzip").as_deref(), Some("app.js.gz plain"));
        assert_eq!(found("/static/only.css", "gzip"), None);
    }
}
