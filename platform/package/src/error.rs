//! Why an archive is refused.

use crate::archive::PathError;
use crate::layout::{APPS, MANAGE, URLS};
use crate::manifest::{MANIFEST_FILE, ManifestError};

/// Why an archive is no package. Every variant has its own [`code`](PackageError::code), and says which entry it is
/// about and what to do. Names of entries are shown with control characters escaped, and shortened.
#[derive(Debug, thiserror::Error)]
pub enum PackageError {
    /// The archive itself could not be read: the fault of a disk or a network, not of the archive.
    #[error("the package could not be read: {0}; try again")]
    Io(#[from] std::io::Error),

    /// No zip at all.
    #[error("this is no zip archive; pack the plugin's files into a zip, for example with `mspf build`")]
    NotAZip,
    /// More bytes than [`ReadLimits::archive_bytes`](crate::archive::ReadLimits).
    #[error(
        "the archive has {size} bytes, {limit} at most; leave out what the plugin does not need at run time"
    )]
    ArchiveTooLarge {
        /// Bytes of the archive.
        size: u64,
        /// Bytes that are possible.
        limit: u64,
    },
    /// The archive's records contradict the format.
    #[error("the archive is damaged: {what}; pack it again")]
    Malformed {
        /// Which record is wrong, and how.
        what: String,
    },
    /// The 64-bit form of the format, which no package needs.
    #[error(
        "the archive uses the zip64 format, which is for sizes that no package has; pack it again without it"
    )]
    Zip64,
    /// One part of an archive in several files.
    #[error("the archive is one of several parts; pack the plugin into a single zip")]
    MultiPart,
    /// Something follows the archive in the same file.
    #[error("something follows the end of the archive; pack it again so that the file holds the zip alone")]
    TrailingData,
    /// Bytes before, between or after the entries that belong to none.
    #[error("the archive hides {bytes} bytes that belong to no entry, at byte {offset}; pack it again")]
    HiddenData {
        /// Where they start.
        offset: u64,
        /// How many.
        bytes: u64,
    },
    /// No file at all.
    #[error("the archive holds no files; pack the plugin's files, {MANIFEST_FILE} among them")]
    Empty,
    /// More entries than [`ReadLimits::entries`](crate::archive::ReadLimits).
    #[error(
        "the archive has {count} entries, {limit} at most; leave out what the plugin does not need at run time"
    )]
    TooManyEntries {
        /// Entries that the archive claims, or names that have been counted so far.
        count: usize,
        /// Entries that are possible.
        limit: usize,
    },
    /// The files together are larger than [`ReadLimits::expanded_bytes`](crate::archive::ReadLimits).
    #[error(
        "with `{entry}` the archive expands to more than {limit} bytes; leave out what the plugin does not need"
    )]
    ExpandsTooLarge {
        /// Entry with which the limit is exceeded.
        entry: String,
        /// Bytes that are possible.
        limit: u64,
    },
    /// One file is larger than [`ReadLimits::entry_bytes`](crate::archive::ReadLimits).
    #[error("`{entry}` expands to {size} bytes, {limit} at most; split it or leave it out")]
    EntryTooLarge {
        /// The entry.
        entry: String,
        /// Bytes that it claims.
        size: u64,
        /// Bytes that are possible.
        limit: u64,
    },
    /// A file compresses so well that expanding it would be an attack.
    #[error(
        "`{entry}` expands to {size} bytes, more than {limit} times its compressed size, as archives do that are made \
         to exhaust memory; store it smaller, or make it when the plugin runs"
    )]
    ZipBomb {
        /// The entry.
        entry: String,
        /// Bytes that it claims.
        size: u64,
        /// How many times its compressed size is possible.
        limit: u64,
    },
    /// Two entries share bytes of the archive.
    #[error("`{entry}` shares bytes of the archive with another entry; pack it again")]
    Overlapping {
        /// The later entry.
        entry: String,
    },
    /// An entry can be read with a password only.
    #[error("`{entry}` is encrypted; pack it without a password")]
    Encrypted {
        /// The entry.
        entry: String,
    },
    /// Compressed with a method other than deflate.
    #[error(
        "`{entry}` is compressed with method {method}; pack it with deflate, the method that every tool offers"
    )]
    UnsupportedCompression {
        /// The entry.
        entry: String,
        /// The method's number in the zip format.
        method: u16,
    },
    /// The archive's directory and the header before the data say different things.
    #[error("`{entry}` is described twice in the archive, with different {what}; pack it again")]
    HeaderMismatch {
        /// The entry.
        entry: String,
        /// What differs.
        what: &'static str,
    },
    /// The data has another size than the archive says.
    #[error("`{entry}` has another size than the archive says; pack it again")]
    SizeMismatch {
        /// The entry.
        entry: String,
    },
    /// The data has another checksum than the archive says.
    #[error(
        "`{entry}` has another checksum than the archive says; it was damaged on the way, so pack it again"
    )]
    ChecksumMismatch {
        /// The entry.
        entry: String,
    },
    /// The compressed data cannot be expanded.
    #[error("`{entry}` cannot be expanded: its data is damaged; pack it again")]
    CorruptData {
        /// The entry.
        entry: String,
    },
    /// The name is in an encoding other than UTF-8.
    #[error(
        "the name of `{entry}` is not UTF-8; rename the file, or pack it with a tool that writes UTF-8 names"
    )]
    NameNotUtf8 {
        /// The entry, with what is no UTF-8 replaced.
        entry: String,
    },
    /// The name is no path in a package; the reason has a code of its own.
    #[error("the path `{entry}` cannot be in a package: {reason}")]
    Path {
        /// The entry.
        entry: String,
        /// What is wrong with it.
        reason: PathError,
    },
    /// A symbolic link, or a reparse point of Windows.
    #[error("`{entry}` is a link; put the file itself in its place")]
    Link {
        /// The entry.
        entry: String,
    },
    /// A device, a pipe or a socket.
    #[error("`{entry}` is neither a file nor a folder; leave it out")]
    SpecialFile {
        /// The entry.
        entry: String,
    },
    /// A folder that has data.
    #[error("`{entry}` is a folder with data of its own; pack it again")]
    FolderWithData {
        /// The entry.
        entry: String,
    },
    /// Two entries have one name, or one that some system takes for the same.
    #[error("`{entry}` and `{other}` are the same name on some systems; rename one of them")]
    DuplicateName {
        /// The later entry.
        entry: String,
        /// The earlier one.
        other: String,
    },
    /// A file has the name of a folder.
    #[error("`{entry}` and `{other}` are a file and a folder of the same name; rename one of them")]
    FileAndFolder {
        /// The later entry.
        entry: String,
        /// The earlier one.
        other: String,
    },
    /// A file that commonly holds passwords or keys of a service.
    #[error(
        "`{entry}` usually holds secrets, and everybody who gets the package could read it; leave it out"
    )]
    SecretFile {
        /// The entry.
        entry: String,
    },
    /// A file that holds a private key.
    #[error("`{entry}` holds a private key, and everybody who gets the package could use it; leave it out")]
    PrivateKey {
        /// The entry.
        entry: String,
    },

    /// None of the layouts that are recognised.
    #[error(
        "the archive is no plugin: neither its root nor the one folder that holds everything has a {MANIFEST_FILE}, a \
         {MANAGE} as a Django project has, or an {APPS} beside a {URLS} as a plugin of version 1 has; put a \
         {MANIFEST_FILE} beside the plugin's files"
    )]
    NoManifest,
    /// The name of a plugin of version 1 cannot be told.
    #[error(
        "this looks like a plugin of version 1, but its {APPS} {what}; it needs one class with a line such as \
         `name = 'plugins.SP_1425715742418018304'`"
    )]
    Version1Name {
        /// What is wrong with `apps.py`.
        what: String,
    },
    /// The folder of a plugin of version 1 has another name than the plugin.
    #[error(
        "the folder `{folder}` holds a plugin of version 1 that {APPS} names `plugins.{name}`; the folder must be \
         `{name}`, so rename it, or correct {APPS}"
    )]
    Version1Folder {
        /// The folder.
        folder: String,
        /// The name that `apps.py` gives.
        name: String,
    },
    /// A Django project whose package cannot be told, or lacks a module.
    #[error(
        "this looks like a Django project, but its {MANAGE} {what}; lay it out as `django-admin startproject` does, or \
         put a {MANIFEST_FILE} beside {MANAGE}"
    )]
    DjangoProject {
        /// What is wrong with `manage.py`.
        what: String,
    },
    /// The manifest is wrong.
    #[error(transparent)]
    Manifest(#[from] ManifestError),
    /// The manifest names a file that the archive lacks.
    #[error(
        "{MANIFEST_FILE} names `{path}` as {key}, but the archive has no such file; build it, or correct the path"
    )]
    MissingFile {
        /// The key, such as `runtime.source`.
        key: &'static str,
        /// The path that it names.
        path: String,
    },
    /// The manifest names a Python module that the archive lacks.
    #[error(
        "{MANIFEST_FILE} names `{app}` as runtime.app, but the archive has no `{path}`; add it, or correct the name"
    )]
    MissingModule {
        /// The value of `runtime.app`.
        app: String,
        /// The file that was looked for.
        path: String,
    },
    /// A path that [`PackageReader::bytes`](crate::PackageReader::bytes) was asked for and the package lacks.
    #[error("the package has no file `{path}`")]
    NoSuchFile {
        /// The path.
        path: String,
    },
}

