//! A package: an archive with a manifest, every file of which has been read once and found as it should be.

use std::fmt::Write as _;
use std::io::{Read, Seek};

use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::PackageError;
use crate::archive::{Archive, ReadLimits};
use crate::layout::{Layout, Origin, URLS};
use crate::manifest::ceilings::MAX_MANIFEST_BYTES;
use crate::manifest::{Framework, MANIFEST_FILE, Manifest, ManifestError, RuntimeKind};
use crate::secrets::{KEY_SEARCH_BYTES, holds_private_key, is_secret_name};

/// What a package holds.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Package {
    /// The manifest.
    pub manifest: Manifest,
    /// All files in the order of their paths, the manifest included.
    pub files: Vec<PackageFile>,
    /// Where the manifest comes from.
    pub origin: Origin,
}

/// Checks that a file is no secret, by its name and by how its contents start: what a package may not hold.
///
/// # Errors
/// [`PackageError::SecretFile`], [`PackageError::PrivateKey`].
pub fn check_secrets(path: &str, contents: &[u8]) -> Result<(), PackageError> {
    if is_secret_name(path) {
        return Err(PackageError::SecretFile { entry: path.to_owned() });
    }
    let start = &contents[..contents.len().min(KEY_SEARCH_BYTES)];
    if holds_private_key(start) { Err(PackageError::PrivateKey { entry: path.to_owned() }) } else { Ok(()) }
}

/// One file of a package.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PackageFile {
    /// Path from the package's root, with `/`, in composed Unicode letters.
    pub path: String,
    /// Bytes.
    pub size: u64,
    /// SHA-256 of the contents in 64 hexadecimal digits.
    pub sha256: String,
}

impl Package {
    /// Reads an archive whole, checks it against every rule, and keeps it open for [`PackageReader::bytes`].
    ///
    /// Data is expanded in small pieces and forgotten again; memory is needed for the list of files only. The
    /// component is not looked into, see [`inspect`](crate::inspect).
    ///
    /// # Errors
    /// [`PackageError`] names the entry that is wrong and says what to do. Nothing is left behind.
    pub fn read<R: Read + Seek>(reader: R, limits: &ReadLimits) -> Result<PackageReader<R>, PackageError> {
        let mut archive = Archive::open(reader, limits)?;
        let layout = Layout::detect(archive.entries())?;
        let paths: Vec<Option<String>> =
            archive.entries().iter().map(|entry| layout.path(&entry.path).map(str::to_owned)).collect();
        refuse_secrets(paths.iter().flatten())?;
        let (text, origin) = if layout.has_manifest() {
            (read_manifest(&mut archive, &paths)?, Origin::Manifest)
        } else {
            layout.write_manifest(&mut archive, &paths)?
        };
        let mut package = Package { manifest: Manifest::parse(&text)?, files: Vec::new(), origin };
        let mut contents = Vec::new();
        for (index, path) in paths.into_iter().enumerate() {
            let (size, sha256) = read_file(&mut archive, index)?;
            if let Some(path) = path {
                package.files.push(PackageFile { path, size, sha256 });
                contents.push(Contents::Entry(index));
            }
        }
        if !layout.has_manifest() {
            let place = package.files.partition_point(|file| file.path.as_str() < MANIFEST_FILE);
            package.files.insert(place, PackageFile::new(MANIFEST_FILE, text.as_bytes()));
            contents.insert(place, Contents::Written(text.into_bytes()));
        }
        package.check()?;
        Ok(PackageReader { package, archive, contents })
    }

    /// The file at a path.
    #[must_use]
    pub fn file(&self, path: &str) -> Option<&PackageFile> {
        self.position(path).map(|position| &self.files[position])
    }

    fn position(&self, path: &str) -> Option<usize> {
        self.files.binary_search_by(|file| file.path.as_str().cmp(path)).ok()
    }

    /// Checks what does not depend on the contents of files: none may be known as a secret, and every file that the
    /// manifest names must be there. [`Package::read`] has done it.
    ///
    /// # Errors
    /// [`PackageError::SecretFile`], [`PackageError::MissingFile`], [`PackageError::MissingModule`].
    pub fn check(&self) -> Result<(), PackageError> {
        refuse_secrets(self.files.iter().map(|file| &file.path))?;
        let manifest = &self.manifest;
        let references =
            [("runtime.source", &manifest.runtime.source), ("plugin.logo", &manifest.plugin.logo)];
        for (key, path) in references {
            if let Some(path) = path.as_ref().filter(|path| self.file(path).is_none()) {
                return Err(PackageError::MissingFile { key, path: path.clone() });
            }
        }
        if let Some(section) = &manifest.static_files
            && !self.has_folder(&section.dir)
        {
            return Err(PackageError::MissingFile { key: "static.dir", path: section.dir.clone() });
        }
        self.check_app()
    }

