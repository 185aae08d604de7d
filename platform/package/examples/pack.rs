//! Packs a plugin's folder into a package, and reads it back as the platform will.
//!
//! `pack FOLDER PACKAGE [COMPONENT]` is what `make examples` uses. Authors have `mspf build`. A folder without a manifest
//! is packed as it is.

use std::error::Error;
use std::io::Cursor;
use std::path::{Path, PathBuf};
use std::{env, fs, process::ExitCode};

use mspf_package::manifest::RuntimeKind;
use mspf_package::{MANIFEST_FILE, Manifest, Package, ReadLimits, inspect, write_package};

/// What a package carries besides what its manifest names, by how the names begin.
const FOR_READERS: [&str; 2] = ["README", "LICENSE"];

fn main() -> ExitCode {
    let arguments: Vec<PathBuf> = env::args_os().skip(1).map(PathBuf::from).collect();
    let (folder, package, component) = match arguments.as_slice() {
        [folder, package] => (folder, package, None),
        [folder, package, component] => (folder, package, Some(component.as_path())),
        _ => {
            eprintln!("usage: pack FOLDER PACKAGE [COMPONENT]");
            return ExitCode::from(2);
        }
    };
    match pack(folder, package, component) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{} was not packed: {error}", folder.display());
            ExitCode::FAILURE
        }
    }
}

fn pack(folder: &Path, package: &Path, component: Option<&Path>) -> Result<(), Box<dyn Error>> {
    let mut files = if folder.join(MANIFEST_FILE).exists() {
        with_manifest(folder, component)?
    } else {
        let mut files = Vec::new();
        collect(folder, "", &mut files)?;
        files
    };
    files.sort();
    let bytes = write_package(files)?;
    Package::read(Cursor::new(&bytes), &ReadLimits::default())?;
    Ok(fs::write(package, bytes)?)
}

/// Paths in the package and what stands there.
type Files = Vec<(String, Vec<u8>)>;

fn with_manifest(folder: &Path, component: Option<&Path>) -> Result<Files, Box<dyn Error>> {
    let manifest_text = fs::read_to_string(folder.join(MANIFEST_FILE))?;
    let manifest = Manifest::parse(&manifest_text)?;
    let mut files = Vec::new();
    if manifest.runtime.kind == RuntimeKind::Python {
        collect(folder, "", &mut files)?;
        return Ok(files);
    }
    files.push((MANIFEST_FILE.to_owned(), manifest_text.into_bytes()));
    if let Some((source, component)) = manifest.runtime.source.zip(component) {
        let component = fs::read(component)?;
        inspect(&component)?;
        files.push((source, component));
    }
    if let Some(section) = manifest.static_files {
        collect(&folder.join(&section.dir), &section.dir, &mut files)?;
    }
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if FOR_READERS.iter().any(|start| name.starts_with(start)) {
            files.push((name, fs::read(entry.path())?));
        }
    }
    Ok(files)
}

/// All files below a folder, by their names below `name`. What Python has compiled stays where it is.
fn collect(folder: &Path, name: &str, files: &mut Vec<(String, Vec<u8>)>) -> Result<(), Box<dyn Error>> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let own = entry.file_name().to_string_lossy().into_owned();
        let path = if name.is_empty() { own.clone() } else { format!("{name}/{own}") };
        if entry.path().is_file() {
            files.push((path, fs::read(entry.path())?));
        } else if own != "__pycache__" {
            collect(&entry.path(), &path, files)?;
        }
    }
    Ok(())
}
