//! Plugins to test with: small packages that hold a component, and a builder that builds nothing.

use std::time::Duration;

use http::StatusCode;
use mspf_catalog::{BUILD_QUEUE, Lease, Worker};
use mspf_package::write_package;
use serde_json::{Value, json};

use super::{Answer, TestApp, Visitor};

/// A component with a handler that cannot be called: enough to be published.
const COMPONENT: &str = r#"(component
    (core module $m (func (export "handle")))
    (core instance $i (instantiate $m))
    (func $handle (canon lift (core func $i "handle")))
    (instance $handler (export "handle" (func $handle)))
    (export "wasi:http/incoming-handler@0.2.12" (instance $handler)))"#;

/// The text of a manifest.
pub(crate) fn manifest(name: &str, version: &str) -> String {
    format!(
        "manifest_version = 1\n[plugin]\nname = \"{name}\"\nversion = \"{version}\"\ntitle = \"Demo\"\n\
         logo = \"static/logo.svg\"\n[runtime]\nkind = \"component\"\nsource = \"plugin.wasm\"\n[static]\n"
    )
}

/// A component as bytes.
pub(crate) fn component() -> Vec<u8> {
    wat::parse_str(COMPONENT).unwrap()
}

/// A package with a component and a logo.
pub(crate) fn package(name: &str, version: &str) -> Vec<u8> {
    package_of(manifest(name, version), component())
}

/// A package of this manifest and component.
pub(crate) fn package_of(manifest: String, component: Vec<u8>) -> Vec<u8> {
    let logo = b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>".to_vec();
    let files = [("mspf.toml", manifest.into_bytes()), ("plugin.wasm", component), ("static/logo.svg", logo)];
    write_package(files.map(|(path, bytes)| (path.to_owned(), bytes))).unwrap()
}

impl TestApp {
    /// A public plugin.
    pub(crate) async fn plugin(&self, owner: &Visitor, name: &str) -> Value {
        self.plugin_like(owner, json!({ "name": name })).await
    }

    /// A private plugin.
    pub(crate) async fn private_plugin(&self, owner: &Visitor, name: &str) -> Value {
        self.plugin_like(owner, json!({ "name": name, "visibility": "private" })).await
    }

    /// A plugin asked for with this body; without source, if that says nothing of a template.
    pub(crate) async fn plugin_like(&self, owner: &Visitor, mut body: Value) -> Value {
        body.as_object_mut().unwrap().entry("template").or_insert(Value::Null);
        self.post("plugins").bearer(&owner.token).json(&body).send().await.expect(StatusCode::CREATED).json()
    }

    /// Publishes a package as a version of a plugin.
    pub(crate) async fn publish(&self, owner: &Visitor, plugin: &str, package: Vec<u8>) -> Answer {
        let path = format!("plugins/{plugin}/versions");
        self.post(&path).bearer(&owner.token).body("application/zip", package).send().await
    }

    /// Publishes a version of `{owner}/{name}` and builds it.
    pub(crate) async fn release(&self, owner: &Visitor, name: &str, version: &str) {
        let plugin = format!("{}/{name}", owner.name);
        self.publish(owner, &plugin, package(name, version)).await.expect(StatusCode::ACCEPTED);
        self.build().await;
    }

    /// Does what a builder does with the next job.
    pub(crate) async fn build(&self) {
        let lease = self.claim().await;
        let version = lease.job.key.parse().unwrap();
        self.state.catalog.versions().built(&lease, version).await.unwrap();
    }

    /// Takes the next job as a builder.
    pub(crate) async fn claim(&self) -> Lease {
        let worker = Worker { node: "node".to_owned(), process: "process".to_owned() };
        let queues = [BUILD_QUEUE.to_owned()];
        let lease = self.state.catalog.jobs().claim(&worker, &queues, Duration::from_secs(60)).await.unwrap();
        lease.expect("a version waits to be built")
    }

    /// How many blobs there are in storage.
    pub(crate) fn blobs(&self) -> usize {
        fn files(directory: &std::path::Path) -> usize {
            let entries = std::fs::read_dir(directory).into_iter().flatten().flatten();
            entries.map(|entry| if entry.path().is_dir() { files(&entry.path()) } else { 1 }).sum()
        }
        files(self.storage_directory())
    }
}
