//! Packs a plugin's folder and a component into a package, and reads it back as the platform will.
//!
//! `pack FOLDER COMPONENT PACKAGE` is what `make examples` uses. Authors have `mspf build`.

use std::error::Error;
use std::io::Cursor;
use std::path::{Path, PathBuf};
use std::{env, fs, process::ExitCode};

use mspf_package::{MANIFEST_FILE, Manifest, Package, ReadLimits, inspect, write_package};

/// What a package carries besides what its manifest names, by how the names begin.
const FOR_READERS: [&str; 2] = ["README", "LICENSE"];

fn main() -> ExitCode {
    let arguments: Vec<PathBuf> = env::args_os().skip(1).map(PathBuf::from).collect();
    let [folder, component, package] = arguments.as_slice() else {
        eprintln!("usage: pack FOLDER COMPONENT PACKAGE");
        return ExitCode::from(2);
    };
    match pack(folder, component, package) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{} was not packed: {error}", folder.display());
            ExitCode::FAILURE
        }
    }
}

fn pack(folder: &Path, component: &Path, package: &Path) -> Result<(), Box<dyn Error>> {
    let manifest_text = fs::read_to_string(folder.join(MANIFEST_FILE))?;
    let manifest = Manifest::parse(&manifest_text)?;
    let component = fs::read(component)?;
    inspect(&component)?;

    let mut files = vec![(MANIFEST_FILE.to_owned(), manifest_text.into_bytes())];
    files.extend(manifest.runtime.source.map(|source| (source, component)));
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
    files.sort();
    let bytes = write_package(files)?;
    Package::read(Cursor::new(&bytes), &ReadLimits::default())?;
    Ok(fs::write(package, bytes)?)
}

fn collect(folder: &Path, name: &str, files: &mut Vec<(String, Vec<u8>)>) -> Result<(), Box<dyn Error>> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = format!("{name}/{}", entry.file_name().to_string_lossy());
        if entry.file_type()?.is_dir() {
            collect(&entry.path(), &name, files)?;
        } else {
            files.push((name, fs::read(entry.path())?));
        }
    }
    Ok(())
}
