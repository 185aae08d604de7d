//! The text of a manifest: where its keys stand, and what a parser's complaint about it means.

use std::ops::Range;

use toml::de::{DeTable, DeValue};

use super::ceilings::{MAX_MANIFEST_BYTES, MAX_MANIFEST_DEPTH};
use super::nesting::too_deep_at;
use super::{ManifestError, Problem};

/// How far a mistyped key may be from a known one to be suggested: 1 is equal, 0 has nothing in common. At 0.7
/// `verson` and `desciption` still find their keys, while unrelated words of the same length do not.
const SUGGESTION_SIMILARITY: f64 = 0.7;

/// A manifest's text with the place of every key in it.
pub(super) struct Source<'a> {
    text: &'a str,
    keys: Vec<Key>,
}

struct Key {
    path: String,
    key: Range<usize>,
    value: Range<usize>,
}

impl<'a> Source<'a> {
    pub(super) fn parse(text: &'a str) -> Result<Self, ManifestError> {
        if text.len() as u64 > MAX_MANIFEST_BYTES {
            return Err(ManifestError::too_large(text.len() as u64));
        }
        if let Some(offset) = too_deep_at(text) {
            return Err(too_deep(line_at(text, offset)));
        }
        let table = DeTable::parse(text).map_err(|error| {
            let line = error.span().map(|span| line_at(text, span.start));
            ManifestError::one("manifest.syntax", line, format!("this is no valid TOML: {}", error.message()))
        })?;
        let mut source = Self { text, keys: Vec::new() };
        source.collect(table.get_ref(), "", 1)?;
        Ok(source)
    }

    /// The text with another value at a key that is there.
    pub(super) fn with_value(&self, path: &str, value: &str) -> Option<String> {
        let place = &self.keys.iter().find(|key| key.path == path)?.value;
        Some(format!("{}{value}{}", self.text.get(..place.start)?, self.text.get(place.end..)?))
    }

    fn collect(&mut self, table: &DeTable<'_>, prefix: &str, depth: usize) -> Result<(), ManifestError> {
        for (key, value) in table {
            let path = if prefix.is_empty() {
                key.get_ref().to_string()
            } else {
                format!("{prefix}.{}", key.get_ref())
            };
            self.keys.push(Key { path: path.clone(), key: key.span(), value: value.span() });
            self.collect_value(value.get_ref(), &path, key.span().start, depth + 1)?;
        }
        Ok(())
    }

    fn collect_value(
        &mut self,
        value: &DeValue<'_>,
        path: &str,
        at: usize,
        depth: usize,
    ) -> Result<(), ManifestError> {
        if depth > MAX_MANIFEST_DEPTH {
            return Err(too_deep(line_at(self.text, at)));
        }
        match value {
            DeValue::Table(table) => self.collect(table, path, depth),
            DeValue::Array(array) => {
                array.iter().try_for_each(|item| self.collect_value(item.get_ref(), path, at, depth + 1))
            }
            _ => Ok(()),
        }
    }

    /// The line of a key, or of the nearest table around it that the text has.
    pub(super) fn line_of(&self, key: &str) -> Option<usize> {
        let mut wanted = key;
        loop {
            if let Some(found) = self.keys.iter().find(|candidate| candidate.path == wanted) {
                return Some(line_at(self.text, found.key.start));
            }
            wanted = wanted.rsplit_once('.')?.0;
        }
    }

    /// The innermost key that `offset` belongs to.
    fn key_at(&self, offset: usize) -> &str {
        let at = |range: &Range<usize>| range.start <= offset && offset < range.end.max(range.start + 1);
        self.keys
            .iter()
            .filter(|candidate| at(&candidate.key) || at(&candidate.value))
            .max_by_key(|candidate| candidate.path.len())
            .map_or("", |found| &found.path)
    }

    /// Turns the complaint of the deserialiser into a problem that names the line and what to do.
    pub(super) fn explain(&self, error: &toml::de::Error) -> ManifestError {
        let offset = error.span().map(|span| span.start);
        let key = offset.map(|offset| self.key_at(offset)).unwrap_or_default();
        let message = error.message();
        let (code, key, message) = if let Some((unknown, known)) = split_unknown(message) {
            let table = key.rsplit_once('.').map_or("", |(table, _)| table);
            ("manifest.unknown_key", join(table, unknown), unknown_key(table, unknown, &known))
        } else if let Some(missing) = message.strip_prefix("missing field ") {
            let missing = missing.trim_matches('`');
            (
                "manifest.missing_key",
                join(key, missing),
                format!("{} lacks the key `{missing}`; add it", place(key)),
            )
        } else {
            let code = if message.starts_with("invalid type") {
                "manifest.wrong_type"
            } else {
                "manifest.invalid_value"
            };
            (code, key.to_owned(), format!("`{key}` is not usable: {message}"))
        };
        let line = offset.map(|offset| line_at(self.text, offset));
        ManifestError { problems: vec![Problem { code, key, line, message }] }
    }
}

/// Splits serde's sentence on an unknown field into that field and the known ones.
fn split_unknown(message: &str) -> Option<(&str, Vec<&str>)> {
    let mut quoted = message.strip_prefix("unknown field ")?.split('`').skip(1).step_by(2);
    Some((quoted.next()?, quoted.collect()))
}

fn unknown_key(table: &str, unknown: &str, known: &[&str]) -> String {
    let nearest = known
        .iter()
        .map(|candidate| (strsim::jaro_winkler(&unknown.to_lowercase(), candidate), candidate))
        .filter(|(similarity, _)| *similarity >= SUGGESTION_SIMILARITY)
        .max_by(|left, right| left.0.total_cmp(&right.0));
    let advice = match nearest {
        Some((_, candidate)) => format!("did you mean `{candidate}`?"),
        None => format!("known are: {}", known.join(", ")),
    };
    format!("{} has no key `{unknown}`; {advice}", place(table))
}

fn place(table: &str) -> String {
    if table.is_empty() { "the manifest".into() } else { format!("[{table}]") }
}

fn join(table: &str, key: &str) -> String {
    if table.is_empty() { key.into() } else { format!("{table}.{key}") }
}

fn too_deep(line: usize) -> ManifestError {
    let message =
        format!("tables and arrays nest deeper than {MAX_MANIFEST_DEPTH} here; make the manifest flatter");
    ManifestError::one("manifest.too_deep", Some(line), message)
}

fn line_at(text: &str, offset: usize) -> usize {
    text.as_bytes()[..offset.min(text.len())].iter().filter(|byte| **byte == b'\n').count() + 1
}
