//! A server seen from outside: its REST API, spoken with the author's credentials.

pub(crate) mod credentials;
mod plugin;
mod problem;

use std::{path::Path, time::Duration};

use clap::Args;
use eventsource_stream::{Event, Eventsource};
use futures::{Stream, StreamExt, TryStreamExt};
use indicatif::{ProgressBar, ProgressStyle};
use reqwest::{Method, RequestBuilder, Response, Url, header};
use serde::de::DeserializeOwned;
use serde_json::Value;

use self::credentials::Credentials;
pub(crate) use self::plugin::{PluginArgs, follow_pages, user_name};
use crate::failure::{Exit, Failure, chain};

/// How long a server may take to accept a connection before it counts as unreachable.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
/// How long an ordinary answer may take; uploads and event streams have no such limit.
const ANSWER_TIMEOUT: Duration = Duration::from_secs(60);

/// Which server, and as whom.
#[derive(Args, Clone, Debug, Default)]
#[command(next_help_heading = "Server")]
pub(crate) struct ServerArgs {
    /// The platform's address [default: the one signed in to last]
    #[arg(long, env = "MSPF_SERVER", value_name = "URL")]
    pub(crate) server: Option<String>,
    /// An API token to use instead of the saved credentials
    #[arg(long, env = "MSPF_TOKEN", value_name = "TOKEN", hide_env_values = true)]
    pub(crate) token: Option<String>,
}

impl ServerArgs {
    /// A client for the chosen server with the chosen or saved token.
    pub(crate) fn client(&self) -> Result<Client, Failure> {
        let saved = Credentials::load()?;
        let server = self.server.clone().or_else(|| saved.default.clone()).ok_or_else(|| {
            Failure::usage("no server is known")
                .remedy("sign in once with `mspf login http://localhost:8899`, or name one with --server")
        })?;
        let base = base_url(&server)?;
        let token = self.token.clone().or_else(|| saved.token(&base));
        Client::new(base, token)
    }
}

/// Reads a server's address as people write it: the scheme may be left out.
pub(crate) fn base_url(text: &str) -> Result<Url, Failure> {
    let with_scheme = if text.contains("://") { text.to_owned() } else { format!("http://{text}") };
    let refuse = |why: &str| {
        Failure::usage(format!("{text:?} is not a server's address"))
            .because(why)
            .remedy("write it as http://HOST:PORT or https://HOST")
    };
    let mut url: Url = with_scheme.parse().map_err(|error| refuse(&format!("{error}")))?;
    if !matches!(url.scheme(), "http" | "https") || url.host_str().is_none() {
        return Err(refuse("it must start with http:// or https:// and name a host"));
    }
    url.set_path("/");
    url.set_query(None);
    url.set_fragment(None);
    Ok(url)
}

/// Speaks to one server.
#[derive(Clone, Debug)]
pub(crate) struct Client {
    http: reqwest::Client,
    base: Url,
    token: Option<String>,
}

impl Client {
    /// A client for the server at `base`.
    pub(crate) fn new(base: Url, token: Option<String>) -> Result<Self, Failure> {
        let http = reqwest::Client::builder()
            .connect_timeout(CONNECT_TIMEOUT)
            .user_agent(concat!("mspf/", env!("CARGO_PKG_VERSION")))
            .build()
            .map_err(|error| Failure::new("the HTTP client cannot be set up").because(chain(&error)))?;
        Ok(Self { http, base, token })
    }

    /// The same client with another token.
    pub(crate) fn with_token(self, token: String) -> Self {
        Self { token: Some(token), ..self }
    }

    /// Refuses early when there is no token: the server would only say the same later.
    pub(crate) fn signed_in(self) -> Result<Self, Failure> {
        if self.token.is_some() {
            return Ok(self);
        }
        Err(Failure::new(format!("you are not signed in to {}", self.base))
            .remedy(format!("sign in with `mspf login {}`", self.base.as_str().trim_end_matches('/')))
            .exit(Exit::Refused))
    }

    /// The address at which a plugin answers in its path form, which works under whatever name the server is reached.
    pub(crate) fn plugin_address(&self, id: &str) -> String {
        format!("{}plugins.{id}/", self.base)
    }

    /// `GET` below `/api/v1`.
    pub(crate) async fn get<T: DeserializeOwned>(&self, path: &str) -> Result<T, Failure> {
        let request = self.request(Method::GET, path)?.timeout(ANSWER_TIMEOUT);
        self.read(self.send(request).await?).await
    }

