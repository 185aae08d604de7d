//! The marketplace's pages as the program serves them.

use reqwest::{
    blocking::{Client, Response},
    header::{ACCEPT, ACCEPT_ENCODING, IF_NONE_MATCH},
};

use crate::harness::Sandbox;

/// What a browser says when it navigates.
const NAVIGATES: &str = "text/html,application/xhtml+xml,*/*;q=0.8";

fn header(response: &Response, name: &str) -> String {
    response.headers().get(name).map(|value| value.to_str().unwrap().to_owned()).unwrap_or_default()
}

#[test]
fn whatever_a_browser_navigates_to_is_the_document_under_a_strict_policy() {
    let sandbox = Sandbox::new();
    let server = sandbox.serve(&[]);
    let navigate = |path: &str| Client::new().get(server.url(path)).header(ACCEPT, NAVIGATES).send().unwrap();
    let mut nonces = vec![];
    for path in ["/", "/setup", "/p/ada/hello?tab=versions", "/edit/SP_1", "/no/such/page"] {
        let response = navigate(path);
        assert_eq!(
            (response.status().as_u16(), header(&response, "cache-control")),
            (200, "no-store".into())
        );
        let policy = header(&response, "content-security-policy");
        assert!(policy.starts_with("default-src 'none'; script-src 'self';"), "{policy}");
        assert!(!policy.contains("unsafe") && policy.contains("frame-ancestors 'none'"), "{policy}");
        assert!(policy.contains("frame-src 'self' http://*.plugins.localhost:*"), "{policy}");
        let nonce = policy.split_once("'nonce-").unwrap().1.split_once('\'').unwrap().0.to_owned();
        let html = response.text().unwrap();
        assert!(html.contains(&nonce) && !html.contains("{{"), "{html}");
        assert!(
            !html.contains("<script>") && !html.contains("style="),
            "inline code, which the policy forbids"
        );
        nonces.push(nonce);
    }
    nonces.sort();
    nonces.dedup();
    assert_eq!(nonces.len(), 5, "a nonce was given twice");
}

#[test]
fn what_is_not_for_a_browser_to_navigate_to_stays_what_it_is() {
    let sandbox = Sandbox::new();
    let server = sandbox.serve(&[]);
    let client = Client::new();
    for (path, accept) in
        [("/no/such/page", "*/*"), ("/api/v1/nothing", NAVIGATES), ("/static/nothing", NAVIGATES)]
    {
        let response = client.get(server.url(path)).header(ACCEPT, accept).send().unwrap();
        assert_eq!(
            (response.status().as_u16(), header(&response, "content-type").as_str()),
            (404, "application/problem+json"),
            "{path}"
        );
    }
    assert_eq!(client.post(server.url("/setup")).header(ACCEPT, NAVIGATES).send().unwrap().status(), 404);
    assert_eq!(client.get(server.url("/assets/../index.html")).send().unwrap().status(), 404);
}

#[test]
fn the_files_of_the_pages_come_compressed_and_are_kept_for_ever() {
    let sandbox = Sandbox::new();
    let server = sandbox.serve(&[]);
    let client = Client::new();
    let html = client.get(server.url("/")).send().unwrap().text().unwrap();
    let assets: Vec<&str> = html.split('"').filter(|part| part.starts_with("/assets/")).collect();
    assert!(assets.iter().any(|asset| asset.ends_with(".js")), "{html}");
    for asset in assets {
        let ask = |encodings: &str| {
            client.get(server.url(asset)).header(ACCEPT_ENCODING, encodings).send().unwrap()
        };
        let plain = ask("identity");
        assert_eq!((header(&plain, "content-encoding").as_str(), plain.status().as_u16()), ("", 200));
        assert_eq!(header(&plain, "cache-control"), "public, max-age=31536000, immutable");
        let length = plain.bytes().unwrap().len();
        if length >= 1024 {
            let compressed = ask("gzip, br;q=0.9");
            assert_eq!(header(&compressed, "content-encoding"), "br", "{asset}");
            let etag = header(&compressed, "etag");
            assert!(compressed.bytes().unwrap().len() < length, "{asset}");
            let request =
                client.get(server.url(asset)).header(ACCEPT_ENCODING, "br").header(IF_NONE_MATCH, etag);
            assert_eq!(request.send().unwrap().status(), 304, "{asset}");
        }
    }
}
