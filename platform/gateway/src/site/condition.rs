//! Conditional and partial requests (RFC 9110, sections 13 and 14).

use std::ops::Range;

use http::{HeaderMap, HeaderValue, header};

/// Whether the client already has the representation with this strong tag.
pub(super) fn is_unmodified(headers: &HeaderMap, tag: &str) -> bool {
    headers.get_all(header::IF_NONE_MATCH).iter().filter_map(|value| value.to_str().ok()).any(|value| {
        value
            .split(',')
            .map(str::trim)
            .any(|known| known == "*" || known.strip_prefix("W/").unwrap_or(known) == tag)
    })
}

/// Which part of a file is asked for.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// All of it: no range, or one that may be ignored (several ranges, another unit, an outdated `If-Range`).
    Whole,
    /// These bytes.
    Bytes(Range<u64>),
    /// Nothing that there is.
    Unsatisfiable,
}

/// Reads `Range` and `If-Range` for a file of `size` bytes.
pub(super) fn part(headers: &HeaderMap, tag: &str, size: u64) -> Part {
    let outdated = headers.get(header::IF_RANGE).is_some_and(|known| known.as_bytes() != tag.as_bytes());
    let range = headers.get(header::RANGE).and_then(|value: &HeaderValue| value.to_str().ok());
    match range.and_then(|value| value.strip_prefix("bytes=")) {
        Some(spec) if !outdated => parse(spec.trim(), size).unwrap_or(Part::Whole),
        _ => Part::Whole,
    }
}

/// One `first-last`, `first-` or `-length`; `None` if it is none of these.
fn parse(spec: &str, size: u64) -> Option<Part> {
    let (first, last) = spec.split_once('-')?;
    let number = |text: &str| -> Option<u64> {
        let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        // A number too large to write down is beyond every file.
        digits.then(|| text.parse().unwrap_or(u64::MAX))
    };
    let range = match (first, last) {
        ("", length) => size.saturating_sub(number(length)?)..size,
        (first, "") => number(first)?..size,
        (first, last) => {
            let (first, last) = (number(first)?, number(last)?);
            if last < first {
                return None;
            }
            first..last.saturating_add(1).min(size)
        }
    };
    Some(if range.start < range.end { Part::Bytes(range) } else { Part::Unsatisfiable })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(pairs: &[(header::HeaderName, &'static str)]) -> HeaderMap {
        pairs.iter().map(|(name, value)| (name.clone(), HeaderValue::from_static(value))).collect()
    }

    #[test]
    fn a_known_tag_means_unmodified() {
        for known in ["\"a\"", "\"b\", W/\"a\"", "*"] {
            assert!(is_unmodified(&asked(&[(header::IF_NONE_MATCH, known)]), "\"a\""), "{known}");
        }
        assert!(!is_unmodified(&asked(&[(header::IF_NONE_MATCH, "\"b\"")]), "\"a\""));
        assert!(!is_unmodified(&HeaderMap::new(), "\"a\""));
    }

    #[test]
    fn one_range_is_cut_out_and_odd_ones_are_ignored() {
        let part = |range| part(&asked(&[(header::RANGE, range)]), "\"a\"", 10);
        assert_eq!(part("bytes=0-3"), Part::Bytes(0..4));
        assert_eq!(part("bytes=8-99"), Part::Bytes(8..10));
        assert_eq!(part("bytes=4-"), Part::Bytes(4..10));
        assert_eq!(part("bytes=-3"), Part::Bytes(7..10));
        assert_eq!(part("bytes=-99"), Part::Bytes(0..10));
        for beyond in ["bytes=10-", "bytes=10-12", "bytes=-0", "bytes=99999999999999999999-"] {
            assert_eq!(part(beyond), Part::Unsatisfiable, "{beyond}");
        }
        for odd in ["bytes=3-1", "bytes=0-1,3-4", "items=0-1", "bytes=a-b", "bytes=-", "bytes=+1-2"] {
            assert_eq!(part(odd), Part::Whole, "{odd}");
        }
    }

    #[test]
    fn a_range_of_another_state_of_the_file_is_ignored() {
        let range = (header::RANGE, "bytes=0-3");
        assert_eq!(part(&asked(&[range.clone(), (header::IF_RANGE, "\"b\"")]), "\"a\"", 10), Part::Whole);
        assert_eq!(part(&asked(&[range, (header::IF_RANGE, "\"a\"")]), "\"a\"", 10), Part::Bytes(0..4));
    }
}