impl PackageError {
    /// Stable name of the error, such as `package.zip_bomb`.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Io(_) => "package.unreadable",
            Self::NotAZip => "package.not_a_zip",
            Self::ArchiveTooLarge { .. } => "package.archive_too_large",
            Self::Malformed { .. } => "package.malformed",
            Self::Zip64 => "package.zip64",
            Self::MultiPart => "package.multi_part",
            Self::TrailingData => "package.trailing_data",
            Self::HiddenData { .. } => "package.hidden_data",
            Self::Empty => "package.empty",
            Self::TooManyEntries { .. } => "package.too_many_entries",
            Self::ExpandsTooLarge { .. } => "package.expands_too_large",
            Self::EntryTooLarge { .. } => "package.entry_too_large",
            Self::ZipBomb { .. } => "package.zip_bomb",
            Self::Overlapping { .. } => "package.overlapping",
            Self::Encrypted { .. } => "package.encrypted",
            Self::UnsupportedCompression { .. } => "package.unsupported_compression",
            Self::HeaderMismatch { .. } => "package.header_mismatch",
            Self::SizeMismatch { .. } => "package.size_mismatch",
            Self::ChecksumMismatch { .. } => "package.checksum_mismatch",
            Self::CorruptData { .. } => "package.corrupt_data",
            Self::NameNotUtf8 { .. } => "package.name_not_utf8",
            Self::Path { reason, .. } => reason.code(),
            Self::Link { .. } => "package.link",
            Self::SpecialFile { .. } => "package.special_file",
            Self::FolderWithData { .. } => "package.folder_with_data",
            Self::DuplicateName { .. } => "package.duplicate_name",
            Self::FileAndFolder { .. } => "package.file_and_folder",
            Self::SecretFile { .. } => "package.secret_file",
            Self::PrivateKey { .. } => "package.private_key",
            Self::NoManifest => "package.no_manifest",
            Self::Version1Name { .. } => "package.version1_name",
            Self::Version1Folder { .. } => "package.version1_folder",
            Self::DjangoProject { .. } => "package.django_project",
            Self::Manifest(error) => error.code(),
            Self::MissingFile { .. } => "package.missing_file",
            Self::MissingModule { .. } => "package.missing_module",
            Self::NoSuchFile { .. } => "package.no_such_file",
        }
    }
}
