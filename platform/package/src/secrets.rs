//! Files that must not be published: packages are read by everybody who installs a plugin.

/// How much of a file is searched for a private key. Keys stand at the start of files of a few KiB, after a chain of
/// certificates at most.
pub(crate) const KEY_SEARCH_BYTES: usize = 64 << 10;

/// Names that hold passwords, tokens or keys by convention.
const SECRET_NAMES: [&str; 14] = [
    ".env",
    ".envrc",
    ".git-credentials",
    ".htpasswd",
    ".netrc",
    "_netrc",
    ".pgpass",
    ".pypirc",
    ".vault-token",
    "id_dsa",
    "id_ecdsa",
    "id_ecdsa_sk",
    "id_ed25519",
    "id_rsa",
];
/// Endings of files that hold private keys in a binary form.
const KEY_STORE_ENDINGS: [&str; 7] = [".jks", ".kdbx", ".keystore", ".p12", ".p8", ".pfx", ".ppk"];
/// Endings of `.env.…` that mark a template without real values.
const ENV_TEMPLATES: [&str; 5] = [".dist", ".example", ".sample", ".template", ".tmpl"];

/// Whether a file is known by its name to hold secrets.
pub(crate) fn is_secret_name(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path).to_lowercase();
    let env = name.starts_with(".env.") && !ENV_TEMPLATES.iter().any(|ending| name.ends_with(ending));
    env || SECRET_NAMES.contains(&name.as_str())
        || KEY_STORE_ENDINGS.iter().any(|ending| name.ends_with(ending))
}

/// Whether text starts a private key in PEM form: its header as a line of its own, followed by a line of the key. The
/// header inside a program's string is no key.
pub(crate) fn holds_private_key(start: &[u8]) -> bool {
    let mut lines = start.split(|byte| *byte == b'\n').map(<[u8]>::trim_ascii).peekable();
    while let Some(line) = lines.next() {
        let line = line.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(line);
        if is_key_header(line) && lines.peek().is_some_and(|next| is_key_text(next)) {
            return true;
        }
    }
    false
}

fn is_key_header(line: &[u8]) -> bool {
    let label = line.strip_prefix(b"-----BEGIN ").and_then(|rest| rest.strip_suffix(b"-----"));
    label.is_some_and(|label| label.ends_with(b"PRIVATE KEY") || label == b"PGP PRIVATE KEY BLOCK")
        || line.starts_with(b"PuTTY-User-Key-File-")
}

/// A line of base64, a header such as `Proc-Type: …`, or the empty line before the base64.
fn is_key_text(line: &[u8]) -> bool {
    let base64 = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'=');
    line.iter().all(base64) || line.windows(2).any(|pair| pair == b": ")
}

#[cfg(test)]
mod tests {
    use super::{holds_private_key, is_secret_name};

    #[test]
    fn names_of_secrets() {
        for secret in [".env", "a/.ENV", ".env.production", "keys/id_ed25519", "cert.P12", "deploy/.netrc"] {
            assert!(is_secret_name(secret), "{secret}");
        }
        for plain in ["env", ".env.example", ".environment", "id_rsa.pub", "p12", "src/env.rs", "cert.pem"] {
            assert!(!is_secret_name(plain), "{plain}");
        }
    }

    #[test]
    fn keys_in_pem_form() {
        let key = |label: &str| {
            format!("-----BEGIN {label}-----\r\nMIIEvQIBADANBgkqhkiG9w0BAQ==\n-----END {label}-----\n")
        };
        for label in [
            "PRIVATE KEY",
            "RSA PRIVATE KEY",
            "EC PRIVATE KEY",
            "OPENSSH PRIVATE KEY",
            "ENCRYPTED PRIVATE KEY",
        ] {
            assert!(holds_private_key(key(label).as_bytes()), "{label}");
        }
        let after_certificate = format!("{}{}", key("CERTIFICATE"), key("PRIVATE KEY"));
        assert!(holds_private_key(after_certificate.as_bytes()));
        assert!(holds_private_key(b"-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n\nabc=\n"));
        assert!(!holds_private_key(key("CERTIFICATE").as_bytes()));
        assert!(!holds_private_key(key("PUBLIC KEY").as_bytes()));
        assert!(!holds_private_key(b"MARKER = \"-----BEGIN PRIVATE KEY-----\"\nx = 1\n"));
        assert!(!holds_private_key(b"-----BEGIN PRIVATE KEY-----\n(your key here)\n"));
    }
}
