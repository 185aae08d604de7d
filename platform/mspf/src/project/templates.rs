//! The plugins that `mspf new` starts from, embedded in the binary.
//!
//! In a template's files `{{name}}` stands for the plugin's name. A file whose name ends in `.tmpl` loses that ending,
//! and one that starts with `dot-` gets a dot: so no tool takes a template for the real thing.

use std::{fs, path::Path};

use rust_embed::RustEmbed;

use crate::failure::{Failure, OrFail};

#[derive(RustEmbed)]
#[folder = "templates/"]
struct Files;

/// A folder of files to start from.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Template(&'static str);

impl Template {
    /// A web service in Rust with axum.
    pub(crate) const RUST_HTTP: Self = Self("rust-http/");
    /// A manifest for a component built in any way.
    pub(crate) const COMPONENT: Self = Self("component/");
}

/// Writes a template's files into a new folder and says how many there are. Never overwrites anything.
pub(crate) fn write(template: Template, name: &str, folder: &Path) -> Result<usize, Failure> {
    check_name(name)?;
    if folder.read_dir().is_ok_and(|mut entries| entries.next().is_some()) {
        return Err(Failure::usage(format!("{} is not empty", folder.display()))
            .remedy("choose another name, or another folder with --path"));
    }
    let mut written = 0;
    for path in Files::iter() {
        let (Some(inside), Some(file)) = (path.strip_prefix(template.0), Files::get(&path)) else { continue };
        let target = folder.join(real_name(inside));
        let failed = format!("could not write {}", target.display());
        fs::create_dir_all(target.parent().unwrap_or(folder)).or_fail(&failed)?;
        fs::write(&target, fill_in(&file.data, name)).or_fail(failed)?;
        written += 1;
    }
    Ok(written)
}

/// A path segment's `dot-` becomes a dot, a final `.tmpl` goes.
fn real_name(path: &str) -> String {
    let path = path.strip_suffix(".tmpl").unwrap_or(path);
    let segments: Vec<String> = path
        .split('/')
        .map(|segment| {
            segment.strip_prefix("dot-").map_or_else(|| segment.to_owned(), |rest| format!(".{rest}"))
        })
        .collect();
    segments.join("/")
}

fn fill_in(data: &[u8], name: &str) -> Vec<u8> {
    match std::str::from_utf8(data) {
        Ok(text) => text.replace("{{name}}", name).into_bytes(),
        Err(_) => data.to_vec(),
    }
}

/// The manifest's own rule for names, so that a new plugin can be published under its name.
fn check_name(name: &str) -> Result<(), Failure> {
    let manifest = format!(
        "manifest_version = 1\n[plugin]\nname = {}\nversion = \"0.1.0\"\n[runtime]\nkind = \"component\"\nsource = \"plugin.wasm\"\n",
        toml::Value::String(name.to_owned()),
    );
    mspf_package::Manifest::parse(&manifest).map(drop).map_err(|error| {
        let why = error.problems.into_iter().next().map(|problem| problem.message).unwrap_or_default();
        Failure::usage(format!("{name:?} cannot be a plugin's name")).because(why)
    })
}
