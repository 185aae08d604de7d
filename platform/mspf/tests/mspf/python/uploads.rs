//! Packages made elsewhere: a stock project, a zip of version 1, one that can't be loaded.

use std::path::Path;

use mspf_package::write_package;

use super::*;

impl World {
    fn upload(&self, package: Vec<u8>) -> String {
        let upload = self.client.post(self.server.url("/api/v1/plugins/upload")).bearer_auth(&self.token);
        let made = done(upload.header("content-type", "application/zip").body(package));
        made["plugin"]["id"].as_str().unwrap().to_owned()
    }

    /// Publishes a package as a plugin's first version, and waits until it answers: its number.
    fn publish_package(&self, plugin: &str, package: Vec<u8>) -> String {
        let url = self.server.url(&format!("/api/v1/plugins/{plugin}"));
        let publish = self.client.post(format!("{url}/versions")).bearer_auth(&self.token);
        done(publish.header("content-type", "application/zip").body(package));
        let deadline = Instant::now() + PATIENCE;
        loop {
            let found = done(self.client.get(&url).bearer_auth(&self.token));
            if let Some(version) = found["version"].as_str() {
                return version.to_owned();
            }
            assert!(Instant::now() < deadline, "the version was never released: {found}");
            std::thread::sleep(Duration::from_millis(50));
        }
    }
}

/// The files below a folder, each below `prefix`.
fn files(folder: &Path, prefix: &str) -> Vec<(String, Vec<u8>)> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap().map(Result::unwrap) {
        let path = format!("{prefix}{}", entry.file_name().to_str().unwrap());
        match entry.path().is_dir() {
            true => found.extend(files(&entry.path(), &format!("{path}/"))),
            false => found.push((path, std::fs::read(entry.path()).unwrap())),
        }
    }
    found
}

pub(super) fn projects_and_old_zips_answer_after_a_crash_too(world: &mut World) {
    // What `django-admin startproject` and `manage.py migrate` write, without a manifest.
    let mut project = files(&mspf_test_support::python_source("django"), "stock/");
    project.push(("stock/db.sqlite3".to_owned(), b"SQLite format 3\0".to_vec()));
    let project = write_package(project).unwrap();
    let stock = world.upload(project.clone());
    // A zip as version 1 made it: no manifest, the files in a folder named after the plugin.
    let old = files(&mspf_test_support::python_source("django-app"), "SP_1425715742418018304/");
    let old = world.upload(write_package(old).unwrap());
    assert_eq!(old, "SP_1425715742418018304");
    assert!(!world.wait(&stock, "/").is_empty());
    assert_eq!(world.publish_package(&stock, project), "1.0.0");
    assert_eq!(world.get(&stock, "/").status(), 200);
    world.wait(&old, "/");

    // Killed with sources laid out: what is left of them is nobody's, and the plugins answer again.
    let trees = world.sandbox.path("data/cache/trees");
    let runs =
        || std::fs::read_dir(&trees).unwrap().filter(|entry| entry.as_ref().unwrap().path().is_dir()).count();
    assert_eq!(runs(), 1);
    world.server.kill();
    assert_eq!(runs(), 1);
    let port = world.server.port();
    world.server = serve(&world.sandbox, Some(port));
    assert!(!world.wait(&stock, "/").is_empty());
    assert_eq!(runs(), 1, "the dead process's is gone");
}

/// A version that can't be loaded fails, and says where.
pub(super) fn a_source_that_fails_is_not_released(world: &World) {
    let manifest = "manifest_version = 1\n[plugin]\nname = \"broken\"\nversion = \"1.0.0\"\n\
                    [runtime]\nkind = \"python\"\napp = \"app:app\"\n";
    let package = [("mspf.toml", manifest), ("app.py", "import nothing_like_it\n")];
    let package = package.map(|(path, text)| (path.to_owned(), text.as_bytes().to_vec()));
    let id = world.upload(write_package(package).unwrap());
    let versions = world.server.url(&format!("/api/v1/plugins/{id}/versions"));
    let deadline = Instant::now() + PATIENCE;
    loop {
        let found = done(world.client.get(&versions).bearer_auth(&world.token));
        let version = &found["items"][0];
        if version["state"] == "failed" {
            let message = version["message"].as_str().unwrap();
            assert!(message.contains("nothing_like_it") && message.contains("app.py, line 1"), "{message}");
            return;
        }
        assert!(Instant::now() < deadline, "the version never failed: {found}");
        std::thread::sleep(Duration::from_millis(50));
    }
}

/// The tests of a plugin let a version through, or keep it back and say why.
pub(super) fn tests_decide(sandbox: &Sandbox) {
    sandbox.run(&["new", "tested", "--template", "django"]).done();
    let published = sandbox.run_in("tested", &["publish", "--tests"]).done();
    assert!(published.stderr.contains("2 tests passed"), "{published}");
    let path = sandbox.path("tested/mspf.toml");
    let manifest = std::fs::read_to_string(&path).unwrap();
    std::fs::write(&path, manifest.replace("version = \"0.1.0\"", "version = \"0.2.0\"")).unwrap();
    let path = sandbox.path("tested/views.py");
    let views = std::fs::read_to_string(&path).unwrap();
    std::fs::write(&path, views.replace("Hi, this is a plugin!", "Bye")).unwrap();
    let refused = sandbox.run_in("tested", &["publish", "--tests"]);
    assert_eq!(refused.code, Some(4), "{refused}");
    for expected in ["1 of 2 tests failed", "tests.Answers.test_index", "plugin.tests_failed"] {
        assert!(refused.stderr.contains(expected), "{refused}");
    }
}
