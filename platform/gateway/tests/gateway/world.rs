//! A whole platform in miniature: catalogue, storage, runtime, gateway and a listener on a port of its own.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use bytes::Bytes;
use http::{Request, Response};
use http_body_util::Full;
use hyper::body::Incoming;
use mspf_builder::Packages;
use mspf_catalog::{
    Actor, BUILD_QUEUE, Catalog, Expected, Facts, Id, NewPlugin, NewToken, NewUser, NewVersion, PluginId,
    Question, Scope, Scopes, TreeFile, Visibility, Worker,
};
use mspf_gateway::{
    Compile, CompileFuture, FindPackages, Gateway, GatewayConfig, PackagesFuture, Peer, Rooms, Server,
    ServerConfig, TreeDirectory,
};
use mspf_package::Manifest;
use mspf_runtime::artifact::{SealKey, seal};
use mspf_runtime::{EngineProfile, Runtime, RuntimeConfig};
use mspf_storage::{Cache, Digest, S3Options, Storage};
use mspf_test_support::TestDatabase;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use crate::client::{self, Answer, get};

const KEY: [u8; 32] = [7; 32];
/// Instances of each engine: tests run side by side, and each reserves address space.
const INSTANCES: u32 = 50;

pub(crate) struct World {
    pub(crate) gateway: Arc<Gateway>,
    pub(crate) catalog: Catalog,
    pub(crate) storage: Storage,
    pub(crate) compiler: Arc<Compiler>,
    pub(crate) address: SocketAddr,
    pub(crate) stop: CancellationToken,
    pub(crate) serving: JoinHandle<std::io::Result<()>>,
    owner: Id,
    directory: tempfile::TempDir,
    _database: TestDatabase,
}

/// Compiles in this process, and keeps what it compiled for the tests in others. Counts how often it is asked.
pub(crate) struct Compiler {
    runtime: Arc<Runtime>,
    storage: Storage,
    pub(crate) asked: AtomicUsize,
}

impl Compile for Compiler {
    fn artifact_key(&self, component: &Digest) -> String {
        format!("artifacts/{}/{component}", self.runtime.fingerprint())
    }

    fn ensure_artifact<'a>(&'a self, component: &'a Digest, anew: bool) -> CompileFuture<'a> {
        Box::pin(async move {
            self.asked.fetch_add(1, SeqCst);
            let bytes = self.storage.blobs().get(component).await?;
            let key = self.artifact_key(component);
            if anew {
                self.storage.objects().delete(&key).await?;
            }
            let artifact = artifact(&bytes, component, self.runtime.fingerprint());
            self.storage.objects().put_if_absent(&key, artifact).await?;
            Ok(())
        })
    }
}

impl FindPackages for Compiler {
    fn packages<'a>(&'a self, _: &'a PluginId, _: &'a [String], _: &'a str) -> PackagesFuture<'a> {
        Box::pin(async { Ok(Packages::Ready(Vec::new())) })
    }
}

/// A sealed artifact, made once for all tests of a checkout.
fn artifact(component: &[u8], digest: &Digest, fingerprint: &str) -> Vec<u8> {
    let directory = PathBuf::from(env!("CARGO_TARGET_TMPDIR"));
    let kept = directory.join(format!("{digest}-{fingerprint}.artifact"));
    if let Ok(bytes) = std::fs::read(&kept) {
        return bytes;
    }
    let profile = if *digest == python_digest() {
        EngineProfile::Python
    } else if mspf_package::inspect(component).unwrap().world == mspf_package::HttpWorld::P3 {
        EngineProfile::P3
    } else {
        EngineProfile::P2
    };
    let code = mspf_runtime::compile(component, profile).unwrap();
    let sealed = seal(&SealKey::new(KEY), &digest.to_string(), fingerprint, profile, code).unwrap();
    let file = tempfile::NamedTempFile::new_in(&directory).unwrap();
    std::fs::write(file.path(), &sealed).unwrap();
    file.persist(&kept).unwrap();
    sealed
}

/// A version to be published.
pub(crate) struct Version<'v> {
    pub(crate) number: &'v str,
    /// The name of an example's or a test guest's component.
    pub(crate) component: Option<&'v str>,
    pub(crate) files: Vec<(&'v str, &'v [u8])>,
    /// What the manifest says about how it runs.
    pub(crate) runtime: &'v str,
    /// What else the manifest says.
    pub(crate) manifest: &'v str,
    pub(crate) release: bool,
    pub(crate) visibility: Visibility,
}

