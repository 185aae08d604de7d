//! Versions of Python plugins: loaded before they are released, with what they need beside them.

mod requests;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use mspf_builder::{Builder, BuilderConfig, PackageSource, PythonRuntime, SITE_PACKAGES};
use mspf_catalog::{Job, JobState, NewVersion, Published, VersionState, Visibility};
use mspf_package::{Manifest, write_package};
use mspf_runtime::{EngineProfile, OutboundPolicy, Runtime, RuntimeConfig, artifact::seal};
use mspf_storage::{Cache, Digest};
use mspf_test_support::{TestDatabase, on_each_database};

use crate::support::{Running, World, config, count, file, script, seal_key, start};

on_each_database! { requirements_are_vendored_once }

const HELLO: &str =
    "def app(environ, start_response):\n    start_response('200 OK', [])\n    return [b'hello']\n";
/// Instances of the engine: tests run side by side, and each reserves address space.
const INSTANCES: u32 = 10;

/// A world whose builders run Python plugins.
struct PythonWorld {
    world: World,
    builder: Builder,
    _running: Running,
    runtime: Arc<Runtime>,
    component: Digest,
    copies: Cache,
    /// One line for each time that pip was called.
    pip: PathBuf,
}

impl PythonWorld {
    async fn new(world: World) -> Self {
        let wasm = mspf_test_support::python_runtime();
        let component = world.storage.blobs().put(wasm.clone()).await.unwrap();
        // What a test grants is on this machine. A build grants nothing.
        let outbound = OutboundPolicy { allow_private: true };
        let runtime = RuntimeConfig { instances: INSTANCES, outbound, ..RuntimeConfig::new(seal_key()) };
        let runtime = Runtime::new(runtime).unwrap();
        let copies = Cache::open(world.directory.path().join("copies"), 1 << 30).unwrap();
        let (pip, wheels) = (world.directory.path().join("pip"), world.directory.path().join("wheels"));
        std::fs::create_dir(&wheels).unwrap();
        let packages = PackageSource {
            python: counting_python(world.directory.path(), &pip),
            wheels: Some(wheels),
            provided: "Flask==3.1.2\n".into(),
        };
        let python = Some(PythonRuntime { runtime: Arc::clone(&runtime), component, copies: copies.clone() });
        let config = config(world.directory.path(), script("exit 1"));
        let config = BuilderConfig { python, packages, ..config };
        let builder = Builder::new(world.catalog.clone(), world.storage.clone(), seal_key(), config).unwrap();
        let artifact = artifact(&wasm, &component, runtime.fingerprint());
        world.storage.objects().put_if_absent(&builder.artifact_key(&component), artifact).await.unwrap();
        let _running = start(builder.clone());
        Self { world, builder, _running, runtime, component, copies, pip }
    }

    /// Publishes a version and waits for its build to end.
    async fn publish(&self, number: &str, files: &[(&str, &str)]) -> (Published, Job) {
        self.ended(publish(&self.world, number, files, false).await).await
    }

    /// Publishes a version that its own tests decide on.
    async fn publish_tested(&self, number: &str, files: &[(&str, &str)]) -> (Published, Job) {
        self.ended(publish(&self.world, number, files, true).await).await
    }

    async fn ended(&self, published: Published) -> (Published, Job) {
        let job = self.world.ended(published.build.id).await;
        (published, job)
    }

    /// What the log of a job says.
    async fn log(&self, job: &Job) -> Vec<String> {
        let lines = self.world.catalog.jobs().lines(job.id, 0).await.unwrap();
        lines.into_iter().map(|line| line.text).collect()
    }

    /// Puts a wheel where pip looks for it.
    fn wheel(&self, name: &str, tag: &str, metadata: &str, files: &[(&str, &str)]) {
        let info = format!("{name}-1.0.dist-info");
        let metadata = format!("Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n{metadata}");
        let wheel = format!("Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: {tag}\n");
        let all = files.iter().map(|(path, text)| ((*path).to_owned(), text.as_bytes().to_vec())).chain([
            (format!("{info}/METADATA"), metadata.into_bytes()),
            (format!("{info}/WHEEL"), wheel.into_bytes()),
            (format!("{info}/RECORD"), Vec::new()),
        ]);
        let bytes = write_package(all).unwrap();
        let path = self.world.directory.path().join("wheels").join(format!("{name}-1.0-{tag}.whl"));
        std::fs::write(path, bytes).unwrap();
    }