    /// `POST` of a JSON value below `/api/v1`.
    pub(crate) async fn post<T: DeserializeOwned>(&self, path: &str, body: &Value) -> Result<T, Failure> {
        let request = self.request(Method::POST, path)?.timeout(ANSWER_TIMEOUT).json(body);
        self.read(self.send(request).await?).await
    }

    /// Uploads a file as the body of a `POST`, with a progress bar on a terminal.
    pub(crate) async fn upload<T: DeserializeOwned>(&self, path: &str, file: &Path) -> Result<T, Failure> {
        let failed =
            |error: std::io::Error| Failure::new(format!("could not read {}", file.display())).because(error);
        let source = tokio::fs::File::open(file).await.map_err(failed)?;
        let length = source.metadata().await.map_err(failed)?.len();
        let bar = upload_bar(length);
        let counter = bar.clone();
        let chunks = tokio_util::io::ReaderStream::new(source)
            .inspect_ok(move |chunk| counter.inc(chunk.len() as u64));
        let request = self
            .request(Method::POST, path)?
            .header(header::CONTENT_TYPE, "application/zip")
            .header(header::CONTENT_LENGTH, length)
            .body(reqwest::Body::wrap_stream(chunks));
        let response = self.send(request).await;
        bar.finish_and_clear();
        self.read(response?).await
    }

    /// A stream of server-sent events.
    pub(crate) async fn events(
        &self,
        path: &str,
    ) -> Result<impl Stream<Item = Result<Event, Failure>> + use<>, Failure> {
        let request = self.request(Method::GET, path)?.header(header::ACCEPT, "text/event-stream");
        let response = problem::refuse(self.send(request).await?).await?;
        let broken = |error: eventsource_stream::EventStreamError<reqwest::Error>| {
            Failure::new("the connection to the server broke off")
                .because(chain(&error))
                .exit(Exit::Unreachable)
        };
        Ok(response.bytes_stream().eventsource().map(move |event| event.map_err(broken)))
    }

    fn request(&self, method: Method, path: &str) -> Result<RequestBuilder, Failure> {
        let url =
            self.base.join(&format!("/api/v1{path}")).map_err(|error| Failure::usage(error.to_string()))?;
        let request = self.http.request(method, url);
        Ok(match &self.token {
            Some(token) => request.bearer_auth(token),
            None => request,
        })
    }

    async fn send(&self, request: RequestBuilder) -> Result<Response, Failure> {
        request.send().await.map_err(|error| {
            Failure::new(format!("could not reach {}", self.base))
                .because(chain(&error))
                .remedy(
                    "is the server running (`mspf serve`), and is this its address? --server names another",
                )
                .exit(Exit::Unreachable)
        })
    }

    async fn read<T: DeserializeOwned>(&self, response: Response) -> Result<T, Failure> {
        let response = problem::refuse(response).await?;
        let unexpected = |error: String| {
            Failure::new(format!("{} answered something unexpected", self.base))
                .because(error)
                .remedy("is it a Mspf server of this version?")
        };
        let body = response.bytes().await.map_err(|error| unexpected(chain(&error)))?;
        let body = if body.is_empty() { b"null".as_slice() } else { &body };
        serde_json::from_slice(body).map_err(|error| unexpected(error.to_string()))
    }
}

/// A progress bar that hides itself when the error stream is no terminal.
fn upload_bar(length: u64) -> ProgressBar {
    let style = ProgressStyle::with_template(
        "  uploading {bar:30.green} {bytes}/{total_bytes} {binary_bytes_per_sec}",
    );
    ProgressBar::new(length).with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
}

/// A value for a query string, escaped.
pub(crate) fn query_value(text: &str) -> String {
    let mut url = Url::parse("http://x/").ok();
    if let Some(url) = &mut url {
        url.query_pairs_mut().append_key_only(text);
    }
    url.and_then(|url| url.query().map(str::to_owned)).unwrap_or_default()
}

/// A path segment, escaped.
pub(crate) fn segment(text: &str) -> String {
    let mut url = Url::parse("http://x/").ok();
    if let Some(mut segments) = url.as_mut().and_then(|url| url.path_segments_mut().ok()) {
        segments.clear().push(text);
    }
    url.map(|url| url.path().trim_start_matches('/').to_owned()).unwrap_or_default()
}
