//! `mspf dev`: the author's own server, on the runtime that the platform uses.

use std::{
    io::{BufRead, BufReader, Read},
    process::{Child, Stdio},
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

use reqwest::blocking::Client;

use crate::harness::Sandbox;

/// How long compiling a small component may take on a busy machine.
const PATIENCE: Duration = Duration::from_secs(60);

/// A running `mspf dev`. Killed when dropped.
struct Dev {
    child: Child,
    address: String,
    /// What it has said on standard error.
    said: Arc<Mutex<String>>,
}

impl Dev {
    fn start(sandbox: &Sandbox, folder: &str, more: &[&str]) -> Self {
        let arguments = [&["dev", "--listen", "127.0.0.1:0"][..], more].concat();
        let mut command = sandbox.command(folder, &arguments);
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let (said, mut errors) = (Arc::new(Mutex::new(String::new())), child.stderr.take().unwrap());
        let heard = Arc::clone(&said);
        std::thread::spawn(move || {
            let mut chunk = [0; 4096];
            while let Ok(read @ 1..) = errors.read(&mut chunk) {
                heard.lock().unwrap().push_str(&String::from_utf8_lossy(&chunk[..read]));
            }
        });
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let address = line.trim().rsplit(' ').next().unwrap().to_owned();
        assert!(address.starts_with("http://127.0.0.1:"), "{line}{}", said.lock().unwrap());
        Self { child, address, said }
    }

    fn get(&self, path: &str) -> (u16, String) {
        let address = format!("{}{path}", self.address.trim_end_matches('/'));
        let answer = Client::new().get(address).send().unwrap();
        (answer.status().as_u16(), answer.text().unwrap())
    }

    fn said(&self) -> String {
        self.said.lock().unwrap().clone()
    }

    fn wait_until(&self, what: &str, reached: impl Fn() -> bool) {
        let deadline = Instant::now() + PATIENCE;
        while !reached() {
            assert!(Instant::now() < deadline, "{what} never came:\n{}", self.said());
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}

impl Drop for Dev {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn a_changed_component_answers_and_a_broken_one_leaves_the_last_good_one_running() {
    let sandbox = Sandbox::new();
    sandbox.run(&["new", "demo", "--template", "component"]).done();
    sandbox.write("demo/plugin.wasm", mspf_test_support::component("hello"));
    let dev = Dev::start(&sandbox, "demo", &[]);
    let (status, first) = dev.get("/");
    assert_eq!((status, first.as_str()), (200, "Hello, world!\n"));

    sandbox.write("demo/plugin.wasm", mspf_test_support::component("rest-axum"));
    dev.wait_until("the changed component", || dev.get("/").1.contains("/convert"));

    sandbox.write("demo/plugin.wasm", "no component at all");
    dev.wait_until("the complaint", || dev.said().contains("cannot be a plugin"));
    assert!(dev.get("/").1.contains("/convert"), "what ran before runs on");
}

#[test]
fn static_files_are_served_without_anything_to_run() {
    let sandbox = Sandbox::new();
    sandbox.run(&["new", "demo", "--template", "static"]).done();
    let dev = Dev::start(&sandbox, "demo", &[]);
    assert!(dev.get("/").1.contains("<h1>demo</h1>"));
    assert_eq!(dev.get("/nothing").0, 404);
    sandbox.write("demo/static/index.html", "changed");
    assert_eq!(dev.get("/").1, "changed");
}

#[test]
fn a_python_plugin_without_a_runtime_says_what_is_missing() {
    let sandbox = Sandbox::new();
    sandbox.run(&["new", "demo", "--template", "flask"]).done();
    let dev = Dev::start(&sandbox, "demo", &[]);
    dev.wait_until("the complaint", || dev.said().contains("there is no Python runtime on this machine"));
    assert_eq!(dev.get("/").0, 503);
}

#[test]
fn python_starters_answer_and_a_broken_source_is_explained() {
    let sandbox = Sandbox::new();
    let runtime = mspf_test_support::python_file();
    let more = ["--python-runtime", runtime.to_str().unwrap()];
    for (template, path, text) in [
        ("django", "/", "Hi, this is a plugin!"),
        ("flask", "/greet?name=Ada", "Hello, Ada!"),
        ("wsgi", "/?name=Ada", "Hello, Ada!"),
    ] {
        sandbox.run(&["new", template, "--template", template]).done();
        let dev = Dev::start(&sandbox, template, &more);
        let (status, answer) = dev.get(path);
        assert!(status == 200 && answer.contains(text), "{template}: {status} {answer}\n{}", dev.said());
    }

    let dev = Dev::start(&sandbox, "django", &more);
    assert_eq!(dev.get("/hello/").1, "Hello, This is Mspf!");
    let views = std::fs::read_to_string(sandbox.path("django/views.py")).unwrap();
    sandbox.write("django/views.py", views.replace("Hello, This is Mspf!", "Changed."));
    dev.wait_until("the change", || dev.get("/hello/").1 == "Changed.");
    sandbox.write("django/views.py", "def index(request):\n    return HttpResponse(\n");
    dev.wait_until("the traceback", || dev.said().contains("SyntaxError"));
    assert!(dev.said().contains("views.py"), "{}", dev.said());
    assert_eq!(dev.get("/").0, 500);
    sandbox.write("django/views.py", views);
    dev.wait_until("the repair", || dev.get("/").0 == 200);
}