    async fn message(&self, published: &Published) -> String {
        let version = self.world.version(published).await;
        assert_eq!(version.state, VersionState::Failed);
        version.message.unwrap()
    }
}

/// A Python that has pip, which notes each time that it is called.
fn counting_python(directory: &Path, log: &Path) -> PathBuf {
    let python = mspf_test_support::python_with_pip();
    let path = directory.join("python");
    std::fs::write(
        &path,
        format!("#!/bin/sh\necho >> '{}'\nexec {} \"$@\"\n", log.display(), python.display()),
    )
    .unwrap();
    let mut permissions = std::fs::metadata(&path).unwrap().permissions();
    std::os::unix::fs::PermissionsExt::set_mode(&mut permissions, 0o755);
    std::fs::set_permissions(&path, permissions).unwrap();
    path
}

/// Where the sealed runtime is kept between tests.
fn artifact_file(digest: &Digest, fingerprint: &str) -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{digest}-{fingerprint}.artifact"))
}

/// The sealed runtime, compiled once for all tests of a checkout.
fn artifact(wasm: &[u8], digest: &Digest, fingerprint: &str) -> Vec<u8> {
    let kept = artifact_file(digest, fingerprint);
    if let Ok(bytes) = std::fs::read(&kept) {
        return bytes;
    }
    let code = mspf_runtime::compile(wasm, EngineProfile::Python).unwrap();
    let sealed = seal(&seal_key(), &digest.to_string(), fingerprint, EngineProfile::Python, code).unwrap();
    let beside = tempfile::NamedTempFile::new_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    std::fs::write(beside.path(), &sealed).unwrap();
    beside.persist(&kept).unwrap();
    sealed
}

async fn publish(world: &World, number: &str, files: &[(&str, &str)], tests: bool) -> Published {
    let manifest = format!(
        "manifest_version = 1\n[plugin]\nname = \"demo\"\nversion = \"{number}\"\n\
         [runtime]\nkind = \"python\"\napp = \"app:app\"\nframework = \"wsgi\"\n"
    );
    let mut tree = Vec::new();
    for (path, text) in files {
        tree.push(file(path, world.storage.blobs().put((*text).to_owned()).await.unwrap(), text.len()));
    }
    let new = NewVersion {
        package_digest: Digest::of(manifest.as_bytes()).to_string(),
        package_size: 1,
        component: None,
        manifest: Manifest::parse(&manifest).unwrap(),
        files: tree,
        changelog: String::new(),
        release: true,
        tests,
    };
    world.catalog.versions().upload(&world.actor, world.owner, Visibility::Public, new).await.unwrap()
}

#[tokio::test]
async fn a_version_is_loaded_and_asked_before_it_is_released() {
    let python = PythonWorld::new(World::sqlite().await).await;
    let (published, job) = python.publish("1.0.0", &[("app.py", HELLO)]).await;
    assert_eq!(job.state, JobState::Succeeded, "{job:?}");
    assert_eq!(python.world.version(&published).await.state, VersionState::Ready);
    let lines = python.world.catalog.jobs().lines(job.id, 0).await.unwrap();
    assert!(lines.iter().any(|line| line.text.starts_with("loaded; GET / answers 200")), "{lines:?}");
    // A page that fails is no reason to refuse: nothing is granted here.
    let failing = "import sys\ndef app(environ, start_response):\n    print('why', file=sys.stderr)\n    raise OSError\n";
    let (_, job) = python.publish("1.1.0", &[("app.py", failing)]).await;
    assert_eq!(job.state, JobState::Succeeded, "{job:?}");
    let lines = python.world.catalog.jobs().lines(job.id, 0).await.unwrap();
    assert!(lines.iter().any(|line| line.text == "why"), "{lines:?}");
    assert!(lines.iter().any(|line| line.text.contains("GET / answers 500")), "{lines:?}");
    assert!(python.world.work().is_empty(), "what was laid out is gone");
}

