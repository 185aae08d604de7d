//! How values are checked, and problems collected.

use std::ops::RangeInclusive;

use super::text::{is_slug, is_unprintable, shorten, slug_like};
use crate::archive::check_path;
use crate::manifest::Problem;

/// The problems that have been found so far.
#[derive(Default)]
pub(super) struct Check {
    pub(super) problems: Vec<Problem>,
}

impl Check {
    pub(super) fn add(&mut self, code: &'static str, key: &str, message: String) {
        self.problems.push(Problem { code, key: key.to_owned(), line: None, message });
    }

    pub(super) fn invalid(&mut self, key: &str, message: String) {
        self.add("manifest.invalid_value", key, message);
    }

    pub(super) fn require(&mut self, ok: bool, key: &str, message: impl FnOnce() -> String) {
        if !ok {
            self.invalid(key, message());
        }
    }

    /// Text of one line, with a bounded number of characters and none that hide or reorder others.
    pub(super) fn line(&mut self, key: &str, value: &str, length: RangeInclusive<usize>) {
        let count = value.chars().count();
        let (least, longest) = (*length.start(), *length.end());
        self.require(length.contains(&count), key, || {
            format!("`{key}` has {count} characters; {least} to {longest} are possible")
        });
        self.require(!value.chars().any(is_unprintable), key, || {
            format!("`{key}` has a line break or another control character; remove it")
        });
        self.require(value.trim() == value, key, || {
            format!("`{key}` starts or ends with a space; remove it")
        });
    }

    /// A name in addresses.
    pub(super) fn slug(&mut self, key: &str, value: &str, longest: usize) {
        self.require(is_slug(value, longest), key, || {
            format!(
                "`{key}` is `{}`; it must have 1 to {longest} lower-case letters, digits and single hyphens, starting \
                 with a letter, such as `{}`",
                shorten(value),
                slug_like(value, longest)
            )
        });
    }

    pub(super) fn range(&mut self, key: &str, value: Option<u32>, range: RangeInclusive<u32>) {
        if let Some(value) = value {
            self.require(range.contains(&value), key, || {
                format!("`{key}` is {value}; {} to {} are possible", range.start(), range.end())
            });
        }
    }

    pub(super) fn path(&mut self, key: &str, value: &str) {
        if let Err(error) = check_path(value) {
            self.invalid(key, format!("`{key}` is no path in a package: {error}"));
        }
    }
}
