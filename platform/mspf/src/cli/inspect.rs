//! `mspf inspect`

use std::path::PathBuf;

use clap::Args;
use mspf_package::{ComponentInfo, Manifest, manifest::RuntimeKind};

use crate::{
    failure::Failure,
    output::{self, HEAD, PLAIN},
    project::{
        Project,
        inspect::{Findings, inspect},
    },
};

/// Shows what a package is, before it is uploaded.
#[derive(Args, Debug)]
pub(crate) struct Inspect {
    /// A package, a component, or a plugin's folder (its package is shown)
    #[arg(default_value = ".")]
    path: PathBuf,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

impl Inspect {
    pub(crate) fn run(self) -> Result<(), Failure> {
        let path = if self.path.is_dir() { packed(&self.path)? } else { self.path };
        let findings = inspect(&path)?;
        if self.json {
            output::json(&findings);
            return Ok(());
        }
        output::say(format_args!("{HEAD}{}{PLAIN} ({})", path.display(), output::size(findings.size)));
        show(&findings);
        Ok(())
    }
}

fn packed(folder: &std::path::Path) -> Result<PathBuf, Failure> {
    let package = Project::find(folder)?.package_path();
    if package.is_file() {
        return Ok(package);
    }
    Err(Failure::usage("this plugin has not been packed yet")
        .because(format!("{} does not exist", package.display()))
        .remedy("run `mspf build`"))
}

fn show(findings: &Findings) {
    if let Some(manifest) = &findings.manifest {
        show_manifest(manifest);
    }
    if let Some(component) = &findings.component {
        show_component(component);
    }
    if !findings.files.is_empty() {
        heading("files");
        for file in &findings.files {
            output::say(format_args!("  {:>10}  {}", output::size(file.size), file.path));
        }
    }
}

fn heading(text: &str) {
    output::say(format_args!("{HEAD}{text}{PLAIN}"));
}

fn field(name: &str, value: impl std::fmt::Display) {
    output::say(format_args!("  {name:<15}{value}"));
}

fn show_manifest(manifest: &Manifest) {
    heading("plugin");
    field("name", &manifest.plugin.name);
    field("version", &manifest.plugin.version);
    let optional = [("title", &manifest.plugin.title), ("licence", &manifest.plugin.licence)];
    for (name, value) in optional {
        if let Some(value) = value {
            field(name, value);
        }
    }
    show_runtime(manifest);
    heading("asks for");
    let asked = &manifest.capabilities;
    let hosts: Vec<String> = asked.outbound_hosts.iter().map(ToString::to_string).collect();
    field("outbound hosts", listed(&hosts));
    field("key-value", if asked.key_value { "yes" } else { "no" });
    field("plugins", listed(&asked.plugins));
    heading("limits");
    let limits = &manifest.limits;
    let rows = [
        ("memory", limits.memory_mb, "MiB"),
        ("cpu time", limits.cpu_ms, "ms"),
        ("wall time", limits.wall_ms, "ms"),
        ("request body", limits.request_body_mb, "MiB"),
        ("response body", limits.response_body_mb, "MiB"),
        ("concurrency", limits.concurrency, "requests"),
        ("queue", limits.queue, "requests"),
    ];
    for (name, value, unit) in rows {
        match value {
            Some(value) => field(name, format_args!("{value} {unit}")),
            None => field(name, "the platform's default"),
        }
    }
}

/// What runs, where that is no component.
fn show_runtime(manifest: &Manifest) {
    let runtime = &manifest.runtime;
    match runtime.kind {
        RuntimeKind::Component => {}
        RuntimeKind::Static => {
            heading("runs");
            field("kind", "nothing: static files alone");
        }
        RuntimeKind::Python => {
            heading("runs");
            field("kind", "Python");
            field("framework", runtime.framework.unwrap_or_default().as_str());
            field("app", runtime.app.as_deref().unwrap_or_default());
            let dependencies = manifest.python.as_ref().map_or(&[][..], |python| &python.dependencies);
            field("needs", listed(dependencies));
        }
    }
}

fn show_component(component: &ComponentInfo) {
    heading("component");
    let generation = match component.world {
        mspf_package::HttpWorld::P2 => "WASI 0.2 (wasi:http/incoming-handler)",
        mspf_package::HttpWorld::P3 => "WASI 0.3 (wasi:http/handler)",
    };
    field("world", generation);
    field("size", output::size(component.size));
    field("imports", listed(&component.imports));
    field("exports", listed(&component.exports));
}

fn listed(items: &[String]) -> String {
    if items.is_empty() { "none".to_owned() } else { items.join(&format!("\n{:17}", "")) }
}
