//! A mount: all that is needed to answer at one address, put together once and then only read.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::time::Duration;

use mspf_catalog::{Id, PluginId, Route, Visibility};
use mspf_package::Manifest;
use mspf_package::manifest::StaticSection;
use mspf_runtime::{Grants, Limits, Reuse, Tenant};
use mspf_storage::Digest;
use serde_json::{Map, Value};

use crate::admission::{Gate, GateSize};
use crate::config::{DEFAULT_CONCURRENCY, DEFAULT_QUEUE};
use crate::headers::Root;
use crate::meter::Meter;
use crate::voice::Voice;

/// Instances of a reusing plugin kept ready between calls: one for each request that a small node runs at a time.
const IDLE_INSTANCES: usize = 16;
/// What a mount takes in memory beside its options: route, limits, names.
const OVERHEAD: usize = 2048;

/// What answers at an address.
pub(crate) struct Mount {
    /// Tells mounts apart, those that replace each other too.
    pub(crate) id: u64,
    pub(crate) root: Root,
    /// The root's prefix as the guest is told it.
    pub(crate) prefix: Arc<str>,
    pub(crate) plugin: PluginId,
    pub(crate) version: String,
    /// Whether the address names a version and so always means the same files.
    pub(crate) is_fixed: bool,
    /// Why an administrator stopped the plugin.
    pub(crate) banned: Option<String>,
    /// The account whose members alone may call it, if the plugin is private.
    pub(crate) private_to: Option<Id>,
    pub(crate) site: Option<Site>,
    pub(crate) code: Option<Code>,
    pub(crate) gate: Arc<Gate>,
    pub(crate) meter: Arc<Meter>,
    pub(crate) voice: Arc<Voice>,
}

/// Where the static files are.
pub(crate) struct Site {
    pub(crate) tree: Id,
    pub(crate) section: StaticSection,
}

/// What runs.
pub(crate) struct Code {
    pub(crate) component: Digest,
    installation: String,
    owner: String,
    options: Map<String, Value>,
    grants: Grants,
    limits: Limits,
    reuse: Reuse,
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
        root: Root,
        is_fixed: bool,
        shared: Shared,
    ) -> Result<Self, Unsound> {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        let unsound =
            |reason: String| Unsound { plugin: route.plugin.clone(), version: route.version.clone(), reason };
        let component = route.component.as_deref().map(str::parse::<Digest>).transpose();
        let code = match component.map_err(|error| unsound(error.to_string()))? {
            Some(component) => Some(Code::new(component, &route, &manifest).map_err(unsound)?),
            None => None,
        };
        let Shared { gate, meter, voice } = shared;
        Ok(Self {
            id: NEXT.fetch_add(1, Relaxed),
            prefix: Arc::from(&*root.prefix),
            root,
            is_fixed,
            banned: route.banned,
            private_to: (route.visibility == Visibility::Private).then_some(route.account),
            site: manifest.static_files.map(|section| Site { tree: route.tree, section }),
            code,
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
            self.code.as_ref().map_or(0, |code| code.options.iter().map(|(k, v)| k.len() + weigh(v)).sum());
        OVERHEAD + options + self.root.prefix.len() * 3
    }

    /// For whom an instance of this mount's code would run.
    pub(crate) fn tenant(&self, code: &Code) -> Tenant {
        Tenant {
            installation: code.installation.clone(),
            plugin: self.plugin.to_string(),
            version: self.version.clone(),
            owner: code.owner.clone(),
            options: code.options.clone(),
            grants: code.grants.clone(),
            limits: code.limits.clone(),
            source: None,
            log: Arc::clone(&self.voice) as _,
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

impl Code {
    fn new(component: Digest, route: &Route, manifest: &Manifest) -> Result<Self, String> {
        let reuse = match manifest.runtime.requests_per_instance() {
            0 | 1 => Reuse::NEVER,
            calls => Reuse { calls, idle: IDLE_INSTANCES },
        };
        Ok(Self {
            component,
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
