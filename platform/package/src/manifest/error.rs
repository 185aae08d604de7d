//! What can be wrong with a manifest.

use std::fmt;

use serde::Serialize;

use super::MANIFEST_FILE;
use super::ceilings::MAX_MANIFEST_BYTES;

/// A manifest that cannot be used, with every problem that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ManifestError {
    /// The problems in the order of their lines; at least one.
    pub problems: Vec<Problem>,
}

/// One thing that is wrong with a manifest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// Stable name of the problem, such as `manifest.unknown_key`.
    pub code: &'static str,
    /// The key concerned, with dots, such as `plugin.name`; empty for the manifest as a whole.
    pub key: String,
    /// Line in the manifest, from 1, where it is known.
    pub line: Option<usize>,
    /// What is wrong and what to do, a full sentence.
    pub message: String,
}

impl ManifestError {
    pub(crate) fn one(code: &'static str, line: Option<usize>, message: impl Into<String>) -> Self {
        Self { problems: vec![Problem { code, key: String::new(), line, message: message.into() }] }
    }

    pub(crate) fn too_large(size: u64) -> Self {
        let message = format!(
            "the manifest has {size} bytes, {MAX_MANIFEST_BYTES} at most; move long texts into files of the package"
        );
        Self::one("manifest.too_large", None, message)
    }

    pub(crate) fn not_utf8() -> Self {
        Self::one("manifest.not_utf8", None, "the manifest is not UTF-8; save it in that encoding")
    }

    /// Stable name of the first problem.
    #[must_use]
    pub fn code(&self) -> &'static str {
        self.problems.first().map_or("manifest.invalid_value", |problem| problem.code)
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            Some(line) => write!(out, "{MANIFEST_FILE}, line {line}: {}", self.message),
            None => write!(out, "{MANIFEST_FILE}: {}", self.message),
        }
    }
}

impl fmt::Display for ManifestError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, problem) in self.problems.iter().enumerate() {
            if index > 0 {
                out.write_str("\n")?;
            }
            problem.fmt(out)?;
        }
        Ok(())
    }
}

impl std::error::Error for ManifestError {}
