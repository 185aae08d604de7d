//! What a browser does with a plugin's pages, by the rules that browsers follow.

use std::net::SocketAddr;

use reqwest::{
    StatusCode, Url,
    blocking::{Client, Response},
    redirect::Policy,
};
use serde_json::Value;

use super::{PATIENCE, World};

/// More redirects than any answer here needs.
const REDIRECTS: usize = 4;
/// The origin of a page in a sandbox, in `Origin` and in what allows it.
const NOBODY: &str = "null";
/// What jQuery adds to a request to the page's own host.
const MARK: &str = "x-requested-with";

/// A browser at one of a plugin's addresses.
pub(super) struct Browser {
    client: Client,
    root: Url,
    /// Whether pages here are in a sandbox, so that scripts in them speak as nobody.
    is_sandboxed: bool,
}

impl Browser {
    /// One at the address below the platform's, one at the plugin's own.
    pub(super) fn at_both_addresses(world: &World, plugin: &str) -> [Browser; 2] {
        let port = world.server.port();
        let label = plugin.to_lowercase().replace('_', "-");
        let host = format!("{label}.plugins.localhost");
        let address = SocketAddr::from(([127, 0, 0, 1], port));
        let client = Client::builder().redirect(Policy::none()).resolve(&host, address).timeout(PATIENCE);
        let client = client.build().unwrap();
        let [path, own] =
            [world.server.url(&format!("/plugins.{plugin}/")), format!("http://{host}:{port}/")];
        [(path, true), (own, false)].map(|(root, is_sandboxed)| Browser {
            client: client.clone(),
            root: root.parse().unwrap(),
            is_sandboxed,
        })
    }

    /// Opens a page: where it came to, and its text.
    pub(super) fn open(&self, path: &str) -> (Url, String) {
        let (url, answer) = self.follow(self.root.join(path).unwrap(), false);
        assert_eq!(answer.status(), 200, "{url}");
        let policy = answer.headers().get("content-security-policy").map(|value| value.to_str().unwrap());
        assert_eq!(policy.is_some_and(|policy| policy.contains("sandbox")), self.is_sandboxed, "{url}");
        (url, answer.text().unwrap())
    }

    /// Fetches everything that a page names: the addresses that it wrote, and the types that came.
    pub(super) fn fetch_links(&self, page: &Url, text: &str) -> Vec<(String, String)> {
        let starts = ["<link rel=\"stylesheet\" href=\"", "<script src=\""];
        let links = starts.iter().flat_map(|start| text.split(start).skip(1));
        let links = links.map(|rest| rest.split('"').next().unwrap());
        let fetch = |link: &str| {
            let (url, answer) = self.follow(page.join(link).unwrap(), false);
            assert_eq!(answer.status(), 200, "{url}");
            let kind = answer.headers()["content-type"].to_str().unwrap().to_owned();
            assert!(!answer.bytes().unwrap().is_empty(), "{url}");
            (link.to_owned(), kind)
        };
        links.map(fetch).collect()
    }

    /// Asks for data as jQuery on a page does.
    pub(super) fn ajax(&self, page: &Url, link: &str) -> Value {
        let (url, answer) = self.follow(page.join(link).unwrap(), true);
        assert_eq!(answer.status(), 200, "{url}");
        answer.json().unwrap()
    }

    /// Follows redirects. A script on a page in a sandbox must be allowed to read each answer on the way.
    fn follow(&self, mut url: Url, by_script: bool) -> (Url, Response) {
        for _ in 0..REDIRECTS {
            let answer = match by_script {
                true => self.get_by_script(&url),
                false => self.client.get(url.clone()).send().unwrap(),
            };
            match answer.headers().get("location") {
                Some(location) if answer.status().is_redirection() => {
                    url = url.join(location.to_str().unwrap()).unwrap();
                }
                _ => return (url, answer),
            }
        }
        panic!("{url} redirects without end");
    }

    fn get_by_script(&self, url: &Url) -> Response {
        let request = self.client.get(url.clone()).header(MARK, "XMLHttpRequest");
        if !self.is_sandboxed {
            return request.send().unwrap();
        }
        self.preflight(url);
        let answer = request.header("origin", NOBODY).send().unwrap();
        assert!(is_allowed(&answer), "{url}: {:?}", answer.headers());
        answer
    }

    /// A page in a sandbox is of another origin than its server, and jQuery's header is not one that anybody may send.
    fn preflight(&self, url: &Url) {
        let ask = self.client.request(reqwest::Method::OPTIONS, url.clone()).header("origin", NOBODY);
        let ask = ask.header("access-control-request-method", "GET");
        let answer = ask.header("access-control-request-headers", MARK).send().unwrap();
        assert_eq!(answer.status(), StatusCode::NO_CONTENT, "{url}");
        assert!(is_allowed(&answer) && answer.headers()["access-control-allow-headers"] == MARK, "{url}");
    }
}

fn is_allowed(answer: &Response) -> bool {
    let allowed = answer.headers().get("access-control-allow-origin");
    allowed.is_some_and(|origin| origin == NOBODY || origin == "*")
}
