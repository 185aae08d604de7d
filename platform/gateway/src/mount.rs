//! A mount: all that is needed to answer at one address, put together once and then only read.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::time::Duration;

use mspf_catalog::{Files, Id, PluginId, Route, Visibility};
use mspf_package::Manifest;
use mspf_package::manifest::{MANIFEST_FILE, RuntimeKind, StaticSection};
use mspf_runtime::{Grants, Limits, LoadFailure, Reuse, Source, Tenant};
use mspf_storage::Digest;
use serde_json::{Map, Value};

use crate::address::Address;
use crate::admission::{Gate, GateSize};
use crate::config::{DEFAULT_CONCURRENCY, DEFAULT_QUEUE};
use crate::headers::Root;
use crate::loading::Loading;
use crate::meter::Meter;
use crate::trees::Tree;
use crate::voice::Voice;

/// Instances of a reusing plugin kept ready between calls: one for each request that a small node runs at a time.
const IDLE_INSTANCES: usize = 16;
/// What a mount takes in memory beside its options: route, limits, names.
const OVERHEAD: usize = 2048;

/// What answers at an address.
pub(crate) struct Mount {
    /// Tells mounts apart, those that replace each other too.
    pub(crate) id: u64,
    /// The address as requests spell it.
    pub(crate) address: Box<str>,
    pub(crate) root: Root,
    /// The root's prefix as the guest is told it.
    pub(crate) prefix: Arc<str>,
    pub(crate) plugin: PluginId,
    pub(crate) version: String,
    /// Whether the address names a version and so always means the same files.
    pub(crate) is_fixed: bool,
    /// Why an administrator stopped the plugin.
    pub(crate) banned: Option<String>,
    /// The account whose members may look inside.
    pub(crate) account: Id,
    /// Whether they alone may call it: the plugin is private, or this is its draft, and the address holds no ticket.
    pub(crate) is_hidden: bool,
    pub(crate) site: Option<Site>,
    pub(crate) behind: Behind,
    pub(crate) loading: Loading,
    pub(crate) gate: Arc<Gate>,
    pub(crate) meter: Arc<Meter>,
    pub(crate) voice: Arc<Voice>,
}

/// What an address says about the version.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Named {
    /// Nothing: whatever is released answers.
    Nothing,
    /// A version, which never changes.
    Version,
    /// The draft, which is its maintainers' alone.
    Draft,
    /// The draft, by a ticket that opens it to whoever has it.
    Preview,
}

/// What answers where no static file does.
#[expect(clippy::large_enum_variant, reason = "there is one in each mount, and most mounts have code")]
pub(crate) enum Behind {
    /// Nothing: static files are all there is.
    Nothing,
    /// Code.
    Code(Code),
    /// Code that can't run as it is, by its author's fault.
    Broken(Arc<LoadFailure>),
    /// A Python plugin, on a node without the Python runtime.
    NoPython,
}

/// Where the static files are.
pub(crate) struct Site {
    pub(crate) files: Files,
    pub(crate) section: StaticSection,
}

/// What runs.
pub(crate) struct Code {
    /// The plugin's own component, or the Python runtime.
    pub(crate) component: Digest,
    /// What the Python runtime is to load.
    pub(crate) python: Option<Python>,
    installation: String,
    owner: String,
    options: Map<String, Value>,
    grants: Grants,
    limits: Limits,
    reuse: Reuse,
}

/// The source of a Python plugin.
pub(crate) struct Python {
    pub(crate) files: Files,
    /// What the manifest says that it needs.
    pub(crate) dependencies: Vec<String>,
    app: String,
    framework: String,
}

/// What a mount shares with the other mounts of its plugin.
pub(crate) struct Shared {
    pub(crate) gate: Arc<Gate>,
    pub(crate) meter: Arc<Meter>,
    pub(crate) voice: Arc<Voice>,
}

/// A route is not as the platform writes it.
#[derive(Clone, Debug, thiserror::Error)]
#[error("version {version} of {plugin} can't be mounted: {reason}")]
pub(crate) struct Unsound {
    plugin: PluginId,
    version: String,
    reason: String,
}

impl Mount {
    pub(crate) fn new(
        route: Route,
        manifest: Manifest,
        address: &Address<'_>,
        named: Named,
        shared: Shared,
        python: Option<Digest>,
    ) -> Result<Self, Unsound> {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        let behind = Behind::new(&route, &manifest, python).map_err(|reason| Unsound {
            plugin: route.plugin.clone(),
            version: route.version.clone(),
            reason,
        })?;
        let (Shared { gate, meter, voice }, root) = (shared, Root::new(address));
        Ok(Self {
            id: NEXT.fetch_add(1, Relaxed),
            address: address.key.as_ref().into(),
            prefix: Arc::from(&*root.prefix),
            root,
            is_fixed: named == Named::Version,
            banned: route.banned,
            account: route.account,
            is_hidden: match named {
                Named::Preview => false,
                Named::Draft => true,
                Named::Nothing | Named::Version => route.visibility == Visibility::Private,
            },
            site: manifest.static_files.map(|section| Site { files: route.files, section }),
            behind,
            loading: Loading::default(),
            gate,
            meter,
            voice,
            plugin: route.plugin,
            version: route.version,
        })
    }

    /// About how many bytes of memory this takes.
    pub(crate) fn weight(&self) -> usize {
        let options =
            self.code().map_or(0, |code| code.options.iter().map(|(k, v)| k.len() + weigh(v)).sum());
        OVERHEAD + options + self.address.len() * 4
    }