impl Default for Version<'_> {
    fn default() -> Self {
        Self {
            number: "1.0.0",
            component: Some("misbehaving"),
            files: Vec::new(),
            runtime: "kind = \"component\"\nsource = \"plugin.wasm\"",
            manifest: "",
            release: true,
            visibility: Visibility::Public,
        }
    }
}

impl World {
    pub(crate) async fn new() -> Self {
        Self::with(GatewayConfig::default(), ServerConfig::default()).await
    }

    pub(crate) async fn with(config: GatewayConfig, server: ServerConfig) -> Self {
        let directory = tempfile::tempdir().unwrap();
        let database = TestDatabase::sqlite().await;
        let catalog = Catalog::connect(database.url()).await.unwrap();
        let storage =
            Storage::open(directory.path().join("storage").to_str().unwrap(), &S3Options::default()).unwrap();
        let runtime = RuntimeConfig { instances: INSTANCES, ..RuntimeConfig::new(SealKey::new(KEY)) };
        let runtime = Runtime::new(runtime).unwrap();
        let compiler =
            Compiler { runtime: Arc::clone(&runtime), storage: storage.clone(), asked: AtomicUsize::new(0) };
        let compiler = Arc::new(compiler);
        let rooms = Rooms {
            catalog: catalog.clone(),
            storage: storage.clone(),
            copies: Cache::open(directory.path().join("copies"), 1 << 30).unwrap(),
            trees: TreeDirectory::open(directory.path().join("trees")).unwrap(),
            runtime,
            compile: Arc::clone(&compiler) as _,
            packages: Arc::clone(&compiler) as _,
        };
        let gateway = Gateway::new(rooms, config);
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let (address, stop) = (listener.local_addr().unwrap(), CancellationToken::new());
        let control = tower::service_fn(control_plane);
        let server = Server::new(Some(Arc::clone(&gateway)), control, server);
        let serving = tokio::spawn({
            let stop = stop.clone();
            async move { server.serve(listener, stop).await }
        });
        let owner = user(&catalog, "ada").await;
        let _database = database;
        Self { gateway, catalog, storage, compiler, address, stop, serving, owner, directory, _database }
    }

    /// A world that runs Python plugins.
    pub(crate) async fn python() -> Self {
        Self::python_with(GatewayConfig::default()).await
    }

    pub(crate) async fn python_with(config: GatewayConfig) -> Self {
        let python = Some(python_digest());
        let world = Self::with(GatewayConfig { python, ..config }, ServerConfig::default()).await;
        world.storage.blobs().put(mspf_test_support::python_runtime()).await.unwrap();
        world
    }

    /// Where the sources of Python plugins are laid out.
    pub(crate) fn trees(&self) -> PathBuf {
        self.directory.path().join("trees")
    }

    /// Signs up one more user.
    pub(crate) async fn add_user(&self, name: &str) {
        user(&self.catalog, name).await;
    }

    /// Publishes the first version of a new plugin.
    pub(crate) async fn publish(&self, version: Version<'_>) -> PluginId {
        static NEXT: AtomicUsize = AtomicUsize::new(0);
        let name = format!("plugin-{}", NEXT.fetch_add(1, SeqCst));
        let new = self.package(&name, &version).await;
        let versions = self.catalog.versions();
        let published = versions.upload(&Actor::Platform, self.owner, version.visibility, new).await.unwrap();
        self.finish_build(published.version.id).await;
        published.plugin.id
    }

    /// Publishes one more version.
    pub(crate) async fn publish_next(&self, plugin: &PluginId, version: Version<'_>) {
        let name = self.catalog.plugins().get(&Actor::Platform, plugin).await.unwrap().name;
        let new = self.package(&name, &version).await;
        let published = self.catalog.versions().publish(&Actor::Platform, plugin, new).await.unwrap();
        self.finish_build(published.version.id).await;
    }

    /// A plugin that has never been published, with these files in its workspace.
    pub(crate) async fn draft(&self, name: &str, files: &[(&str, &str)]) -> PluginId {
        let plugins = self.catalog.plugins();
        let plugin = plugins.create(&Actor::Platform, self.owner, NewPlugin::named(name)).await.unwrap();
        for (path, text) in files {
            self.edit(&plugin.id, path, text).await;
        }
        plugin.id
    }

