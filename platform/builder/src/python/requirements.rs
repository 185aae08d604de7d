//! What a plugin needs beside what the runtime has, as its author wrote it: a list of names and versions, nothing that
//! could lead pip anywhere else.

use mspf_storage::{Digest, Hasher};

use crate::BuildError;

/// The file that lists them, at the root of a plugin.
pub const FILE: &str = "requirements.txt";
/// The most requirements of a plugin: a large application has about 60.
const MAX_REQUIREMENTS: usize = 200;
/// The longest requirement in bytes: a name, extras, versions and a marker.
const MAX_LINE_BYTES: usize = 500;
/// The largest `requirements.txt` in bytes, comments included.
pub const MAX_FILE_BYTES: u64 = 64 << 10;

/// Requirements, sorted, each once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Requirements(Vec<String>);

impl Requirements {
    /// Reads the manifest's dependencies and the text of a `requirements.txt`.
    ///
    /// # Errors
    /// [`BuildError::Refused`] names the line that is not taken.
    pub(crate) fn read(dependencies: &[String], text: &str) -> Result<Self, BuildError> {
        let named = dependencies.iter().map(|line| ("mspf.toml".to_owned(), line.as_str()));
        let listed = text
            .lines()
            .enumerate()
            .map(|(index, line)| (format!("requirements.txt, line {}", index + 1), line));
        let mut lines = Vec::new();
        for (place, line) in named.chain(listed) {
            let line = without_comment(line);
            if line.is_empty() {
                continue;
            }
            check(line).map_err(|reason| {
                let message = format!("{place}: `{}` is not taken: {reason}", shown(line));
                BuildError::refused("requirements.line", message)
            })?;
            lines.push(line.to_owned());
        }
        lines.sort();
        lines.dedup();
        if lines.len() > MAX_REQUIREMENTS {
            let message =
                format!("A plugin has at most {MAX_REQUIREMENTS} requirements, not {}.", lines.len());
            return Err(BuildError::refused("requirements.too_many", message));
        }
        Ok(Self(lines))
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Names what these requirements resolve to, on this runtime.
    pub(crate) fn key(&self, runtime: &Digest) -> Digest {
        let mut hasher = Hasher::new();
        hasher.update(runtime.as_bytes());
        for line in &self.0 {
            hasher.update(line.as_bytes());
            hasher.update(b"\n");
        }
        hasher.finish()
    }

    /// As pip reads them.
    pub(super) fn text(&self) -> String {
        self.0.join("\n") + "\n"
    }
}

/// A `#` at the start of a line or after a space begins a comment.
fn without_comment(line: &str) -> &str {
    let end = line.match_indices('#').find(|(at, _)| *at == 0 || line[..*at].ends_with([' ', '\t']));
    line[..end.map_or(line.len(), |(at, _)| at)].trim()
}

fn shown(line: &str) -> String {
    line.chars().take(80).filter(|character| !character.is_control()).collect()
}

/// `name[extra] >=1,<2 ; marker`: every character of it harmless.
fn check(line: &str) -> Result<(), &'static str> {
    if line.len() > MAX_LINE_BYTES {
        return Err("it is too long");
    }
    if line.starts_with('-') {
        return Err("options of pip are the operator's; write names and versions");
    }
    if line.contains("--") || line.ends_with('\\') {
        return Err("write a name and versions, without options or continued lines");
    }
    if line.contains(['@', '/']) {
        return Err("packages come from the package index, not from an address or a folder");
    }
    let harmless =
        |character: char| character.is_ascii_alphanumeric() || " \t._-[],<>=!~*+();'\"".contains(character);
    if !line.starts_with(|first: char| first.is_ascii_alphanumeric()) || !line.chars().all(harmless) {
        return Err("write it as `name`, `name>=1.2` or `name[extra]==1.2; python_version >= \"3.12\"`");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_versions_are_taken() {
        let text = "# what we need\nrequests >= 2 # for the news\n\nFlask-WTF==1.2.1\nrequests >= 2\n\
                    x[a,b]~=1.0; python_version >= \"3.8\"\n";
        let read = Requirements::read(&["idna".to_owned()], text).unwrap();
        assert_eq!(
            read.text(),
            "Flask-WTF==1.2.1\nidna\nrequests >= 2\nx[a,b]~=1.0; python_version >= \"3.8\"\n"
        );
        let runtime = Digest::of(b"runtime");
        assert_eq!(read.key(&runtime), Requirements::read(&[], &read.text()).unwrap().key(&runtime));
        assert_ne!(read.key(&runtime), read.key(&Digest::of(b"other")));
        assert!(Requirements::read(&[], "# nothing\n \n").unwrap().is_empty());
    }

    #[test]
    fn nothing_leads_pip_elsewhere() {
        for line in [
            "-r other.txt",
            "--index-url https://evil.example/simple",
            "--extra-index-url=https://evil.example",
            "-e .",
            "-e git+https://evil.example/x#egg=x",
            "requests --index-url https://evil.example",
            "requests --config-settings=x=y",
            "x @ https://evil.example/x.whl",
            "x@file:///etc/passwd",
            "https://evil.example/x.whl",
            "./local",
            "../local",
            "/etc/passwd",
            ".",
            "a\\",
            "a\u{0}b",
            "$(touch /tmp/x)",
            "`id`",
            "ünïcode",
        ] {
            for taken in [Requirements::read(&[], line), Requirements::read(&[line.to_owned()], "")] {
                assert!(matches!(taken, Err(BuildError::Refused { .. })), "{line}: {taken:?}");
            }
        }
    }
}
