//! Which names the files of a package may have: relative, plain, and the same file on every system.

use std::collections::BTreeMap;

use unicode_normalization::UnicodeNormalization;

/// Bytes of a path. Windows stops at 260 characters, object stores at 1,024 bytes; deeper trees are a mistake.
pub const MAX_PATH_BYTES: usize = 512;
/// Bytes of one name in a path: what every file system holds.
pub const MAX_NAME_BYTES: usize = 255;
/// Folders above a file. A package of JavaScript modules inside modules stays below 20.
pub const MAX_PATH_DEPTH: usize = 32;

/// Names that Windows gives to devices, whatever their ending.
const DEVICE_NAMES: [&str; 6] = ["con", "prn", "aux", "nul", "conin$", "conout$"];

/// Why a path cannot be in a package.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PathError {
    /// It has no name at all.
    #[error("it is empty")]
    Empty,
    /// It starts at the root of a file system or at a drive.
    #[error("it is absolute; make it relative to the package's root")]
    Absolute,
    /// It climbs with `..`.
    #[error("it has `..` in it; name the file by its place in the package")]
    Traversal,
    /// It has an empty name or `.` in it.
    #[error("it has an empty name or `.` in it; write it without")]
    NotPlain,
    /// It is longer than [`MAX_PATH_BYTES`], or one of its names is longer than [`MAX_NAME_BYTES`].
    #[error("it is longer than {MAX_PATH_BYTES} bytes, or a name in it than {MAX_NAME_BYTES}; shorten it")]
    TooLong,
    /// It has more folders than [`MAX_PATH_DEPTH`].
    #[error("it is nested in more than {MAX_PATH_DEPTH} folders; make the tree flatter")]
    TooDeep,
    /// It has a character that some system forbids, reads as a separator, or does not show.
    #[error("it has a backslash, a control character, or one of : * ? \" < > | in it; rename the file")]
    Characters,
    /// One of its names is a device on Windows, or ends with a dot or a space.
    #[error(
        "it has a name that Windows reserves (a device such as CON, or one that ends with a dot or a space); rename it"
    )]
    Reserved,
}

impl PathError {
    /// Stable name of the error.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Empty => "package.path_empty",
            Self::Absolute => "package.path_absolute",
            Self::Traversal => "package.path_traversal",
            Self::NotPlain => "package.path_not_plain",
            Self::TooLong => "package.path_too_long",
            Self::TooDeep => "package.path_too_deep",
            Self::Characters => "package.path_characters",
            Self::Reserved => "package.path_reserved",
        }
    }
}

/// Checks that a path may be in a package: `/` between names, relative, no tricks.
///
/// # Errors
/// [`PathError`] says what is wrong with it.
pub fn check_path(path: &str) -> Result<(), PathError> {
    if path.is_empty() {
        return Err(PathError::Empty);
    }
    if path.len() > MAX_PATH_BYTES {
        return Err(PathError::TooLong);
    }
    let drive = path.as_bytes().get(1) == Some(&b':') && path.as_bytes()[0].is_ascii_alphabetic();
    if path.starts_with(['/', '\\']) || drive {
        return Err(PathError::Absolute);
    }
    if path.split(['/', '\\']).any(|name| name == "..") {
        return Err(PathError::Traversal);
    }
    if path.chars().any(is_forbidden) {
        return Err(PathError::Characters);
    }
    if path.split('/').count() > MAX_PATH_DEPTH + 1 {
        return Err(PathError::TooDeep);
    }
    path.split('/').try_for_each(check_name)
}

fn check_name(name: &str) -> Result<(), PathError> {
    if name.is_empty() || name == "." {
        return Err(PathError::NotPlain);
    }
    if name.len() > MAX_NAME_BYTES {
        return Err(PathError::TooLong);
    }
    if name.ends_with(['.', ' ']) || name.starts_with(' ') || is_device(name) {
        return Err(PathError::Reserved);
    }
    Ok(())
}

fn is_forbidden(character: char) -> bool {
    character.is_control()
        || matches!(character, '\\' | ':' | '*' | '?' | '"' | '<' | '>' | '|')
        // These reorder or hide what follows: a reviewer would see another name than the one that is used.
        || matches!(character, '\u{200B}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FEFF}')
}

