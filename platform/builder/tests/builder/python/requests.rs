//! The client library that most authors reach for, vendored by a publish and run as it is: it calls a granted host.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::Mutex;

use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use mspf_runtime::{Call, Grants, Limits, LogSink, LogStream, Reuse, Service, Source, Tenant};

use super::*;

/// What it needs, each of which has to be vendored too.
const PACKAGES: [&str; 5] = ["requests", "urllib3", "idna", "certifi", "charset_normalizer"];

/// A plugin that talks to the server that it is told of, in all the ways that a client has, and tells what came.
const CALLER: &str = r#"
import json

import requests


def talk(server):
    with requests.Session() as session:
        session.headers["X-Test"] = "yes"
        yield session.get(server + "/get", params={"a": "b c"}, timeout=5)
        yield session.post(server + "/json", json={"a": [1, 2]})
        yield session.post(server + "/form", data={"a": "1"})
        yield session.put(server + "/large", data=b"x" * 300_000)
        yield session.get(server + "/moved")
        yield session.delete(server + "/missing", auth=("ada", "secret"))
    yield requests.post(server + "/file", files={"file": ("a.txt", b"text")})


def streamed(server):
    with requests.get(server + "/chunks", stream=True) as answer:
        return b"".join(answer.iter_content(7)).decode()


def refused(url):
    try:
        return requests.get(url).status_code
    except requests.ConnectionError as error:
        return str(error)


def app(environ, start_response):
    start_response("200 OK", [("Content-Type", "application/json")])
    server = environ["QUERY_STRING"]
    if not server:
        return [b"{}"]
    told = [[answer.status_code, answer.text, len(answer.history)] for answer in talk(server)]
    other = [refused("https://example.com/"), refused("http://127.0.0.1:1/")]
    return [json.dumps({"told": told, "streamed": streamed(server), "refused": other}).encode()]
"#;

/// A server that says what it was asked, one request a connection.
fn server() -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    std::thread::spawn(move || listener.incoming().for_each(|stream| answer(stream.unwrap())));
    address
}

fn answer(mut stream: TcpStream) {
    let mut reader = BufReader::new(stream.try_clone().unwrap());
    let (mut line, mut headers) = (String::new(), String::new());
    reader.read_line(&mut line).unwrap();
    while !headers.ends_with("\r\n\r\n") && reader.read_line(&mut headers).unwrap() > 2 {}
    let header = |name: &str| {
        let lines = headers.lines().filter_map(|line| line.split_once(": "));
        lines.filter(|(found, _)| found.eq_ignore_ascii_case(name)).map(|(_, value)| value).next()
    };
    let mut body = vec![0; header("content-length").map_or(0, |length| length.parse().unwrap())];
    reader.read_exact(&mut body).unwrap();
    let body = match body.len() {
        0..=1000 => String::from_utf8(body).unwrap(),
        length => format!("{length} bytes"),
    };
    let request = line.trim_end().trim_end_matches(" HTTP/1.1");
    let (status, more, text) = match request {
        "GET /moved" => ("302 Found", "location: /get?moved\r\n", String::new()),
        "GET /chunks" => {
            ("200 OK", "transfer-encoding: chunked\r\n", "5\r\nchunk\r\n7\r\n by ch.\r\n0\r\n\r\n".into())
        }
        "DELETE /missing" => ("404 Not Found", "", header("authorization").unwrap_or_default().to_owned()),
        _ if body.starts_with("--") => ("200 OK", "", body.lines().nth(1).unwrap().to_owned()),
        _ => ("200 OK", "", format!("{request} {} [{body}]", header("x-test").unwrap_or("no"))),
    };
    let length = match more.contains("chunked") {
        true => String::new(),
        false => format!("content-length: {}\r\n", text.len()),
    };
    write!(stream, "HTTP/1.1 {status}\r\n{more}{length}connection: close\r\n\r\n{text}").unwrap();
}

/// What the plugin says, for whoever reads why a test failed.
#[derive(Default)]
struct Said(Mutex<Vec<String>>);

impl LogSink for Said {
    fn line(&self, _: &str, _: LogStream, line: &str) {
        self.0.lock().unwrap().push(line.to_owned());
    }

