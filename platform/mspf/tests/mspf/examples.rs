//! The examples, put into a server's catalogue as `make run` does, answer as their READMEs say.

use std::{
    io::{Read, Write},
    net::TcpStream,
    time::{Duration, Instant},
};

use reqwest::blocking::{Client, Response};
use serde_json::{Value, json};

use crate::harness::{Sandbox, Server};

/// How long the builds of all examples may take on a busy machine.
const PATIENCE: Duration = Duration::from_secs(180);

/// A server with the examples in its catalogue.
struct Examples {
    server: Server,
    client: Client,
    _sandbox: Sandbox,
}

impl Examples {
    fn start() -> Self {
        let sandbox = Sandbox::new();
        let folder = mspf_test_support::examples();
        let server = sandbox.serve(&["--seed", folder.to_str().unwrap()]);
        Self { server, client: Client::new(), _sandbox: sandbox }
    }

    /// Where an example answers, once it does.
    fn address(&self, name: &str) -> String {
        let about = self.server.url(&format!("/api/v1/plugins/mspf/{name}"));
        let plugin: Value = self.client.get(about).send().unwrap().json().unwrap();
        let address = self.server.url(&format!("/plugins.{}", plugin["id"].as_str().expect("it is listed")));
        let deadline = Instant::now() + PATIENCE;
        while self.client.get(format!("{address}/")).send().unwrap().status() != 200 {
            assert!(Instant::now() < deadline, "{name} is built in time");
            std::thread::sleep(Duration::from_millis(100));
        }
        address
    }

    fn get(&self, address: &str, path: &str) -> Response {
        self.client.get(format!("{address}{path}")).send().unwrap()
    }
}

fn json_of(response: Response) -> (u16, Value) {
    (response.status().as_u16(), response.json().unwrap())
}

#[test]
fn the_examples_answer_as_their_readmes_say() {
    let examples = Examples::start();
    for hello in ["hello", "hello-p3"] {
        let address = examples.address(hello);
        assert_eq!(examples.get(&address, "/").text().unwrap(), "Hello, world!\n", "{hello}");
    }
    converts_units(&examples, &examples.address("rest-axum"));
    serves_a_site(&examples, &examples.address("static-site"));
    streams(&examples, &examples.address("streaming"));
}

fn converts_units(examples: &Examples, address: &str) {
    let get = |path: &str| json_of(examples.get(address, path));
    assert_eq!(get("/convert?value=5&from=km&to=mi"), (200, json!({ "value": 3.106856, "unit": "mi" })));
    assert_eq!(get("/convert?value=100&from=°C&to=°F"), (200, json!({ "value": 212.0, "unit": "°F" })));
    assert_eq!(get("/units/斤").1["quantity"], "mass");

    let (status, problem) = get("/convert?value=5&from=km&to=kg");
    assert_eq!((status, &problem["code"]), (422, &json!("different_quantities")));
    assert_eq!(get("/units/parsec").0, 404);
    assert_eq!(get("/convert?value=much&from=km&to=mi").0, 400);
    assert_eq!(get("/nothing").1["code"], "no_route");

    // The links that the plugin writes are right outside.
    let link = get("/").1["links"][1].as_str().unwrap().to_owned();
    assert_eq!(json_of(examples.client.get(examples.server.url(&link)).send().unwrap()).0, 200);

    let post = |body: &Value| {
        json_of(examples.client.post(format!("{address}/conversions")).json(body).send().unwrap())
    };
    let one = json!({ "value": 2, "from": "kg", "to": "斤" });
    assert_eq!(post(&json!([one])), (200, json!([{ "value": 4.0, "unit": "斤" }])));
    assert_eq!(post(&json!(vec![one; 101])).0, 400);
}

fn serves_a_site(examples: &Examples, address: &str) {
    let page = examples.get(address, "/").text().unwrap();
    let prefix = address.strip_prefix(&examples.server.address).unwrap();
    assert!(page.contains(&format!("<base href=\"{prefix}/\">")), "{page}");
    assert!(page.contains("<h1>A page of one plugin</h1>"), "{page}");
    for (file, kind) in [("site.css", "text/css"), ("site.js", "javascript"), ("logo.svg", "image/svg+xml")] {
        let answer = examples.get(address, &format!("/static/{file}"));
        assert_eq!(answer.status(), 200, "{file}");
        assert!(answer.headers().contains_key("etag"), "{file}");
        let sent_kind = answer.headers()["content-type"].to_str().unwrap();
        assert!(sent_kind.contains(kind), "{file} is sent as {sent_kind}");
    }
    let greeting = |query: &str| json_of(examples.get(address, &format!("/api/greeting{query}"))).1;
    assert_eq!(greeting("?name=Ada"), json!({ "text": "Hello, Ada!" }));
    assert_eq!(greeting(""), json!({ "text": "Hello, stranger!" }));
}

fn streams(examples: &Examples, address: &str) {
    let post =
        |path: &str| examples.client.post(format!("{address}{path}")).body("Grüße, world").send().unwrap();
    assert_eq!(post("/echo").text().unwrap(), "Grüße, world");
    assert_eq!(post("/upper").text().unwrap(), "GRüßE, WORLD");
    let prefix = address.strip_prefix(&examples.server.address).unwrap();
    assert!(raw_upper(&examples.server, prefix).ends_with("\r\n0\r\nx-checksum: 044c0175\r\n\r\n"));
    let ticks = examples.get(address, "/ticks?count=3&ms=1");
    assert_eq!(ticks.headers()["content-type"], "text/event-stream");
    let ticks = ticks.text().unwrap();
    let data: Vec<&str> = ticks.lines().filter_map(|line| line.strip_prefix("data: ")).collect();
    assert_eq!(data, ["tick 0", "tick 1", "tick 2"]);
}

/// The bytes of an answer: the trailers in it are what clients seldom show.
fn raw_upper(server: &Server, prefix: &str) -> String {
    let mut connection = TcpStream::connect(server.address.trim_start_matches("http://")).unwrap();
    let request = format!(
        "POST {prefix}/upper HTTP/1.1\r\nhost: localhost\r\nte: trailers\r\nconnection: te, close\r\n\
         content-length: 5\r\n\r\nhello"
    );
    connection.write_all(request.as_bytes()).unwrap();
    let mut answer = String::new();
    connection.read_to_string(&mut answer).unwrap();
    answer
}
