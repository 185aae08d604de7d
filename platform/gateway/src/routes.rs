//! From an address to its mount, asking the catalogue once and then only when something has changed.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::Duration;

use chrono::{DateTime, Utc};
use mspf_catalog::{Catalog, DRAFT, EventKind, Id, PreviewKey, Route};
use mspf_package::Manifest;
use mspf_storage::Digest;

use crate::address::Address;
use crate::admission::{Gate, GateSize};
use crate::config::GatewayConfig;
use crate::meter::Meters;
use crate::mount::{Mount, Named, Shared, gate_size};
use crate::refusal::Refusal;
use crate::stamps::{Moment, Slot, Stamps};
use crate::voice::Voices;

/// An address nobody asks for any longer than this is forgotten, its plugin's program with it.
const IDLE: Duration = Duration::from_secs(15 * 60);
/// How often one request reads an address again because it changed meanwhile. What the second reading finds was true
/// after the request came in, which is all that is promised.
const READINGS: usize = 2;
/// What an address that is nobody's takes in memory.
const NOTHING_WEIGHT: usize = 256;

/// The addresses that were asked for.
pub(crate) struct Routes {
    catalog: Catalog,
    known: moka::future::Cache<String, Known>,
    stamps: Arc<Stamps>,
    gates: Mutex<HashMap<Id, Weak<Gate>>>,
    meters: Arc<Meters>,
    voices: Arc<Voices>,
    patience: Duration,
    python: Option<Digest>,
    previews: PreviewKey,
    clock: fn() -> DateTime<Utc>,
}

/// What is known of an address, and since when.
#[derive(Clone)]
struct Known {
    read: Moment,
    what: What,
}

#[derive(Clone)]
enum What {
    /// A mount, and the slots of what it was made from: the same twice unless it is a draft.
    Mount([Slot; 2], Arc<Mount>),
    Nothing,
    /// The catalogue could not be read: shared by those who waited for it, and never believed afterwards.
    Unreadable,
}

impl Routes {
    pub(crate) fn new(
        catalog: Catalog,
        config: &GatewayConfig,
        meters: Arc<Meters>,
        voices: Arc<Voices>,
    ) -> Self {
        let weigh = |key: &String, known: &Known| {
            let weight = match &known.what {
                What::Mount(_, mount) => mount.weight(),
                What::Nothing | What::Unreadable => NOTHING_WEIGHT,
            };
            u32::try_from(key.len() + weight).unwrap_or(u32::MAX)
        };
        let known = moka::future::Cache::builder()
            .max_capacity(config.route_memory)
            .weigher(weigh)
            .time_to_idle(IDLE)
            .build();
        let stamps = Arc::new(Stamps::new());
        let listener = Arc::clone(&stamps);
        catalog.hub().on_change(Box::new(move |event| {
            let plugin = event.plugin.as_str();
            match event.kind {
                EventKind::PluginFailed => {}
                // A build that succeeds may have been that of a draft's packages; a version's end is told apart.
                EventKind::BuildProgress if event.data["state"] != "succeeded" => {}
                EventKind::BuildProgress | EventKind::WorkspaceChanged => {
                    listener.change(listener.draft_slot(plugin));
                }
                _ => listener.change(listener.slot(plugin)),
            }
        }));
        let (gates, patience, python) = (Mutex::default(), config.queue_timeout, config.python);
        let (previews, clock) = (config.previews.clone(), config.clock);
        Self { catalog, known, stamps, gates, meters, voices, patience, python, previews, clock }
    }

    /// The mount at an address.
    pub(crate) async fn find(&self, address: &Address<'_>) -> Result<Arc<Mount>, Refusal> {
        if address.is_preview() && !self.is_open(address) {
            return Err(Refusal::NoSuchPlugin);
        }
        match self.known.get(&*address.key).await {
            Some(known) if self.holds(&known) => known.what.into_mount(),
            _ => self.read(address).await,
        }
    }

    /// Whether the ticket in an address opens it now. Asked for each request before anything is looked up: a forged
    /// ticket takes no room and costs no query, and what was found by a sound one ends with it.
    fn is_open(&self, address: &Address<'_>) -> bool {
        let (label, ticket) = address.label_and_version();
        ticket.is_some_and(|ticket| self.previews.opens(label, ticket, (self.clock)()))
    }