#[tokio::test]
async fn a_version_that_cannot_be_loaded_fails_and_says_where() {
    let python = PythonWorld::new(World::sqlite().await).await;
    for (number, source, reason) in [
        ("1.0.0", "def app(:\n", "SyntaxError"),
        ("1.0.1", "\nimport nothing_like_it\n", "nothing_like_it"),
        ("1.0.2", "other = 1\n", "app"),
        ("1.0.3", "while True:\n    pass\n", "CPU"),
        ("1.0.4", "kept = []\nwhile True:\n    kept.append(bytearray(1 << 20))\n", "MemoryError"),
        ("1.0.5", "import builtins\nvars(builtins).clear()\nimport json\n", "NameError"),
    ] {
        let (published, job) = python.publish(number, &[("app.py", source)]).await;
        assert_eq!((job.state, job.attempts), (JobState::Failed, 1), "{source}");
        let message = python.message(&published).await;
        assert!(message.contains("can't be loaded") && message.contains(reason), "{source}: {message}");
    }
}

#[tokio::test]
async fn tests_decide_where_that_is_asked_for() {
    let python = PythonWorld::new(World::sqlite().await).await;
    let tests = |body: &str| {
        format!(
            "import unittest\nfrom mspf.testing import Client\nfrom app import app\n\n\n\
             class Pages(unittest.TestCase):\n    def test_index(self):\n        print('asking')\n        \
             self.assertEqual(Client(app).get('/').text, 'hello')\n\n    def test_other(self):\n        {body}\n"
        )
    };
    let (good, bad) = (tests("pass"), tests("self.assertEqual(1, 2, 'odd')"));
    let (published, job) = python.publish_tested("1.0.0", &[("app.py", HELLO), ("tests.py", &good)]).await;
    assert_eq!(job.state, JobState::Succeeded, "{job:?}");
    assert_eq!(python.world.version(&published).await.state, VersionState::Ready);
    let log = python.log(&job).await;
    assert!(log.iter().any(|line| line.starts_with("loaded; GET / answers 200")), "{log:?}");
    assert!(log.iter().any(|line| line.starts_with("2 tests passed (")), "{log:?}");
    assert!(log.contains(&"asking".to_owned()), "{log:?}");

    let (published, job) = python.publish_tested("1.0.1", &[("app.py", HELLO), ("tests.py", &bad)]).await;
    assert_eq!((job.state, job.attempts), (JobState::Failed, 1), "{job:?}");
    let message = python.message(&published).await;
    assert!(message.starts_with("1 of 2 tests failed\n\nFAILED tests.Pages.test_other\n"), "{message}");
    assert!(message.ends_with("AssertionError: 1 != 2 : odd (plugin.tests_failed)"), "{message}");
    assert!(message.contains("File \"/plugin/tests.py\", line 12, in test_other"), "{message}");
    assert!(python.log(&job).await.contains(&"asking".to_owned()), "what was said is kept");
    assert!(python.world.work().is_empty(), "what was laid out is gone");

    // Nobody asked for them.
    let (_, job) = python.publish("1.0.2", &[("app.py", HELLO), ("tests.py", &bad)]).await;
    assert_eq!(job.state, JobState::Succeeded, "{job:?}");
    assert!(!python.log(&job).await.contains(&"asking".to_owned()));
}

#[tokio::test]
async fn tests_that_do_not_end_well_are_told() {
    let python = PythonWorld::new(World::sqlite().await).await;
    let many = "import unittest\nclass Many(unittest.TestCase): pass\nfor number in range(100):\n    \
                setattr(Many, f'test_{number:03}', lambda self: self.fail('x' * 3000))\n";
    let exits = "import os, unittest\nclass Exits(unittest.TestCase):\n    def test(self): os._exit(0)\n";
    for (number, tests, expected) in [
        ("1.0.0", "def test_hello():\n    pass\n", "brings no tests that unittest finds"),
        ("1.0.1", exits, "The tests did not run to their end: the plugin trapped: it exited with code 0."),
        ("1.0.2", many, "100 of 100 tests failed\n\nFAILED tests.Many.test_000\n"),
        ("1.0.3", "import nothing_like_it\n", "1 of 1 test failed\n\nFAILED tests\n"),
    ] {
        let (published, job) = python.publish_tested(number, &[("app.py", HELLO), ("tests.py", tests)]).await;
        assert_eq!((job.state, job.attempts), (JobState::Failed, 1), "{tests}");
        let message = python.message(&published).await;
        assert!(message.contains(expected), "{tests}: {message}");
        let code = if expected.contains("no tests") { "(plugin.no_tests)" } else { "(plugin.tests_failed)" };
        assert!(message.ends_with(code), "{tests}: {message}");
    }
}

