//! A plugin under work, run on its author's machine by the same runtime that serves it later.

mod log;
mod python;
mod server;
mod watch;

use std::{
    fs,
    path::PathBuf,
    sync::{Arc, OnceLock},
};

use mspf_package::{HttpWorld, manifest::RuntimeKind};
use mspf_runtime::{
    EngineProfile, Grants, Limits, Program, Reuse, Runtime, RuntimeConfig, Service, Source, Tenant,
    artifact::{self, SealKey},
};

pub(crate) use self::{
    server::{DevServer, router},
    watch::Watch,
};
use crate::{
    failure::{Failure, OrFail},
    project::Project,
};

/// The name of the one artifact in the workbench's folder.
const ARTIFACT: &str = "plugin.cwasm";
/// What stands for the component's digest in the seal of that artifact, which no other process ever sees.
const ANY_COMPONENT: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// Turns a project into a running service, as often as it changes.
pub(crate) struct Workbench {
    runtime: Arc<Runtime>,
    key: SealKey,
    folder: tempfile::TempDir,
    /// The file of the Python runtime, if the author has named one.
    python_file: Option<PathBuf>,
    /// The Python runtime, once a plugin has needed it.
    python: OnceLock<Program>,
}

impl Workbench {
    /// Sets up the engines. `python` names the file of the Python runtime, if it is not where installations have it.
    pub(crate) fn new(python: Option<PathBuf>) -> Result<Self, Failure> {
        let key = python::seal_key()?;
        let runtime =
            Runtime::new(RuntimeConfig::new(key.clone())).or_fail("the runtime cannot be started")?;
        let folder = tempfile::tempdir().or_fail("no folder could be made for the compiled plugin")?;
        Ok(Self { runtime, key, folder, python_file: python, python: OnceLock::new() })
    }

    /// Builds, compiles and loads the project; none of it runs if it has static files only. Takes seconds and blocks.
    pub(crate) fn load(&self, project: &Project) -> Result<Option<Arc<Service>>, Failure> {
        let (program, source) = match project.manifest.runtime.kind {
            RuntimeKind::Component => (self.component(project)?, None),
            RuntimeKind::Python => (self.python()?, Some(python::source(project)?)),
            RuntimeKind::Static => return Ok(None),
        };
        Ok(Some(Service::new(program, tenant(project, source), reuse(project))))
    }

    fn python(&self) -> Result<Program, Failure> {
        if let Some(program) = self.python.get() {
            return Ok(program.clone());
        }
        let program = python::runtime(&self.runtime, &self.key, self.python_file.as_deref())?;
        Ok(self.python.get_or_init(|| program).clone())
    }

    fn component(&self, project: &Project) -> Result<Program, Failure> {
        crate::project::build::run(project)?;
        let path = project.component().ok_or_else(|| {
            Failure::usage("this plugin cannot be run here").because("its manifest names no component")
        })?;
        let component = fs::read(&path).or_fail(format!("could not read {}", path.display()))?;
        let refused = format!("{} cannot be a plugin", path.display());
        let info = mspf_package::inspect(&component).or_fail(&refused)?;
        let profile = match info.world {
            HttpWorld::P2 => EngineProfile::P2,
            HttpWorld::P3 => EngineProfile::P3,
        };
        let code = mspf_runtime::compile(&component, profile).or_fail(&refused)?;
        let sealed = artifact::seal(&self.key, ANY_COMPONENT, self.runtime.fingerprint(), profile, code)
            .or_fail(&refused)?;
        let target = self.folder.path().join(ARTIFACT);
        // The file of the version that still runs is mapped: it must be replaced, never changed.
        let beside = target.with_extension("new");
        fs::write(&beside, sealed).and_then(|()| fs::rename(&beside, &target)).or_fail(&refused)?;
        self.runtime.load(ANY_COMPONENT, &target).or_fail(refused)
    }
}

/// The author runs the plugin for themself and grants whatever the manifest asks for.
fn tenant(project: &Project, source: Option<Source>) -> Tenant {
    let manifest = &project.manifest;
    Tenant {
        installation: "dev".to_owned(),
        plugin: manifest.plugin.name.clone(),
        version: manifest.plugin.version.to_string(),
        owner: "dev".to_owned(),
        options: manifest.default_options(),
        grants: grants(project),
        limits: limits(project),
        source,
        log: Arc::new(log::Terminal),
    }
}

fn grants(project: &Project) -> Grants {
    let asked = &project.manifest.capabilities.outbound_hosts;
    // Both rooms read the same syntax.
    Grants { outbound_hosts: asked.iter().filter_map(|host| host.to_string().parse().ok()).collect() }
}

fn limits(project: &Project) -> Limits {
    let asked = &project.manifest.limits;
    let mut limits = Limits::default();
    let bytes = |megabytes: u32| u64::from(megabytes) << 20;
    let duration = |milliseconds: u32| std::time::Duration::from_millis(milliseconds.into());
    limits.memory = asked.memory_mb.map_or(limits.memory, bytes);
    limits.cpu = asked.cpu_ms.map_or(limits.cpu, duration);
    limits.wall = asked.wall_ms.map_or(limits.wall, duration);
    limits.request_body = asked.request_body_mb.map_or(limits.request_body, bytes);
    limits.response_body = asked.response_body_mb.map_or(limits.response_body, bytes);
    limits.clamped()
}

fn reuse(project: &Project) -> Reuse {
    match project.manifest.runtime.requests_per_instance() {
        1 => Reuse::NEVER,
        calls => Reuse { calls, idle: 1 },
    }
}