    fn dropped(&self, _: &str, _: u64) {}
}

impl PythonWorld {
    /// Gives this world the wheels of the packages.
    fn add_wheels(&self) {
        for wheel in std::fs::read_dir(mspf_test_support::wheels()).unwrap().map(Result::unwrap) {
            let copy = self.world.directory.path().join("wheels").join(wheel.file_name());
            std::fs::copy(wheel.path(), copy).unwrap();
        }
    }

    /// Runs a version as the platform would, with these hosts granted.
    async fn serve(&self, version: &Published, hosts: &[String], log: &Arc<Said>) -> Arc<Service> {
        let files = self.world.catalog.versions().files(version.version.tree).await.unwrap();
        let files = files.into_iter().map(|file| (file.path, file.digest.parse().unwrap()));
        let directory = self.world.directory.path().join("source");
        let blobs = self.world.storage.blobs();
        self.copies.lay_out(files.collect::<Vec<_>>(), blobs, &directory).await.unwrap();
        let artifact = artifact_file(&self.component, self.runtime.fingerprint());
        let program = self.runtime.load(&self.component.to_string(), &artifact).unwrap();
        let tenant = Tenant {
            installation: "installation".into(),
            plugin: version.plugin.id.to_string(),
            version: version.version.version.clone(),
            owner: "ada".into(),
            options: serde_json::Map::default(),
            grants: Grants { outbound_hosts: hosts.iter().map(|host| host.parse().unwrap()).collect() },
            limits: Limits::default(),
            source: Some(Source {
                directory,
                app: "app:app".into(),
                framework: "wsgi".into(),
                keep: Arc::new(()),
            }),
            log: Arc::clone(log) as _,
        };
        Service::new(program, tenant, Reuse { calls: 10, idle: 1 })
    }
}

#[tokio::test]
async fn requests_is_vendored_and_calls_a_granted_host() {
    let python = PythonWorld::new(World::sqlite().await).await;
    python.add_wheels();
    let files = [("app.py", CALLER), ("requirements.txt", "requests\n")];
    let (published, job) = python.publish("1.0.0", &files).await;
    assert_eq!(job.state, JobState::Succeeded, "{job:?}");
    let lines = python.world.catalog.jobs().lines(job.id, 0).await.unwrap();
    assert!(lines.iter().any(|line| line.text.starts_with("loaded; GET / answers 200")), "{lines:?}");
    let tree = python.world.catalog.versions().files(published.version.tree).await.unwrap();
    for package in PACKAGES {
        let start = format!("{SITE_PACKAGES}/{package}/__init__.py");
        assert!(tree.iter().any(|file| file.path == start), "{package} is not vendored");
    }

    let (address, log) = (server(), Arc::new(Said::default()));
    let service = python.serve(&published, &[format!("http://{address}")], &log).await;
    let request = http::Request::get(format!("/?http://{address}")).header("host", "plugin.test");
    let answer =
        service.call(request.body(Full::<Bytes>::default()).unwrap(), Call::default()).await.unwrap();
    let body = answer.into_body().collect().await.unwrap().to_bytes();
    let told: serde_json::Value =
        serde_json::from_slice(&body).unwrap_or_else(|_| panic!("{:#?}", log.0.lock().unwrap()));
    let expected = serde_json::json!([
        [200, "GET /get?a=b+c yes []", 0],
        [200, "POST /json yes [{\"a\": [1, 2]}]", 0],
        [200, "POST /form yes [a=1]", 0],
        [200, "PUT /large yes [300000 bytes]", 0],
        [200, "GET /get?moved yes []", 1],
        [404, "Basic YWRhOnNlY3JldA==", 0],
        [200, "Content-Disposition: form-data; name=\"file\"; filename=\"a.txt\"", 0],
    ]);
    assert_eq!((&told["told"], &told["streamed"]), (&expected, &"chunk by ch.".into()));
    for (number, host) in ["https://example.com", "127.0.0.1:1"].into_iter().enumerate() {
        let refused = told["refused"][number].as_str().unwrap();
        assert!(refused.contains(host) && refused.contains("is not granted"), "{refused}");
    }
}