    /// Everything mounted.
    pub(crate) fn mounts(&self) -> Vec<Arc<Mount>> {
        let mounts = self.known.iter().filter_map(|(_, known)| known.what.into_mount().ok());
        mounts.collect()
    }

    /// Lets the cache forget what has not been asked for.
    pub(crate) async fn tidy(&self) {
        self.known.run_pending_tasks().await;
        self.gates().retain(|_, gate| gate.strong_count() > 0);
    }

    fn holds(&self, known: &Known) -> bool {
        match &known.what {
            What::Mount(slots, _) => slots.iter().all(|slot| self.stamps.holds(*slot, known.read)),
            What::Nothing => self.stamps.nothing_appeared(known.read),
            What::Unreadable => false,
        }
    }

    #[cold]
    async fn read(&self, address: &Address<'_>) -> Result<Arc<Mount>, Refusal> {
        let mut what = What::Unreadable;
        for _ in 0..READINGS {
            let entry = self.known.entry_by_ref(&*address.key);
            let known =
                entry.or_insert_with_if(self.resolve(address), |known| !self.holds(known)).await.into_value();
            // One who joined a reading that had begun earlier may have got what was true then.
            let holds = self.holds(&known);
            what = known.what;
            if holds {
                break;
            }
        }
        what.into_mount()
    }

    async fn resolve(&self, address: &Address<'_>) -> Known {
        let read = self.stamps.now();
        let (label, version) = address.label_and_version();
        let version = if address.is_preview() { Some(DRAFT) } else { version };
        let asked = mspf_catalog::Address { label: label.to_owned(), version: version.map(str::to_owned) };
        let what = match self.catalog.resolve(&asked).await {
            Ok(Some(route)) => {
                let slots = self.slots(&route);
                match self.mount(route, address) {
                    Ok(mount) => What::Mount(slots, Arc::new(mount)),
                    Err(reason) => {
                        tracing::error!(%reason, "a route is unsound");
                        What::Unreadable
                    }
                }
            }
            Ok(None) => What::Nothing,
            Err(error) => {
                tracing::error!(%error, label, "the catalogue could not be read");
                What::Unreadable
            }
        };
        Known { read, what }
    }

    /// An edit of a draft must not cost a release the instances that are warm.
    fn slots(&self, route: &Route) -> [Slot; 2] {
        let plugin = route.plugin.as_str();
        let slot = self.stamps.slot(plugin);
        [slot, if route.version == DRAFT { self.stamps.draft_slot(plugin) } else { slot }]
    }

    fn mount(
        &self,
        route: Route,
        address: &Address<'_>,
    ) -> Result<Mount, Box<dyn std::error::Error + Send + Sync>> {
        let manifest: Manifest = serde_json::from_value((*route.manifest).clone())?;
        let shared = Shared {
            gate: self.gate(route.installation, gate_size(&route.limits, &manifest, self.patience)),
            meter: self.meters.of(&route.plugin, &route.version),
            voice: self.voices.of(&route.plugin, &route.version),
        };
        let named = match address.label_and_version().1 {
            None => Named::Nothing,
            Some(_) if address.is_preview() => Named::Preview,
            Some(DRAFT) => Named::Draft,
            Some(_) => Named::Version,
        };
        Ok(Mount::new(route, manifest, address, named, shared, self.python)?)
    }

    /// The one gate of an installation, whichever of its addresses and versions are called.
    fn gate(&self, installation: Id, size: GateSize) -> Arc<Gate> {
        let mut gates = self.gates();
        if let Some(gate) =
            gates.get(&installation).and_then(Weak::upgrade).filter(|gate| gate.size() == size)
        {
            return gate;
        }
        let gate = Arc::new(Gate::new(size));
        gates.insert(installation, Arc::downgrade(&gate));
        gate
    }

    fn gates(&self) -> std::sync::MutexGuard<'_, HashMap<Id, Weak<Gate>>> {
        self.gates.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl What {
    fn into_mount(self) -> Result<Arc<Mount>, Refusal> {
        match self {
            What::Mount(_, mount) => Ok(mount),
            What::Nothing => Err(Refusal::NoSuchPlugin),
            What::Unreadable => Err(Refusal::NoCatalogue),
        }
    }
}
