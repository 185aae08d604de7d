//! Opening the rooms that a node stands on.

use std::sync::Arc;

use mspf_api::{ApiConfig, ApiState, Rates};
use mspf_builder::{Builder, BuilderConfig, Compiler, PackageSource};
use mspf_catalog::{Catalog, CatalogOptions, PreviewKey};
use mspf_gateway::{Gateway, GatewayConfig, Library, TreeDirectory};
use mspf_runtime::{Runtime, RuntimeConfig, artifact::SealKey};
use mspf_storage::{Cache, S3Options, Storage};

use super::{python::PythonRuntime, secrets};
use crate::{
    config::{ServerConfig, SignUp, Switch},
    failure::{Failure, OrFail},
    installed,
};

/// The part of the cache that the sources of Python plugins may take as directories: mostly links to what it holds
/// anyway.
const TREE_SHARE: u64 = 4;

/// What the Python runtime carries.
const PROVIDED: &str = include_str!("../../../python/requirements.txt");

/// What every node has, whatever its role.
pub(crate) struct Rooms {
    pub(crate) catalog: Catalog,
    pub(crate) storage: Storage,
    pub(crate) runtime: Arc<Runtime>,
    pub(crate) builder: Builder,
    pub(crate) copies: Cache,
    pub(crate) python: Option<PythonRuntime>,
    previews: PreviewKey,
}

impl Rooms {
    /// Opens them all; the tables are brought up to date.
    pub(crate) async fn open(config: &ServerConfig) -> Result<Self, Failure> {
        let catalog = open_catalog(config).await?;
        let storage = open_storage(config).await?;
        let seal_key = secrets::seal_key(config)?;
        let previews = secrets::preview_key(&seal_key);
        let settings = RuntimeConfig {
            idle_memory: config.idle_memory_mb << 20,
            ..RuntimeConfig::new(seal_key.clone())
        };
        let runtime = Runtime::new(settings).or_fail("the WebAssembly runtime cannot be started")?;
        let copies = Cache::open(config.cache_dir.join("copies"), config.cache_mb << 20)
            .or_fail(format!("the cache in {} cannot be used", config.cache_dir.display()))?;
        let python = PythonRuntime::find(config).await?;
        let checker = python.as_ref().map(|python| mspf_builder::PythonRuntime {
            runtime: Arc::clone(&runtime),
            component: python.digest,
            copies: copies.clone(),
        });
        let builder = open_builder(config, &catalog, &storage, seal_key, checker)?;
        if let Some(python) = python.as_ref().filter(|_| config.role.runs_python()) {
            python.store(&builder).await?;
        }
        Ok(Self { catalog, storage, runtime, builder, copies, python, previews })
    }
}

impl Rooms {
    /// The data plane.
    pub(crate) fn gateway(&self, config: &ServerConfig) -> Result<Arc<Gateway>, Failure> {
        let trees = TreeDirectory::open(config.cache_dir.join("trees"))
            .or_fail(format!("the cache in {} cannot be used", config.cache_dir.display()))?;
        let rooms = mspf_gateway::Rooms {
            catalog: self.catalog.clone(),
            storage: self.storage.clone(),
            copies: self.copies.clone(),
            trees,
            runtime: Arc::clone(&self.runtime),
            compile: Arc::new(self.builder.clone()),
            packages: Arc::new(self.builder.clone()),
        };
        let settings = GatewayConfig {
            plugin_domain: plugin_domain(config),
            program_memory: config.program_memory_mb << 20,
            tree_disk: (config.cache_mb << 20) / TREE_SHARE,
            python: self.python.as_ref().map(|python| python.digest),
            library: open_library(config)?,
            previews: self.previews.clone(),
            ..GatewayConfig::default()
        };
        Ok(Gateway::new(rooms, settings))
    }

    /// The control plane's state.
    pub(crate) fn api(&self, config: &ServerConfig) -> ApiState {
        let settings = ApiConfig {
            public_url: config.public_address(),
            plugin_domain: Some(plugin_domain(config)),
            sign_up_open: config.sign_up == SignUp::Open,
            trusted_proxies: config.trusted_proxies.clone(),
            upload_max_bytes: config.max_upload_mb << 20,
            python: self.python.is_some(),
            rates: match config.rate_limits {
                Switch::On => Rates::default(),
                Switch::Off => Rates::unlimited(),
            },
            previews: self.previews.clone(),
        };
        ApiState::new(self.catalog.clone(), self.storage.clone(), settings)
    }
}

/// The domain of the plugins' own origins, as host names are compared.
pub(super) fn plugin_domain(config: &ServerConfig) -> String {
    config.plugin_domain.to_lowercase()
}

/// Opens the front-end library, if this installation has one. One that is named must be there.
fn open_library(config: &ServerConfig) -> Result<Option<Arc<Library>>, Failure> {
    let Some(path) = config.base_plugins.clone().or_else(|| installed::find(installed::BASE_PLUGINS)) else {
        tracing::warn!("there is no front-end library: /static/base-plugins is empty (setting base_plugins)");
        return Ok(None);
    };
    let library = Library::open(&path).map_err(|error| {
        Failure::new(format!("the front-end library {} cannot be used", path.display()))
            .because(error)
            .remedy("correct base_plugins, or build the library with `make base-plugins`")
    })?;
    Ok(Some(Arc::new(library)))
}

/// Connects to the database and brings its tables up to date.
pub(crate) async fn open_catalog(config: &ServerConfig) -> Result<Catalog, Failure> {
    let options = CatalogOptions { max_connections: config.database_connections };
    let unreachable = |error| {
        Failure::new("the database cannot be used")
            .because(error)
            .remedy("check database_url with `mspf config check`, and whether the database is running")
    };
    let catalog = Catalog::connect_with(&config.database_url, &options).await.map_err(unreachable)?;
    catalog.migrate().await.map_err(unreachable)?;
    Ok(catalog)
}

async fn open_storage(config: &ServerConfig) -> Result<Storage, Failure> {
    let s3 = S3Options {
        endpoint: config.s3_endpoint.clone(),
        region: config.s3_region.clone(),
        access_key_id: config.s3_access_key.clone(),
        secret_access_key: config.s3_secret_key.clone(),
        allow_http: config.s3_allow_http,
    };
    let unusable = |error| {
        Failure::new(format!("the storage at {} cannot be used", config.storage_url))
            .because(error)
            .remedy("check storage_url and the s3_* settings with `mspf config check`")
    };
    let storage = Storage::open(&config.storage_url, &s3).map_err(unusable)?;
    storage.check().await.map_err(unusable)?;
    Ok(storage)
}

fn open_builder(
    config: &ServerConfig,
    catalog: &Catalog,
    storage: &Storage,
    seal_key: SealKey,
    python: Option<mspf_builder::PythonRuntime>,
) -> Result<Builder, Failure> {
    let program = std::env::current_exe().or_fail("this program does not know where it lies")?;
    let compiler = Compiler::Subprocess { program, arguments: vec!["compile".into(), "--".into()] };
    let work = config.cache_dir.join("builds");
    let settings = BuilderConfig {
        workers: config.build_workers,
        builds_versions: config.role.builds(),
        python,
        packages: PackageSource {
            python: config.pip_python.clone(),
            // pip runs in a folder of its own.
            wheels: config.python_wheels.as_ref().and_then(|folder| std::path::absolute(folder).ok()),
            provided: PROVIDED.to_owned(),
        },
        ..BuilderConfig::new(secrets::node_name(config)?, compiler, work)
    };
    Builder::new(catalog.clone(), storage.clone(), seal_key, settings)
        .or_fail("the builder cannot be started")
}
