//! The plugins that `mspf new` starts from: the platform's starters, and beside them in `.mspf/` what tools on an
//! author's machine need, embedded in the binary.
//!
//! A file whose name ends in `.tmpl` loses that ending, and one that starts with `dot-` gets a dot: so no tool takes it
//! for the real thing.

use std::{fs, path::Path};

use mspf_package::{
    MANIFEST_FILE,
    starters::{Starter, StarterFields},
};
use rust_embed::RustEmbed;

use crate::failure::{Failure, OrFail};

#[derive(RustEmbed)]
#[folder = "templates/"]
struct Files;

/// The schema of manifests, which editors read.
const SCHEMA: &str = "dot-mspf/mspf.schema.json";
/// The first line of a manifest names its schema.
const SCHEMA_LINE: &str = "#:schema .mspf/mspf.schema.json\n";
/// What version control is to leave out of a plugin in Python, or of static files.
const IGNORED: &str = "/dist\n/.venv\n__pycache__/\n";

/// Writes a starter's files into a new folder and says how many there are. Never overwrites anything.
pub(crate) fn write(starter: Starter, name: &str, folder: &Path) -> Result<usize, Failure> {
    check_name(name)?;
    if folder.read_dir().is_ok_and(|mut entries| entries.next().is_some()) {
        return Err(Failure::usage(format!("{} is not empty", folder.display()))
            .remedy("choose another name, or another folder with --path"));
    }
    let files = files(starter, name);
    for (path, bytes) in &files {
        let target = folder.join(path);
        let failed = format!("could not write {}", target.display());
        fs::create_dir_all(target.parent().unwrap_or(folder)).or_fail(&failed)?;
        fs::write(&target, bytes).or_fail(failed)?;
    }
    Ok(files.len())
}

fn files(starter: Starter, name: &str) -> Vec<(String, Vec<u8>)> {
    let fields = StarterFields {
        title: Some(name.to_owned()),
        description: Some(description(starter).to_owned()),
        licence: Some("MIT".to_owned()),
        // A Django app is a module, in whose name a hyphen cannot be.
        ..StarterFields::new(name.replace('-', "_"), name)
    };
    let mut files: Vec<(String, Vec<u8>)> =
        starter.files(&fields).into_iter().map(|file| (file.path, file.bytes)).collect();
    for (path, bytes) in &mut files {
        if path == MANIFEST_FILE {
            bytes.splice(..0, SCHEMA_LINE.bytes());
        }
    }
    let is_rust = starter == Starter::RustHttp;
    let tools = Files::iter().filter(|path| is_rust || path == SCHEMA);
    files.extend(tools.filter_map(|path| Some((real_name(&path), Files::get(&path)?.data.into_owned()))));
    if !files.iter().any(|(path, _)| path == ".gitignore") {
        files.push((".gitignore".to_owned(), IGNORED.into()));
    }
    files
}

fn description(starter: Starter) -> &'static str {
    match starter {
        Starter::Django => "A Django app",
        Starter::Flask => "A web service in Python with Flask",
        Starter::Wsgi => "A web service in Python",
        Starter::Static => "Static pages",
        Starter::RustHttp => "A web service in Rust",
        Starter::Component => "A WASI HTTP component",
    }
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
