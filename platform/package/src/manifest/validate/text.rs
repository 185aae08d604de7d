//! Texts in a manifest: names in addresses, and what a message shows of a value.

/// Control characters, and those that make text appear in another order than it is.
pub(super) fn is_unprintable(character: char) -> bool {
    character.is_control()
        || matches!(character, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}')
}

/// A value for a message: at most its first 60 characters, nothing unprintable.
pub(super) fn shorten(value: &str) -> String {
    let mut short: String = value.chars().filter(|it| !is_unprintable(*it)).take(60).collect();
    if value.chars().count() > 60 {
        short.push('…');
    }
    short
}

/// Whether a text is a name in addresses: lower-case letters, digits and single hyphens, starting with a letter.
pub(super) fn is_slug(value: &str, longest: usize) -> bool {
    let characters =
        value.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
    let shape = value.starts_with(|first: char| first.is_ascii_lowercase()) && !value.ends_with('-');
    characters && shape && !value.contains("--") && value.len() <= longest
}

/// The nearest name in addresses to what was written, if there is any likeness.
pub(crate) fn slug_of(value: &str, longest: usize) -> Option<String> {
    let lower: String =
        value.to_lowercase().chars().map(|it| if it.is_ascii_alphanumeric() { it } else { '-' }).collect();
    let words: Vec<&str> = lower.split('-').filter(|word| !word.is_empty()).collect();
    let joined = words.join("-");
    let slug = joined.trim_start_matches(|it: char| !it.is_ascii_lowercase());
    let slug = slug[..slug.len().min(longest)].trim_end_matches('-');
    Some(slug.to_owned()).filter(|slug| !slug.is_empty())
}

/// A name in addresses as near as can be to what was written.
pub(crate) fn slug_like(value: &str, longest: usize) -> String {
    slug_of(value, longest).unwrap_or_else(|| "my-plugin".to_owned())
}