    /// The code, where there is some that can run.
    pub(crate) fn code(&self) -> Option<&Code> {
        match &self.behind {
            Behind::Code(code) => Some(code),
            _ => None,
        }
    }

    /// For whom an instance of this mount's code would run; `tree` is the directory of a Python plugin's files.
    pub(crate) fn tenant(&self, code: &Code, tree: Option<Arc<Tree>>) -> Tenant {
        let source = code.python.as_ref().zip(tree).map(|(python, tree)| Source {
            directory: tree.path().to_owned(),
            app: python.app.clone(),
            framework: python.framework.clone(),
            keep: tree,
        });
        Tenant {
            installation: code.installation.clone(),
            plugin: self.plugin.to_string(),
            version: self.version.clone(),
            owner: code.owner.clone(),
            options: code.options.clone(),
            grants: code.grants.clone(),
            limits: code.limits.clone(),
            log: Arc::clone(&self.voice) as _,
            source,
        }
    }
}

fn weigh(value: &Value) -> usize {
    match value {
        Value::String(text) => 32 + text.len(),
        Value::Array(items) => 32 + items.iter().map(weigh).sum::<usize>(),
        Value::Object(items) => {
            32 + items.iter().map(|(key, item)| 32 + key.len() + weigh(item)).sum::<usize>()
        }
        _ => 32,
    }
}

impl Behind {
    fn new(route: &Route, manifest: &Manifest, runtime: Option<Digest>) -> Result<Self, String> {
        if let Some(problem) = &route.problem {
            return Ok(Self::Broken(Arc::new(LoadFailure {
                summary: format!("{MANIFEST_FILE} is not right"),
                traceback: problem.clone(),
                file: Some(MANIFEST_FILE.to_owned()),
                line: None,
            })));
        }
        let (component, python) = match manifest.runtime.kind {
            RuntimeKind::Python => {
                let Some(runtime) = runtime else { return Ok(Self::NoPython) };
                (runtime, Some(Python::new(route, manifest)))
            }
            _ => {
                let Some(component) = &route.component else { return Ok(Self::Nothing) };
                (component.parse::<Digest>().map_err(|error| error.to_string())?, None)
            }
        };
        Ok(Self::Code(Code::new(component, python, route, manifest)?))
    }
}

impl Python {
    fn new(route: &Route, manifest: &Manifest) -> Self {
        let dependencies = manifest.python.as_ref().map(|python| python.dependencies.clone());
        Self {
            files: route.files.clone(),
            dependencies: dependencies.unwrap_or_default(),
            app: manifest.runtime.app.clone().unwrap_or_default(),
            framework: manifest.runtime.framework.unwrap_or_default().as_str().to_owned(),
        }
    }
}

impl Code {
    fn new(
        component: Digest,
        python: Option<Python>,
        route: &Route,
        manifest: &Manifest,
    ) -> Result<Self, String> {
        let reuse = match manifest.runtime.requests_per_instance() {
            0 | 1 => Reuse::NEVER,
            calls => Reuse { calls, idle: IDLE_INSTANCES },
        };
        Ok(Self {
            component,
            python,
            installation: route.installation.to_string(),
            owner: route.owner.clone(),
            options: route.options.as_object().cloned().unwrap_or_default(),
            grants: grants(&route.grants, manifest)?,
            limits: limits(&route.limits, manifest),
            reuse,
        })
    }

    pub(crate) fn reuse(&self) -> Reuse {
        self.reuse
    }
}

/// What the plugin asks for **and** the installation's owner has granted; either alone is nothing.
fn grants(granted: &Value, manifest: &Manifest) -> Result<Grants, String> {
    let granted =
        granted.get("outbound_hosts").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let asked = manifest.capabilities.outbound_hosts.iter().map(ToString::to_string);
    let both = asked.filter(|asked| granted.iter().any(|granted| granted.as_str() == Some(asked)));
    Ok(Grants { outbound_hosts: both.map(|host| host.parse()).collect::<Result<_, String>>()? })
}

/// The installation's limits before the manifest's, before the platform's defaults; never above the ceilings.
fn limits(set: &Value, manifest: &Manifest) -> Limits {
    let (own, default) = (&manifest.limits, Limits::default());
    let choose =
        |key: &str, manifest: Option<u32>| set.get(key).and_then(Value::as_u64).or(manifest.map(u64::from));
    let mib =
        |key, manifest, default| choose(key, manifest).map_or(default, |mib| mib.saturating_mul(1 << 20));
    let millis = |key, manifest, default| choose(key, manifest).map_or(default, Duration::from_millis);
    Limits {
        memory: mib("memory_mb", own.memory_mb, default.memory),
        cpu: millis("cpu_ms", own.cpu_ms, default.cpu),
        wall: millis("wall_ms", own.wall_ms, default.wall),
        request_body: mib("request_body_mb", own.request_body_mb, default.request_body),
        response_body: mib("response_body_mb", own.response_body_mb, default.response_body),
        ..default
    }
    .clamped()
}

/// How many requests of an installation may run and wait at a time.
pub(crate) fn gate_size(set: &Value, manifest: &Manifest, patience: Duration) -> GateSize {
    let choose = |key: &str, manifest: Option<u32>, default: usize| {
        let chosen = set.get(key).and_then(Value::as_u64).or(manifest.map(u64::from));
        chosen.map_or(default, |number| usize::try_from(number).unwrap_or(usize::MAX))
    };
    GateSize {
        places: choose("concurrency", manifest.limits.concurrency, DEFAULT_CONCURRENCY).max(1),
        queue: choose("queue", manifest.limits.queue, DEFAULT_QUEUE),
        patience,
    }
}