    /// Writes a file of a workspace.
    pub(crate) async fn edit(&self, plugin: &PluginId, path: &str, text: &str) {
        let digest = self.storage.blobs().put(text.as_bytes().to_vec()).await.unwrap().to_string();
        let mut facts = Facts::default();
        facts.learn(&Question::Manifest(digest.clone()), text.as_bytes());
        let file = TreeFile { path: path.into(), digest, size: text.len() as u64 };
        let workspaces = self.catalog.workspaces();
        workspaces.write(&Actor::Platform, plugin, &file, &Expected::Anything, &facts).await.unwrap();
    }

    /// An API token of a user that may read plugins.
    pub(crate) async fn key(&self, user: &str) -> String {
        let user = self.catalog.accounts().user_by_name(user).await.unwrap();
        let expires_at = chrono::Utc::now() + chrono::TimeDelta::days(1);
        let scopes = Scopes::from_iter([Scope::PluginsRead]);
        let new = NewToken { name: "key".into(), scopes, plugin: None, expires_at };
        let (_, secret) = self.catalog.tokens().create(&user, new, chrono::Utc::now()).await.unwrap();
        secret.expose().to_owned()
    }

    async fn package(&self, name: &str, version: &Version<'_>) -> NewVersion {
        let number = version.number;
        let manifest = format!(
            "manifest_version = 1\n[plugin]\nname = \"{name}\"\nversion = \"{number}\"\n\
             [runtime]\n{}\n{}",
            version.runtime, version.manifest
        );
        let mut files = Vec::new();
        for (path, bytes) in &version.files {
            let digest = self.storage.blobs().put(bytes.to_vec()).await.unwrap();
            files.push(TreeFile {
                path: (*path).into(),
                digest: digest.to_string(),
                size: bytes.len() as u64,
            });
        }
        let component = match version.component {
            Some(name) => {
                let bytes = mspf_test_support::component(name);
                Some(self.storage.blobs().put(bytes).await.unwrap().to_string())
            }
            None => None,
        };
        NewVersion {
            package_digest: Digest::of(manifest.as_bytes()).to_string(),
            package_size: manifest.len() as u64,
            component,
            manifest: Manifest::parse(&manifest).unwrap(),
            files,
            changelog: String::new(),
            release: version.release,
            tests: false,
        }
    }

    async fn finish_build(&self, version: Id) {
        let worker = Worker { node: "test".into(), process: "test".into() };
        let queues = [BUILD_QUEUE.to_owned()];
        let lease =
            self.catalog.jobs().claim(&worker, &queues, Duration::from_secs(60)).await.unwrap().unwrap();
        self.catalog.versions().built(&lease, version).await.unwrap();
    }

    /// Takes a blob out of storage, as a broken disk would.
    pub(crate) fn lose(&self, digest: &Digest) {
        let mut folders = vec![self.directory.path().join("storage")];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).unwrap().map(Result::unwrap) {
                if entry.file_type().unwrap().is_dir() {
                    folders.push(entry.path());
                } else if entry.path().to_string_lossy().contains(&digest.to_string()) {
                    std::fs::remove_file(entry.path()).unwrap();
                }
            }
        }
    }

    pub(crate) async fn send(&self, request: Request<Full<Bytes>>) -> Answer {
        client::send(self.address, request).await
    }

    /// What `GET` of this path answers, the path below the plugin's path-form address.
    pub(crate) async fn get(&self, plugin: &PluginId, path: &str) -> Answer {
        self.get_with(plugin, path, &[]).await
    }

    pub(crate) async fn get_with(&self, plugin: &PluginId, path: &str, headers: &[(&str, &str)]) -> Answer {
        self.send(get(&format!("/plugins.{plugin}{path}"), headers)).await
    }
}

/// The digest of the Python runtime, computed once.
fn python_digest() -> Digest {
    static DIGEST: OnceLock<Digest> = OnceLock::new();
    *DIGEST.get_or_init(|| Digest::of(&mspf_test_support::python_runtime()))
}

async fn user(catalog: &Catalog, name: &str) -> Id {
    let new = NewUser {
        name: name.into(),
        email: format!("{name}@example.org"),
        display_name: String::new(),
        password: "correct horse battery".into(),
        is_admin: false,
    };
    catalog.accounts().create_user(new, chrono::Utc::now()).await.unwrap().id
}

/// Stands for the API and the UI: says who asked.
async fn control_plane(
    request: Request<Incoming>,
) -> Result<Response<Full<Bytes>>, std::convert::Infallible> {
    let peer = request.extensions().get::<Peer>().unwrap().client(request.headers());
    Ok(Response::new(Full::from(format!("control plane for {peer}"))))
}
