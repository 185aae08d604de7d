use axum::extract::Query;
use axum::response::Html;
use axum::routing::get;
use axum::{Json, Router};
use mspf_sdk::{Caller, Installation, Options, log};
use serde::{Deserialize, Serialize};

mspf_sdk::serve!(app);

fn app() -> Router {
    Router::new().route("/", get(index)).route("/greet", get(greet))
}

/// The plugin's options: `[options]` in mspf.toml.
#[derive(Deserialize)]
struct Settings {
    greeting: String,
}

#[derive(Deserialize)]
struct Asked {
    name: Option<String>,
}

#[derive(Serialize)]
struct Greeting {
    text: String,
}

/// The plugin sees the path below its own root; `link` makes addresses that are right outside, too.
async fn index(here: Installation) -> Html<String> {
    let (style, greet) = (here.link("/static/style.css"), here.link("/greet?name=Ada"));
    Html(format!(
        "<!doctype html><title>{{name}}</title><link rel=\"stylesheet\" href=\"{style}\">\
         <h1>{{name}}</h1><p>Try <a href=\"{greet}\">a greeting</a>.\n"
    ))
}

async fn greet(
    caller: Caller,
    Options(settings): Options<Settings>,
    Query(asked): Query<Asked>,
) -> Json<Greeting> {
    let name = asked.name.as_deref().or(caller.account()).unwrap_or("stranger");
    log::info!("greeting {name}");
    Json(Greeting { text: format!("{}, {name}!", settings.greeting) })
}
