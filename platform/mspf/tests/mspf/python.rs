//! Python plugins from outside: uploaded, called, edited, published, and a server killed among them. One server for
//! all of it: a fresh one compiles the Python runtime.

use std::{
    path::Path,
    time::{Duration, Instant},
};

use mspf_package::{
    starters::{Starter, StarterFields},
    write_package,
};
use reqwest::blocking::{Client, Response};
use serde_json::{Value, json};

use crate::{
    harness::{Sandbox, Server},
    story::{set_up, token},
};

/// How long compiling the runtime and building a version may take on a busy machine.
const PATIENCE: Duration = Duration::from_secs(240);

/// A server that runs Python plugins, and its administrator.
struct World {
    sandbox: Sandbox,
    server: Server,
    client: Client,
    token: String,
}

impl World {
    fn new() -> Self {
        let sandbox = Sandbox::new();
        let server = serve(&sandbox, None);
        set_up(&sandbox, &server);
        let token = token(&sandbox, &server);
        // The first request waits until the runtime has been compiled.
        let client = Client::builder().timeout(PATIENCE).build().unwrap();
        Self { sandbox, server, client, token }
    }

    fn upload(&self, package: Vec<u8>) -> String {
        let upload = self.client.post(self.server.url("/api/v1/plugins/upload")).bearer_auth(&self.token);
        let answer = upload.header("content-type", "application/zip").body(package).send().unwrap();
        let (status, body) = (answer.status(), answer.text().unwrap());
        assert!(status.is_success(), "{status} {body}");
        serde_json::from_str::<Value>(&body).unwrap()["plugin"]["id"].as_str().unwrap().to_owned()
    }

