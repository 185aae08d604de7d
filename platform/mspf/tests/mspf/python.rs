//! Python plugins from outside: made with the form, edited, uploaded, published, called, and a server killed among
//! them. One server for all of it: a fresh one compiles the Python runtime.

mod browser;
mod editor;
mod requirements;
mod story;
mod uploads;

use std::time::{Duration, Instant};

use reqwest::blocking::{Client, RequestBuilder, Response};
use serde_json::{Value, json};

use crate::{
    harness::{Sandbox, Server},
    story::{PASSWORD, set_up, token},
};

/// How long compiling the runtime and building a version may take on a busy machine.
const PATIENCE: Duration = Duration::from_secs(240);

/// A server that runs Python plugins.
struct World {
    sandbox: Sandbox,
    server: Server,
    client: Client,
    /// The administrator's.
    token: String,
}

/// Somebody who has signed up.
struct Author {
    /// For the API.
    token: String,
    /// For `Mspf-Key`.
    key: String,
}

/// A file of a workspace as it was read.
struct File {
    text: String,
    tag: String,
}

impl World {
    fn new() -> Self {
        let sandbox = Sandbox::new();
        let server = serve(&sandbox, None);
        set_up(&sandbox, &server);
        let token = token(&sandbox, &server);
        let client = Client::builder().timeout(PATIENCE).build().unwrap();
        Self { sandbox, server, client, token }
    }

    fn sign_up(&self, name: &str) -> Author {
        let sign_up = self.client.post(self.server.url("/api/v1/auth/sign-up"));
        let who = json!({ "username": name, "email": format!("{name}@example.org"), "password": PASSWORD });
        let token = done(sign_up.json(&who))["access_token"].as_str().unwrap().to_owned();
        let create = self.client.post(self.server.url("/api/v1/tokens")).bearer_auth(&token);
        let made = done(create.json(&json!({ "name": "key", "scopes": ["plugins:read"] })));
        Author { token, key: made["secret"].as_str().unwrap().to_owned() }
    }

    /// Makes a plugin; `fields` are those of the form.
    fn create(&self, author: &Author, fields: &Value) -> String {
        let create = self.client.post(self.server.url("/api/v1/plugins")).bearer_auth(&author.token);
        done(create.json(fields))["id"].as_str().unwrap().to_owned()
    }

    /// The address of a file of a workspace.
    fn file(&self, plugin: &str, path: &str) -> String {
        self.server.url(&format!("/api/v1/plugins/{plugin}/workspace/files/{path}"))
    }

    /// Opens a file in the editor.
    fn open(&self, author: &Author, plugin: &str, path: &str) -> File {
        let read = self.client.get(self.file(plugin, path)).bearer_auth(&author.token);
        let answer = read.send().unwrap().error_for_status().unwrap();
        let tag = answer.headers()["etag"].to_str().unwrap().to_owned();
        File { text: answer.text().unwrap(), tag }
    }

    /// Saves a file that was opened, if it is still as it was then; returns its tag.
    fn save(&self, author: &Author, plugin: &str, path: &str, tag: &str, text: &str) -> String {
        let save = self.client.put(self.file(plugin, path)).bearer_auth(&author.token);
        let saved = save.header("if-match", tag).body(text.to_owned()).send().unwrap();
        assert_eq!(saved.status(), 200, "{path}");
        saved.headers()["etag"].to_str().unwrap().to_owned()
    }

    /// Saves a new file.
    fn add(&self, author: &Author, plugin: &str, path: &str, text: impl Into<String>) {
        let save = self.client.put(self.file(plugin, path)).bearer_auth(&author.token);
        let saved = save.header("if-none-match", "*").body(text.into()).send().unwrap();
        assert_eq!(saved.status(), 201, "{path}: {}", saved.text().unwrap());
    }

    /// Publishes the workspace as it is, and waits until that version answers.
    fn publish(&self, author: &Author, plugin: &str, version: &str) {
        let versions = self.server.url(&format!("/api/v1/plugins/{plugin}/versions"));
        let publish = self.client.post(versions).bearer_auth(&author.token);
        done(publish.json(&json!({ "from": "workspace", "version": version })));
        let about = self.server.url(&format!("/api/v1/plugins/{plugin}"));
        let deadline = Instant::now() + PATIENCE;
        while done(self.client.get(&about))["version"] != version {
            assert!(Instant::now() < deadline, "{version} was never released");
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    fn get(&self, plugin: &str, path: &str) -> Response {
        self.client.get(self.server.url(&format!("/plugins.{plugin}{path}"))).send().unwrap()
    }

    /// What a plugin's author sees who says so.
    fn get_as(&self, author: &Author, plugin: &str, path: &str) -> Response {
        let get = self.client.get(self.server.url(&format!("/plugins.{plugin}{path}")));
        get.header("mspf-key", &author.key).header("accept", "text/html").send().unwrap()
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

/// The answer to a request that must succeed.
fn done(request: RequestBuilder) -> Value {
    let answer = request.send().unwrap();
    let (status, text) = (answer.status(), answer.text().unwrap());
    assert!(status.is_success(), "{status} {text}");
    serde_json::from_str(&text).unwrap()
}

fn serve(sandbox: &Sandbox, port: Option<u16>) -> Server {
    let runtime = mspf_test_support::python_file();
    let library = mspf_test_support::base_plugins();
    let (pip, wheels) = (mspf_test_support::python_with_pip(), sandbox.path("wheels"));
    std::fs::create_dir_all(&wheels).unwrap();
    let options = [
        "--python-runtime",
        runtime.to_str().unwrap(),
        "--base-plugins",
        library.to_str().unwrap(),
        "--pip-python",
        pip.to_str().unwrap(),
        "--python-wheels",
        wheels.to_str().unwrap(),
    ];
    match port {
        Some(port) => sandbox.serve_at(port, &options),
        None => sandbox.serve(&options),
    }
}

#[test]
fn python_plugins_are_made_edited_uploaded_called_and_survive_a_crash() {
    let mut world = World::new();
    let author = world.sign_up("lin");
    // Compiling the runtime may take longer than a request waits.
    let first = world.create(&author, &json!({ "name": "first", "template": "wsgi" }));
    world.wait(&first, "/");
    story::from_the_form_to_a_release(&world, &author);
    story::a_flask_plugin_answers_at_once(&world, &author);
    editor::what_is_saved_is_live(&world, &author);
    editor::a_mistake_is_explained_to_the_author_alone(&world, &author);
    editor::a_request_in_flight_ends_on_the_source_it_began_with(&world, &author);
    requirements::a_draft_gets_the_packages_it_asks_for(&world, &author);
    uploads::a_source_that_fails_is_not_released(&world);
    uploads::tests_decide(&world.sandbox);
    uploads::projects_and_old_zips_answer_after_a_crash_too(&mut world);
}
