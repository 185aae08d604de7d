//! The one list of a server's settings: from it come the flags, the environment's names, what a file may say,
//! `mspf config check`, and the table in the operators' guide (a test compares them).

use std::{net::SocketAddr, path::PathBuf, time::Duration};

use ipnet::IpNet;

use super::{
    layers::Resolved,
    value::{LogFormat, Role, Setting, SignUp, Switch},
};
use crate::failure::Failure;

/// One setting, as its documentation shows it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Key {
    /// Its name in a file.
    pub(crate) name: &'static str,
    /// What it is when nobody says anything; `{data_dir}` stands for that setting's value.
    pub(crate) default: &'static str,
    /// What kind of value it takes, for `--help`.
    pub(crate) kind: &'static str,
    /// Whether its value must not be shown.
    pub(crate) secret: bool,
    /// One sentence.
    pub(crate) help: &'static str,
}

impl Key {
    /// A value as it may be shown: secrets are hidden, and so is a password inside an address.
    pub(crate) fn shown(&self, value: &str) -> String {
        if !self.secret || value.is_empty() {
            return value.to_owned();
        }
        let hidden = || "(hidden)".to_owned();
        match reqwest::Url::parse(value) {
            Ok(url) if url.password().is_none() => value.to_owned(),
            Ok(mut url) => url.set_password(Some("hidden")).map_or_else(|()| hidden(), |()| url.to_string()),
            Err(_) => hidden(),
        }
    }
}

macro_rules! settings {
    ($( $(#[doc = $help:literal])+ $(@$secret:ident)? $name:ident : $type:ty = $default:literal; )+) => {
        /// A server's settings, checked.
        #[derive(Clone, Debug)]
        pub(crate) struct ServerConfig { $( $(#[doc = $help])+ pub(crate) $name: $type, )+ }

        /// Every setting there is, in the order of the documentation.
        pub(crate) const KEYS: &[Key] = &[ $( Key {
            name: stringify!($name),
            default: $default,
            kind: <$type as Setting>::KIND,
            secret: settings!(@secret $($secret)?),
            help: concat!($($help),+).trim_ascii(),
        }, )+ ];

        impl ServerConfig {
            /// Reads every setting, and says all that is wrong at once.
            pub(crate) fn read(settings: &Resolved) -> Result<Self, Failure> {
                let mut wrong = Vec::new();
                $( let $name: Option<$type> = settings.parse(stringify!($name)).map_err(|error| wrong.push(error)).ok(); )+
                match ($($name,)+) {
                    ($(Some($name),)+) => Ok(Self { $($name,)+ }),
                    _ => Err(wrong.into_iter().fold(Failure::usage("this configuration cannot be used"), Failure::because)
                        .remedy("`mspf config check` shows every setting and where its value came from")),
                }
            }
        }
    };
    (@secret secret) => { true };
    (@secret) => { false };
}

impl ServerConfig {
    /// Where people reach this platform, without a slash at the end.
    pub(crate) fn public_address(&self) -> String {
        match &self.public_url {
            Some(given) => given.trim_end_matches('/').to_owned(),
            None => format!("http://localhost:{}", self.listen.port()),
        }
    }
}

settings! {
    /// What this node does: `all`, or one of `control` (API and pages), `gateway` (plugins), `builder` (compiling).
    role: Role = "all";
    /// This node's name, which no other node may have; made in `{data_dir}` if empty.
    node: Option<String> = "";
    /// Where plugins, the API and the pages answer.
    listen: SocketAddr = "0.0.0.0:8899";
    /// Where metrics, health and `mspf top` answer; keep it away from the public.
    admin_listen: SocketAddr = "127.0.0.1:8898";
    /// The address under which people reach this platform; `http://localhost:PORT` if empty.
    public_url: Option<String> = "";
    /// The domain below which every plugin has an origin of its own: `{id}.{plugin_domain}`.
    plugin_domain: String = "plugins.localhost";
    /// The folder for everything that no other setting places elsewhere.
    data_dir: PathBuf = "./data";
    /// The database: `sqlite://FILE` or `postgres://USER:PASSWORD@HOST/NAME`.
    @secret database_url: String = "sqlite://{data_dir}/mspf.db?mode=rwc";
    /// How many database connections this node opens at most.
    database_connections: u32 = "16";
    /// Where packages and artifacts are kept: a folder, or `s3://BUCKET/PREFIX`.
    storage_url: String = "{data_dir}/blobs";
    /// The S3 service, when it is not Amazon's.
    s3_endpoint: Option<String> = "";
    /// The S3 region.
    s3_region: Option<String> = "";
    /// The S3 access key.
    s3_access_key: Option<String> = "";
    /// The S3 secret key.
    @secret s3_secret_key: Option<String> = "";
    /// Whether S3 may be spoken to without TLS.
    s3_allow_http: bool = "false";
    /// The folder of this node's local cache of artifacts and static files.
    cache_dir: PathBuf = "{data_dir}/cache";
    /// How large that cache may grow.
    cache_mb: u64 = "4096";
    /// How much memory loaded plugins may take before the least recently used are dropped.
    program_memory_mb: u64 = "1024";
    /// How much memory instances that wait for their next request may take before the least recently used are dropped.
    idle_memory_mb: u64 = "2048";
    /// The component that runs Python plugins; `mspf-python.wasm` beside the program or in `../lib/mspf` if empty.
    python_runtime: Option<PathBuf> = "";
    /// The Python with pip that resolves the requirements of Python plugins when they are published.
    pip_python: PathBuf = "python3";
    /// A folder of wheels to take those packages from; the package index that pip is configured for if empty.
    python_wheels: Option<PathBuf> = "";
    /// The front-end library that every plugin may use; `mspf-base-plugins.zip` beside the program or in `../lib/mspf` if empty.
    base_plugins: Option<PathBuf> = "";
    /// The platform's own source, for those who want to read it; `mspf-source.zip` beside the program or in `../lib/mspf` if empty.
    source_archive: Option<PathBuf> = "";
    /// The key that seals artifacts, 64 hex digits and the same on every node; made in `{data_dir}` if empty.
    @secret seal_key: Option<String> = "";
    /// How many plugins this node builds at once.
    build_workers: usize = "1";
    /// The largest package that may be uploaded.
    max_upload_mb: u64 = "64";
    /// Who may sign up: `open` for everyone, `closed` for those an administrator adds.
    sign_up: SignUp = "open";
    /// Whether callers of the API are limited in how often they may ask: `on`, or `off` where a proxy does that.
    rate_limits: Switch = "on";
    /// Proxies whose `X-Forwarded-*` headers are believed: addresses or networks, separated by commas.
    trusted_proxies: Vec<IpNet> = "";
    /// A folder of built example packages to put into the catalogue at start.
    seed: Option<PathBuf> = "";
    /// How long requests in flight may take to finish once the server is asked to stop.
    drain_timeout: Duration = "25s";
    /// What is logged, as `LEVEL` or `TARGET=LEVEL`, separated by commas.
    log: String = "info";
    /// How it is written: `human`, `json`, or `auto` (human on a terminal).
    log_format: LogFormat = "auto";
    /// The OTLP collector (HTTP) that traces are sent to; `OTEL_EXPORTER_OTLP_ENDPOINT` is understood too.
    otlp_endpoint: Option<String> = "";
}