#[tokio::test]
async fn a_platform_without_the_runtime_says_what_to_do() {
    let world = World::sqlite().await;
    let _running = world.run(script("exit 1"));
    let published = publish(&world, "1.0.0", &[("app.py", HELLO)], false).await;
    assert_eq!(world.ended(published.build.id).await.state, JobState::Failed);
    assert!(world.version(&published).await.message.unwrap().contains("python_runtime"));
}

async fn requirements_are_vendored_once(database: TestDatabase) {
    let python = PythonWorld::new(World::new(database).await).await;
    python.wheel(
        "greeting",
        "py3-none-any",
        "License: MIT\nRequires-Dist: words\n",
        &[("greeting/__init__.py", "from words import HELLO\n"), ("greeting/data.txt", "data")],
    );
    python.wheel(
        "words",
        "py3-none-any",
        "License-Expression: Apache-2.0\n",
        &[("words.py", "HELLO = 'hello'\n")],
    );
    let source = "import greeting\n".to_owned() + &HELLO.replace("b'hello'", "greeting.HELLO.encode()");
    // What the runtime has is neither looked for nor vendored.
    let files = [("app.py", source.as_str()), ("requirements.txt", "greeting >= 1 # politeness\nflask\n")];
    let (published, job) = python.publish("1.0.0", &files).await;
    assert_eq!(job.state, JobState::Succeeded, "{job:?}");
    let lines = python.world.catalog.jobs().lines(job.id, 0).await.unwrap();
    for expected in ["greeting 1.0 (MIT)", "words 1.0 (Apache-2.0)"] {
        assert!(lines.iter().any(|line| line.text == expected), "{lines:?}");
    }
    assert!(lines.iter().any(|line| line.text.starts_with("loaded; GET / answers 200")), "{lines:?}");
    let tree = python.world.catalog.versions().files(published.version.tree).await.unwrap();
    let vendored: Vec<_> = tree.iter().filter_map(|file| file.path.strip_prefix(SITE_PACKAGES)).collect();
    assert!(vendored.contains(&"/greeting/data.txt") && vendored.contains(&"/words.py"), "{vendored:?}");
    assert!(!vendored.iter().any(|path| path.to_lowercase().contains("flask")), "{vendored:?}");

    // The same again, said differently, asks nobody.
    let calls = count(&python.pip);
    let files = [("app.py", source.as_str()), ("requirements.txt", "flask\n\ngreeting >= 1\n")];
    let (_, job) = python.publish("1.1.0", &files).await;
    assert_eq!((job.state, count(&python.pip)), (JobState::Succeeded, calls), "{job:?}");
    // Nor is it collected, although no version may refer to it.
    let held = python.builder.collect_garbage(&mspf_builder::GarbagePolicy::default()).await.unwrap();
    assert_eq!(held.blobs.deleted, 0);
}

#[tokio::test]
async fn requirements_that_cannot_be_met_are_refused_by_name() {
    let python = PythonWorld::new(World::sqlite().await).await;
    python.wheel("native", "cp314-cp314-linux_x86_64", "", &[("native.py", "")]);
    python.wheel("hidden", "py3-none-any", "", &[("hidden/__init__.py", ""), ("hidden/fast.so", "elf")]);
    for (number, requirements, expected) in [
        ("1.0.0", "native", "`native` can't be installed: there is no wheel of pure Python"),
        ("1.0.1", "hidden", "`hidden` has compiled code (hidden/fast.so)"),
        ("1.0.2", "nowhere>=3", "`nowhere>=3` can't be installed"),
        ("1.0.3", "flask==2.0", "flask==2.0"),
        ("1.0.4", "# fine\n-r /etc/passwd", "requirements.txt, line 2: `-r /etc/passwd` is not taken"),
        ("1.0.5", "x @ file:///etc/passwd", "requirements.txt, line 1"),
    ] {
        let (published, job) =
            python.publish(number, &[("app.py", HELLO), ("requirements.txt", requirements)]).await;
        assert_eq!((job.state, job.attempts), (JobState::Failed, 1), "{requirements}");
        let message = python.message(&published).await;
        assert!(message.contains(expected), "{requirements}: {message}");
    }
    assert!(python.world.work().is_empty());
}