    /// The module that a Python plugin starts with must be there: a file or a package.
    fn check_app(&self) -> Result<(), PackageError> {
        let runtime = &self.manifest.runtime;
        let Some(app) = runtime.app.as_ref().filter(|_| runtime.kind == RuntimeKind::Python) else {
            return Ok(());
        };
        let missing = |path: String| Err(PackageError::MissingModule { app: app.clone(), path });
        if runtime.framework == Some(Framework::DjangoApp) {
            return if self.file(URLS).is_some() { Ok(()) } else { missing(URLS.to_owned()) };
        }
        let module = app.split(':').next().unwrap_or(app).replace('.', "/");
        let file = format!("{module}.py");
        if self.file(&file).is_some() || self.has_folder(&module) { Ok(()) } else { missing(file) }
    }

    fn has_folder(&self, path: &str) -> bool {
        let folder = format!("{path}/");
        self.files.iter().any(|file| file.path.starts_with(&folder))
    }
}

impl PackageFile {
    fn new(path: &str, bytes: &[u8]) -> Self {
        Self { path: path.to_owned(), size: bytes.len() as u64, sha256: hex(&Sha256::digest(bytes)) }
    }
}

/// A package that has been read and checked, with its archive still open.
#[derive(Debug)]
pub struct PackageReader<R> {
    package: Package,
    archive: Archive<R>,
    /// For each file of the package, where its contents are.
    contents: Vec<Contents>,
}

#[derive(Debug)]
enum Contents {
    /// At this place among the archive's entries.
    Entry(usize),
    /// Here: the platform has written them.
    Written(Vec<u8>),
}

impl<R: Read + Seek> PackageReader<R> {
    /// What the package holds.
    #[must_use]
    pub fn package(&self) -> &Package {
        &self.package
    }

    /// The package alone; the archive is closed.
    #[must_use]
    pub fn into_package(self) -> Package {
        self.package
    }

    /// The contents of a file, expanded again and checked again, so an archive that changed meanwhile is noticed.
    ///
    /// # Errors
    /// [`PackageError::NoSuchFile`] for a path that the package lacks; others if the archive cannot be read any more
    /// or has changed.
    pub fn bytes(&mut self, path: &str) -> Result<Vec<u8>, PackageError> {
        let no_such_file = || PackageError::NoSuchFile { path: path.to_owned() };
        let position = self.package.position(path).ok_or_else(no_such_file)?;
        let bytes = match &self.contents[position] {
            Contents::Entry(index) => self.archive.bytes(*index)?,
            Contents::Written(bytes) => bytes.clone(),
        };
        if hex(&Sha256::digest(&bytes)) == self.package.files[position].sha256 {
            Ok(bytes)
        } else {
            Err(PackageError::ChecksumMismatch { entry: path.to_owned() })
        }
    }
}

fn refuse_secrets<'a>(mut paths: impl Iterator<Item = &'a String>) -> Result<(), PackageError> {
    match paths.find(|path| is_secret_name(path)) {
        Some(path) => Err(PackageError::SecretFile { entry: path.clone() }),
        None => Ok(()),
    }
}

/// The text of the archive's manifest.
fn read_manifest<R: Read + Seek>(
    archive: &mut Archive<R>,
    paths: &[Option<String>],
) -> Result<String, PackageError> {
    let index = paths.iter().position(|path| path.as_deref() == Some(MANIFEST_FILE));
    let index = index.ok_or(PackageError::NoManifest)?;
    let size = archive.entries()[index].size;
    if size > MAX_MANIFEST_BYTES {
        return Err(ManifestError::too_large(size).into());
    }
    Ok(String::from_utf8(archive.bytes(index)?).map_err(|_| ManifestError::not_utf8())?)
}

/// Expands a file once: its size, its digest, and whether it may be published.
fn read_file<R: Read + Seek>(archive: &mut Archive<R>, index: usize) -> Result<(u64, String), PackageError> {
    let mut digest = Sha256::new();
    let mut start = Vec::new();
    archive.expand(index, |chunk| {
        digest.update(chunk);
        let wanted = (KEY_SEARCH_BYTES - start.len()).min(chunk.len());
        start.extend_from_slice(&chunk[..wanted]);
    })?;
    let entry = &archive.entries()[index];
    if holds_private_key(&start) {
        return Err(PackageError::PrivateKey { entry: entry.path.clone() });
    }
    Ok((entry.size, hex(&digest.finalize())))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}
