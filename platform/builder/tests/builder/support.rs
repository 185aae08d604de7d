//! A small platform: a catalogue, storage, a publisher, builders.

use std::ffi::OsString;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command};
use std::time::Duration;

use mspf_builder::{Builder, BuilderConfig, CompileLimits, Compiler};
use mspf_catalog::{
    Actor, Catalog, Id, Job, JobState, NewUser, NewVersion, Published, TreeFile, Version, VersionState,
    Visibility,
};
use mspf_package::Manifest;
use mspf_runtime::artifact::SealKey;
use mspf_storage::{Digest, S3Options, Storage};
use mspf_test_support::TestDatabase;
use serde::{Deserialize, Serialize};
use tempfile::TempDir;
use tokio::task::JoinHandle;
use tokio_util::sync::{CancellationToken, DropGuard};

/// Tells [`crate::child::work`] what to do.
pub(crate) const WORKER_VARIABLE: &str = "MSPF_TEST_BUILDER";
/// Far longer than anything here takes on a busy machine.
const PATIENCE: Duration = Duration::from_secs(120);

pub(crate) struct World {
    pub(crate) database: TestDatabase,
    pub(crate) catalog: Catalog,
    pub(crate) storage: Storage,
    pub(crate) directory: TempDir,
    pub(crate) actor: Actor,
    pub(crate) owner: Id,
}

/// A builder at work until this is dropped.
pub(crate) struct Running {
    pub(crate) builder: Builder,
    pub(crate) task: JoinHandle<()>,
    pub(crate) stop: DropGuard,
}

#[derive(Serialize, Deserialize)]
pub(crate) struct WorkerOrder {
    pub(crate) database: String,
    pub(crate) directory: PathBuf,
    /// Run this by a shell instead of the real compiler.
    pub(crate) script: Option<String>,
}

impl WorkerOrder {
    pub(crate) fn compiler(&self) -> Compiler {
        self.script.as_deref().map_or_else(compiler, script)
    }
}

impl World {
    pub(crate) async fn new(database: TestDatabase) -> World {
        let catalog = Catalog::connect(database.url()).await.unwrap();
        let directory = tempfile::tempdir().unwrap();
        let storage = open_storage(directory.path());
        let user = NewUser {
            name: "ada".into(),
            email: "ada@example.org".into(),
            display_name: String::new(),
            password: "correct horse battery".into(),
            is_admin: false,
        };
        let owner = catalog.accounts().create_user(user, chrono::Utc::now()).await.unwrap().id;
        let actor = Actor::User { id: owner, administrator: false };
        World { database, catalog, storage, directory, actor, owner }
    }

    pub(crate) async fn sqlite() -> World {
        World::new(TestDatabase::sqlite().await).await
    }

    pub(crate) fn builder(&self, compiler: Compiler) -> Builder {
        builder(&self.catalog, &self.storage, self.directory.path(), compiler)
    }

    pub(crate) fn run(&self, compiler: Compiler) -> Running {
        start(self.builder(compiler))
    }

    /// Starts a node as a process of its own. Its children are in its process group.
    pub(crate) fn worker_process(&self, script: Option<&str>) -> Child {
        let order = WorkerOrder {
            database: self.database.url().to_owned(),
            directory: self.directory.path().to_owned(),
            script: script.map(str::to_owned),
        };
        Command::new(std::env::current_exe().unwrap())
            .args(["child::work", "--exact", "--nocapture"])
            .env(WORKER_VARIABLE, serde_json::to_string(&order).unwrap())
            .process_group(0)
            .spawn()
            .unwrap()
    }

    /// Publishes a version that is to be released when ready. Every plugin has a file beside its component.
    pub(crate) async fn publish(&self, name: &str, version: &str, component: Option<&[u8]>) -> Published {
        let blobs = self.storage.blobs();
        let page = format!("{name} {version}");
        let mut files = vec![file("static/index.html", blobs.put(page.clone()).await.unwrap(), page.len())];
        let digest = match component {
            Some(bytes) => Some(blobs.put(bytes.to_vec()).await.unwrap()),
            None => None,
        };
        files.extend(digest.map(|digest| file("plugin.wasm", digest, component.unwrap_or_default().len())));
        self.publish_files(name, version, digest, files).await
    }