fn is_device(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or(name).trim_end().to_lowercase();
    if DEVICE_NAMES.contains(&stem.as_str()) {
        return true;
    }
    let numbered = stem.strip_prefix("com").or_else(|| stem.strip_prefix("lpt"));
    let mut number = numbered.unwrap_or_default().chars();
    // Windows takes the superscript digits as well.
    matches!((number.next(), number.next()), (Some('0'..='9' | '¹' | '²' | '³'), None))
}

/// The path in composed Unicode letters, if it may be in a package.
///
/// # Errors
/// As [`check_path`].
pub fn normal_path(path: &str) -> Result<String, PathError> {
    let path: String = path.nfc().collect();
    check_path(&path).map(|()| path)
}

/// Two paths that fold to the same text are one file on some system: upper and lower case, composed and decomposed
/// letters, full-width forms and ligatures.
#[must_use]
pub fn fold_path(path: &str) -> String {
    path.split('/').map(fold).collect::<Vec<_>>().join("/")
}

fn fold(path: &str) -> String {
    path.nfkc().flat_map(char::to_uppercase).flat_map(char::to_lowercase).nfkc().collect()
}

/// Whether two names are one file on some system.
pub(crate) fn is_same_name(left: &str, right: &str) -> bool {
    fold(left) == fold(right)
}

/// The tree of all names seen so far, folders included that only the files in them tell of.
#[derive(Debug, Default)]
pub(crate) struct Tree {
    /// By folded path: the spelling, and what it is.
    names: BTreeMap<String, (String, Kind)>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    File,
    /// Named by an entry of its own.
    Folder,
    /// Known only from what lies in it.
    ImpliedFolder,
}

/// Two entries that cannot both be in one tree.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Clash {
    /// Equal, or equal on some system, to this earlier path.
    Duplicate(String),
    /// This path is a file, and a folder as well.
    FileAndFolder(String),
}

impl Tree {
    /// Files and folders so far.
    pub(crate) fn len(&self) -> usize {
        self.names.len()
    }

    pub(crate) fn add_file(&mut self, path: &str) -> Result<(), Clash> {
        self.add(path, Kind::File)
    }

    pub(crate) fn add_folder(&mut self, path: &str) -> Result<(), Clash> {
        self.add(path, Kind::Folder)
    }

    /// Adds a path and the folders above it. Each name is folded once: a deep path must not cost its length squared.
    fn add(&mut self, path: &str, kind: Kind) -> Result<(), Clash> {
        let mut folded = String::new();
        let mut start = 0;
        while let Some(length) = path[start..].find('/') {
            folded += &fold(&path[start..start + length]);
            self.place(&folded, &path[..start + length], Kind::ImpliedFolder)?;
            folded.push('/');
            start += length + 1;
        }
        folded += &fold(&path[start..]);
        self.place(&folded, path, kind)
    }

    fn place(&mut self, folded: &str, path: &str, kind: Kind) -> Result<(), Clash> {
        let Some((spelling, earlier)) = self.names.get_mut(folded) else {
            self.names.insert(folded.to_owned(), (path.to_owned(), kind));
            return Ok(());
        };
        if (*earlier == Kind::File) != (kind == Kind::File) {
            return Err(Clash::FileAndFolder(spelling.clone()));
        }
        if spelling != path || (*earlier == kind && kind != Kind::ImpliedFolder) {
            return Err(Clash::Duplicate(spelling.clone()));
        }
        if kind == Kind::Folder {
            *earlier = Kind::Folder;
        }
        Ok(())
    }
}

/// Characters of a name that a message shows.
const SHOWN_CHARACTERS: usize = 120;

/// A name from a stranger, for a message: control characters escaped, the rest replaced or cut off.
pub(crate) fn shown(name: &[u8]) -> String {
    let text = String::from_utf8_lossy(name);
    let mut shown = String::new();
    for (count, character) in text.chars().enumerate() {
        if count == SHOWN_CHARACTERS {
            shown.push('…');
            break;
        }
        if character.is_control() || is_forbidden(character) && !character.is_ascii() {
            shown.extend(character.escape_default());
        } else {
            shown.push(character);
        }
    }
    shown
}