    /// Publishes a version, and waits until it answers: its number.
    fn publish(&self, plugin: &str, package: Vec<u8>) -> String {
        let url = self.server.url(&format!("/api/v1/plugins/{plugin}"));
        let publish = self.client.post(format!("{url}/versions")).bearer_auth(&self.token);
        let answer = publish.header("content-type", "application/zip").body(package).send().unwrap();
        assert_eq!(answer.status(), 202, "{}", answer.text().unwrap());
        let deadline = Instant::now() + PATIENCE;
        loop {
            let found: Value = self.client.get(&url).bearer_auth(&self.token).send().unwrap().json().unwrap();
            if let Some(version) = found["version"].as_str() {
                return version.to_owned();
            }
            assert!(Instant::now() < deadline, "the version was never released: {found}");
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    fn get(&self, plugin: &str, path: &str) -> Response {
        self.client.get(self.server.url(&format!("/plugins.{plugin}{path}"))).send().unwrap()
    }

    /// Makes a plugin with nothing in it.
    fn create(&self, name: &str) -> String {
        let create = self.client.post(self.server.url("/api/v1/plugins")).bearer_auth(&self.token);
        let made: Value =
            create.json(&json!({ "name": name, "template": null })).send().unwrap().json().unwrap();
        made["id"].as_str().unwrap_or_else(|| panic!("{made}")).to_owned()
    }

    /// Saves a file of a plugin's workspace, as the editor does.
    fn save(&self, plugin: &str, path: &str, text: impl Into<Vec<u8>>) {
        let url = self.server.url(&format!("/api/v1/plugins/{plugin}/workspace/files/{path}"));
        let text: Vec<u8> = text.into();
        let save = |condition| {
            let save = self.client.put(&url).bearer_auth(&self.token).header(condition, "*");
            save.body(text.clone()).send().unwrap()
        };
        let new = save("if-none-match");
        let saved = if new.status().is_success() { new } else { save("if-match") };
        assert!(saved.status().is_success(), "{path}: {}", saved.text().unwrap());
    }

    /// The answer, once there is one.
    fn wait(&self, plugin: &str, path: &str) -> String {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let answer = self.get(plugin, path);
            let status = answer.status();
            let text = answer.text().unwrap();
            if status == 200 {
                return text;
            }
            assert!(Instant::now() < deadline, "{path} of {plugin} never answered: {status} {text}");
            std::thread::sleep(Duration::from_millis(100));
        }
    }
}

fn serve(sandbox: &Sandbox, port: Option<u16>) -> Server {
    let runtime = mspf_test_support::python_file();
    let options = ["--python-runtime", runtime.to_str().unwrap()];
    match port {
        Some(port) => sandbox.serve_at(port, &options),
        None => sandbox.serve(&options),
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

#[test]
fn python_plugins_are_uploaded_called_and_survive_a_crash() {
    let mut world = World::new();
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
    assert_eq!(world.publish(&stock, project), "1.0.0");
    assert_eq!(world.get(&stock, "/").status(), 200);
    world.wait(&old, "/");
    starters(&world);
    tutorial(&world);
    let broken = json!({ "name": "broken", "source": "import nothing_like_it\n" });
    fails_to_publish(&world, &broken);
    tests_decide(&world.sandbox);

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

/// A new plugin answers at once, whatever it is written with, and an edit is there with the next request.
fn starters(world: &World) {
    let django = new(world, Starter::Django, "starter");
    assert_eq!(world.get(&django, "/").text().unwrap(), "Hi, this is a plugin!");
    assert_eq!(world.get(&django, "/hello/").text().unwrap(), "Hello, This is Mspf!");
    let flask = new(world, Starter::Flask, "flask-starter");
    assert_eq!(world.get(&flask, "/").status(), 200);
    let wsgi = new(world, Starter::Wsgi, "wsgi-starter");
    assert_eq!(world.get(&wsgi, "/").status(), 200);
    for number in 0..5 {
        let views = format!(
            "from django.http import HttpResponse\n\n\ndef index(request):\n    return HttpResponse('{number}')\n\n\nhello = index\n"
        );
        world.save(&django, "views.py", views);
        assert_eq!(world.get(&django, "/").text().unwrap(), number.to_string());
    }
    world.save(&django, "views.py", "def index(:\n");
    let stranger = world.get(&django, "/");
    assert_eq!(stranger.status(), 500);
    assert!(!stranger.text().unwrap().contains("views.py"));
    let url = world.server.url(&format!("/plugins.{django}/"));
    let inside =
        world.client.get(url).header("mspf-key", &world.token).header("accept", "text/html").send().unwrap();
    let page = inside.text().unwrap();
    assert!(page.contains("views.py, line 1") && page.contains("SyntaxError"), "{page}");
}

fn new(world: &World, starter: Starter, name: &str) -> String {
    let id = world.create(name);
    for file in starter.files(&StarterFields::new(&id, name)) {
        world.save(&id, &file.path, file.bytes);
    }
    id
}

/// Chapter 7 of version 1's manual: a page with a button, which asks for data.
fn tutorial(world: &World) {
    let id = new(world, Starter::Django, "tutorial");
    world.save(
        &id,
        "templates/home.html",
        "<button onclick=\"getdata()\">获得数据</button><div id=\"label\"></div>",
    );
    let views = "from django.http import JsonResponse\nfrom django.shortcuts import render\n\n\n\
                 def home(request):\n    return render(request, 'home.html')\n\n\n\
                 def api1(request):\n    a = request.GET\n    s = a.get('a')\n    \
                 return JsonResponse({'msg': 'Hi, This is '+s+' rubby!'})\n";
    let urls = "from django.urls import path\n\nfrom . import views\n\nurlpatterns = [\n    \
                path('home/', views.home),\n    path('getdata/', views.api1),\n]\n";
    world.save(&id, "views.py", views);
    world.save(&id, "urls.py", urls);
    assert!(world.get(&id, "/home/").text().unwrap().contains("获得数据"));
    // The page asks for `../getdata`, without the slash at the end.
    let data: Value = world.get(&id, "/getdata?a=1").json().unwrap();
    assert_eq!(data["msg"], "Hi, This is 1 rubby!");
}

/// A version that can't be loaded fails, and says where.
fn fails_to_publish(world: &World, broken: &Value) {
    let manifest = format!(
        "manifest_version = 1\n[plugin]\nname = {}\nversion = \"1.0.0\"\n[runtime]\nkind = \"python\"\napp = \"app:app\"\n",
        broken["name"]
    );
    let source = broken["source"].as_str().unwrap().as_bytes().to_vec();
    let package = [("mspf.toml".to_owned(), manifest.into_bytes()), ("app.py".to_owned(), source)];
    let id = world.upload(write_package(package).unwrap());
    let versions = world.server.url(&format!("/api/v1/plugins/{id}/versions"));
    let deadline = Instant::now() + PATIENCE;
    loop {
        let found: Value =
            world.client.get(&versions).bearer_auth(&world.token).send().unwrap().json().unwrap();
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
fn tests_decide(sandbox: &Sandbox) {
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
