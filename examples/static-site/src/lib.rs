//! A web page. The platform serves style, script and pictures by itself, without starting WebAssembly; the
//! component renders the page and answers its script.

use axum::extract::Query;
use axum::response::Html;
use axum::routing::get;
use axum::{Json, Router};
use mspf_sdk::{Caller, Installation, Options};
use serde::{Deserialize, Serialize};

const PAGE: &str = include_str!("page.html");
/// Names longer than this are cut: nobody is called that.
const MAX_NAME_CHARS: usize = 60;

mspf_sdk::serve!(app);

fn app() -> Router {
    Router::new().route("/", get(page)).route("/api/greeting", get(greeting))
}

/// The plugin's `[options]`, see `mspf.toml`.
#[derive(Deserialize)]
struct Settings {
    title: String,
}

#[derive(Deserialize)]
struct Visitor {
    #[serde(default)]
    name: String,
}

#[derive(Serialize)]
struct Greeting {
    text: String,
}

async fn page(here: Installation, Options(settings): Options<Settings>) -> Html<String> {
    let page = PAGE
        .replace("{{root}}", &escape(&here.link("/")))
        .replace("{{version}}", &escape(&here.version))
        .replace("{{title}}", &escape(&settings.title));
    Html(page)
}

async fn greeting(caller: Caller, Query(visitor): Query<Visitor>) -> Json<Greeting> {
    let given: String = visitor.name.trim().chars().take(MAX_NAME_CHARS).collect();
    let name = match (given.is_empty(), caller.account()) {
        (false, _) => given.as_str(),
        (true, Some(account)) => account,
        (true, None) => "stranger",
    };
    Json(Greeting { text: format!("Hello, {name}!") })
}

/// Makes a text safe between tags and in quoted attributes.
fn escape(text: &str) -> String {
    text.chars().fold(String::with_capacity(text.len()), |mut safe, c| {
        match c {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            c => safe.push(c),
        }
        safe
    })
}
