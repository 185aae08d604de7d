//! Looking into a package or a component the way the server will.

use std::{fs, io::BufReader, path::Path};

use mspf_package::{ComponentInfo, Manifest, Package, PackageFile, ReadLimits};
use serde::Serialize;

use crate::failure::{Failure, OrFail};

/// The first bytes of every WebAssembly binary.
const WASM_MAGIC: &[u8] = b"\0asm";

/// What was found.
#[derive(Serialize)]
pub(crate) struct Findings {
    /// Bytes of the file.
    pub(crate) size: u64,
    /// The package's manifest; none for a bare component.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) manifest: Option<Manifest>,
    /// The package's files.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) files: Vec<PackageFile>,
    /// The component; none for a package without one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) component: Option<ComponentInfo>,
}

/// Reads a package or a component; everything the server would refuse is refused here in the same words.
pub(crate) fn inspect(path: &Path) -> Result<Findings, Failure> {
    let failed = format!("could not read {}", path.display());
    let size = fs::metadata(path).or_fail(&failed)?.len();
    let mut start = [0; 4];
    let mut file = BufReader::new(fs::File::open(path).or_fail(&failed)?);
    let read = std::io::Read::read(&mut file, &mut start).or_fail(&failed)?;
    if &start[..read] == WASM_MAGIC {
        let component = component(&fs::read(path).or_fail(failed)?, path)?;
        return Ok(Findings { size, manifest: None, files: Vec::new(), component: Some(component) });
    }
    let refused = format!("{} would be refused", path.display());
    let mut reader = Package::read(file, &ReadLimits::default()).or_fail(&refused)?;
    let component = match reader.package().manifest.runtime.source.clone() {
        Some(source) => Some(component(&reader.bytes(&source).or_fail(refused)?, path)?),
        None => None,
    };
    let Package { manifest, files, .. } = reader.into_package();
    Ok(Findings { size, manifest: Some(manifest), files, component })
}

fn component(bytes: &[u8], path: &Path) -> Result<ComponentInfo, Failure> {
    mspf_package::inspect(bytes).or_fail(format!("the component of {} would be refused", path.display()))
}