    pub(crate) async fn publish_files(
        &self,
        name: &str,
        version: &str,
        component: Option<Digest>,
        files: Vec<TreeFile>,
    ) -> Published {
        let manifest = format!(
            "manifest_version = 1\n[plugin]\nname = \"{name}\"\nversion = \"{version}\"\n\
             [runtime]\nkind = \"component\"\nsource = \"plugin.wasm\"\n"
        );
        let new = NewVersion {
            package_digest: Digest::of(manifest.as_bytes()).to_string(),
            package_size: 1,
            component: component.map(|digest| digest.to_string()),
            manifest: Manifest::parse(&manifest).unwrap(),
            files,
            changelog: String::new(),
            release: true,
            tests: false,
        };
        let versions = self.catalog.versions();
        versions.upload(&self.actor, self.owner, Visibility::Public, new).await.unwrap()
    }

    /// Waits until a job has ended.
    pub(crate) async fn ended(&self, job: Id) -> Job {
        let ended = async |job: &Job| matches!(job.state, JobState::Succeeded | JobState::Failed);
        self.until(job, ended).await
    }

    /// Waits until a job is as wished.
    pub(crate) async fn until(&self, job: Id, wish: impl AsyncFn(&Job) -> bool) -> Job {
        let waiting = async {
            loop {
                let job = self.catalog.jobs().get(job).await.unwrap();
                if wish(&job).await {
                    return job;
                }
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        };
        tokio::time::timeout(PATIENCE, waiting).await.expect("the job gets there")
    }

    pub(crate) async fn version(&self, published: &Published) -> Version {
        self.catalog.versions().by_id(published.version.id).await.unwrap()
    }

    /// Asserts that the version became ready and was released, each exactly once.
    pub(crate) async fn assert_released_once(&self, published: &Published) {
        assert_eq!(self.version(published).await.state, VersionState::Ready);
        let plugin = self.catalog.plugins().get(&self.actor, &published.plugin.id).await.unwrap();
        assert_eq!(plugin.version.as_deref(), Some(published.version.version.as_str()));
        let releases = self.catalog.releases().list(&plugin, None, 10).await.unwrap();
        assert_eq!(releases.len(), 1);
        let artifacts = self.storage.objects().list("artifacts").await.unwrap();
        assert_eq!(artifacts.len(), 1);
    }

    /// The names of what lies in the work directory.
    pub(crate) fn work(&self) -> Vec<OsString> {
        let entries = std::fs::read_dir(self.directory.path().join("work")).unwrap();
        entries.map(|entry| entry.unwrap().file_name()).collect()
    }
}

pub(crate) fn start(builder: Builder) -> Running {
    let stop = CancellationToken::new();
    let (worker, stopped) = (builder.clone(), stop.clone());
    let task = tokio::spawn(async move { worker.run(stopped).await });
    Running { builder, task, stop: stop.drop_guard() }
}

pub(crate) fn file(path: &str, digest: Digest, size: usize) -> TreeFile {
    TreeFile { path: path.to_owned(), digest: digest.to_string(), size: size as u64 }
}

pub(crate) fn open_storage(directory: &Path) -> Storage {
    Storage::open(directory.join("storage").to_str().unwrap(), &S3Options::default()).unwrap()
}

pub(crate) fn seal_key() -> SealKey {
    SealKey::new([7; 32])
}

pub(crate) fn config(directory: &Path, compiler: Compiler) -> BuilderConfig {
    BuilderConfig::new("node", compiler, directory.join("work"))
}

pub(crate) fn builder(catalog: &Catalog, storage: &Storage, directory: &Path, compiler: Compiler) -> Builder {
    let config = config(directory, compiler);
    Builder::new(catalog.clone(), storage.clone(), seal_key(), config).unwrap()
}

pub(crate) fn limited(directory: &Path, limits: CompileLimits) -> BuilderConfig {
    BuilderConfig { limits, ..config(directory, compiler()) }
}

/// The real compiler, in this test binary.
pub(crate) fn compiler() -> Compiler {
    let arguments = ["child::compile", "--exact", "--nocapture"].map(OsString::from).to_vec();
    Compiler::Subprocess { program: std::env::current_exe().unwrap(), arguments }
}

/// A compiler made of a shell script, with the directory as `$0`.
pub(crate) fn script(script: &str) -> Compiler {
    Compiler::Subprocess { program: "/bin/sh".into(), arguments: vec!["-c".into(), script.into()] }
}

/// The real compiler, which notes each time that it is called in `log`.
pub(crate) fn counting_compiler(log: &Path) -> Compiler {
    script(&format!(
        "echo >> '{}'; exec '{}' child::compile --exact --nocapture \"$0\" \"$1\" \"$2\"",
        log.display(),
        std::env::current_exe().unwrap().display()
    ))
}

/// How often the compiler was called.
pub(crate) fn count(log: &Path) -> usize {
    std::fs::read_to_string(log).unwrap_or_default().lines().count()
}
