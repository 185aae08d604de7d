//! What accounts may be called.

use crate::CatalogError;

/// Fewest and most characters of an account's name. A name is part of addresses: 39 keeps them readable.
const NAME_CHARS: std::ops::RangeInclusive<usize> = 2..=39;
/// Most characters of a display name; enough for the names of people, too few for a text.
const DISPLAY_NAME_MAX_CHARS: usize = 100;
/// Most bytes of an email address that can be delivered (RFC 5321).
const EMAIL_MAX_BYTES: usize = 254;

/// Names that would pass for the platform itself.
const RESERVED: &[&str] = &[
    "about",
    "account",
    "accounts",
    "admin",
    "administrator",
    "anonymous",
    "api",
    "help",
    "login",
    "me",
    "mspf",
    "official",
    "organisation",
    "organisations",
    "plugin",
    "plugins",
    "root",
    "security",
    "settings",
    "setup",
    "sign-up",
    "staff",
    "support",
    "system",
    "upload",
    "user",
    "users",
    "www",
];

/// Checks an account's name, which stays as it is: lower case, so that no two names look alike by case.
pub(crate) fn check_name(name: &str) -> Result<(), CatalogError> {
    let well_formed = NAME_CHARS.contains(&name.len())
        && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
        && !name.starts_with('-')
        && !name.ends_with('-')
        && !name.contains("--");
    if !well_formed {
        return Err(CatalogError::invalid(
            "name",
            "account.name_malformed",
            "A name has 2 to 39 lower-case letters, digits and single hyphens, none of them at an end.",
        ));
    }
    if RESERVED.contains(&name) {
        return Err(CatalogError::invalid(
            "name",
            "account.name_reserved",
            "This name is kept for the platform. Choose another.",
        ));
    }
    Ok(())
}

/// The display name without spaces around it; an empty one becomes `fallback`.
pub(crate) fn display_name(given: &str, fallback: &str) -> Result<String, CatalogError> {
    let given = given.trim();
    if given.chars().count() > DISPLAY_NAME_MAX_CHARS || given.chars().any(char::is_control) {
        return Err(CatalogError::invalid(
            "display_name",
            "account.display_name_malformed",
            format!("A display name has at most {DISPLAY_NAME_MAX_CHARS} characters, on one line."),
        ));
    }
    Ok(if given.is_empty() { fallback } else { given }.to_owned())
}

/// The email address in lower case. Only its form is checked: whether it exists, only a message to it can tell.
pub(crate) fn email(given: &str) -> Result<String, CatalogError> {
    let email = given.trim().to_lowercase();
    let well_formed = email.len() <= EMAIL_MAX_BYTES
        && !email.chars().any(|c| c.is_whitespace() || c.is_control())
        && email.split_once('@').is_some_and(|(local, domain)| {
            !local.is_empty()
                && !domain.contains('@')
                && !domain.is_empty()
                && domain.split('.').all(|label| !label.is_empty())
        });
    if well_formed {
        Ok(email)
    } else {
        Err(CatalogError::invalid(
            "email",
            "account.email_malformed",
            "Give an email address such as ada@example.org.",
        ))
    }
}

/// The conflict of two accounts about one name.
pub(crate) fn name_taken() -> CatalogError {
    CatalogError::conflict("account.name_taken", "There is an account of this name already. Choose another.")
}
