//! The rules for what a manifest says about Python: names of modules, and packages to depend on.

/// Operators that a version may follow, longer ones first.
const OPERATORS: [&str; 8] = ["===", "==", "~=", "!=", "<=", ">=", "<", ">"];

/// Whether a text is a name in Python. Others than ASCII ones exist; no module needs them, and they have look-alikes.
pub(crate) fn is_identifier(text: &str) -> bool {
    text.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_')
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

/// Whether a text names an object in a module, `package.module:object`, or a function that makes one,
/// `package.module:function()`.
pub(super) fn is_object(text: &str) -> bool {
    let dotted = |text: &str| text.split('.').all(is_identifier);
    let parts = text.split_once(':');
    parts
        .is_some_and(|(module, object)| dotted(module) && dotted(object.strip_suffix("()").unwrap_or(object)))
}

/// Whether a text is a requirement by name (PEP 508): `name[extra,…] >=1,<2 ; marker`. Those by address are none here:
/// what a version is made of must come from the index that the operator trusts.
pub(super) fn is_requirement(text: &str) -> bool {
    let (requirement, marker) =
        text.split_once(';').map_or((text, None), |(left, right)| (left, Some(right)));
    let name_end = requirement.find(|it| !is_name_character(it)).unwrap_or(requirement.len());
    let (name, rest) = requirement.split_at(name_end);
    let (extras, versions) = match rest.trim_start().strip_prefix('[') {
        None => (Some(""), rest),
        Some(inside) => inside.split_once(']').map_or((None, ""), |(extras, rest)| (Some(extras), rest)),
    };
    is_package_name(name)
        && extras.is_some_and(|it| it.trim().is_empty() || it.split(',').all(|it| is_package_name(it.trim())))
        && are_versions(versions.trim())
        && marker.is_none_or(|marker| !marker.trim().is_empty())
}

fn is_name_character(character: char) -> bool {
    character.is_ascii_alphanumeric() || matches!(character, '-' | '_' | '.')
}

fn is_package_name(text: &str) -> bool {
    let at_end = |character: char| character.is_ascii_alphanumeric();
    text.starts_with(at_end) && text.ends_with(at_end) && text.chars().all(is_name_character)
}

/// `>=1, <2`, in parentheses or without, or nothing.
fn are_versions(text: &str) -> bool {
    let inside = match text.strip_prefix('(') {
        None => Some(text),
        Some(rest) => rest.strip_suffix(')'),
    };
    inside.is_some_and(|it| it.is_empty() || it.split(',').all(|clause| is_version_clause(clause.trim())))
}

fn is_version_clause(text: &str) -> bool {
    let version = OPERATORS.iter().find_map(|operator| text.strip_prefix(operator)).map(str::trim);
    version.is_some_and(|version| {
        !version.is_empty()
            && version
                .chars()
                .all(|it| it.is_ascii_alphanumeric() || matches!(it, '.' | '*' | '+' | '!' | '_' | '-'))
    })
}

#[cfg(test)]
mod tests {
    use super::{is_object, is_requirement};

    #[test]
    fn requirements_by_name() {
        for good in [
            "markdown",
            "Markdown>=3.7",
            "zope.interface == 7.*",
            "requests[socks, use_chardet]>=2,<3",
            "tomli (>=2) ; python_version < '3.11'",
            "a~=1.0",
        ] {
            assert!(is_requirement(good), "{good}");
        }
        for bad in [
            "",
            "-r other.txt",
            "--index-url x",
            "./local",
            "a @ https://example.com/a.whl",
            "git+https://example.com/a",
            "a b",
            "a>=",
            "a>=1,",
            "a=1",
            "a[",
            "a[x",
            "a[x,,y]",
            "a>=1 --hash=sha256:0",
            "a;",
            "(>=1)",
            "a.",
            "a/b",
            "a\\b",
            "包",
        ] {
            assert!(!is_requirement(bad), "{bad}");
        }
    }

    #[test]
    fn objects_in_modules() {
        for good in ["app:app", "site.wsgi:application", "_a1:B.c", "app:create_app()"] {
            assert!(is_object(good), "{good}");
        }
        for bad in [
            "app", "app:", ":app", "a-b:app", "a..b:c", "a:b:c", "../a:b", "1a:b", "a:b(1)", "a:()", "a():b",
            "包:a",
        ] {
            assert!(!is_object(bad), "{bad}");
        }
    }
}
