//! The gateway: from a request to an answer.

use std::sync::{Arc, Mutex};
use std::time::Instant;

use bytes::Bytes;
use http::request::Parts;
use http::{HeaderMap, HeaderValue, Method, Request, Response, StatusCode, header};
use http_body::Body as HttpBody;
use mspf_builder::REQUIREMENTS_FILE;
use mspf_catalog::Catalog;
use mspf_runtime::{LoadFailure, Runtime};
use mspf_storage::{Cache, Storage};
use tracing::Instrument;

use crate::address::{self, Claim, Form};
use crate::admission::{Gate, GateSize};
use crate::body::{Body, BodyError};
use crate::config::GatewayConfig;
use crate::failures::Failures;
use crate::headers::{self, Peer, REQUEST_ID};
use crate::keep::Unstored;
use crate::keys::{KEY, Keys};
use crate::library::Library;
use crate::meter::Meters;
use crate::mount::{Behind, Code, Mount, Site};
use crate::packages::FindPackages;
use crate::programs::{Compile, Missing, ProgramError, Programs};
use crate::refusal::Refusal;
use crate::routes::Routes;
use crate::site::{self, Asked, Files, Found};
use crate::sites::Sites;
use crate::trees::{TreeDirectory, Trees};
use crate::voice::Voices;
use crate::{call, ids, trace};

/// The data plane of one node: answers every request that names a plugin.
pub struct Gateway {
    pub(crate) catalog: Catalog,
    pub(crate) config: GatewayConfig,
    pub(crate) routes: Routes,
    pub(crate) programs: Programs,
    pub(crate) meters: Arc<Meters>,
    pub(crate) voices: Arc<Voices>,
    pub(crate) node: Gate,
    pub(crate) unstored: Mutex<Unstored>,
    pub(crate) failures: Failures,
    pub(crate) trees: Trees,
    pub(crate) runtime: Arc<Runtime>,
    keys: Keys,
    sites: Sites,
    files: Files,
}

/// The parts of the platform that a gateway needs.
pub struct Rooms {
    /// What answers where.
    pub catalog: Catalog,
    /// Static files and artifacts.
    pub storage: Storage,
    /// Verified local copies of both.
    pub copies: Cache,
    /// Where the sources of Python plugins are laid out.
    pub trees: TreeDirectory,
    /// What runs programs.
    pub runtime: Arc<Runtime>,
    /// What compiles components for this engine when it has to.
    pub compile: Arc<dyn Compile>,
    /// What finds the packages that drafts need.
    pub packages: Arc<dyn FindPackages>,
}

impl Gateway {
    /// Puts a gateway together. [`Gateway::keep`] has to run beside it.
    #[must_use]
    pub fn new(rooms: Rooms, config: GatewayConfig) -> Arc<Self> {
        let Rooms { catalog, storage, copies, trees, runtime, compile, packages } = rooms;
        let blobs = storage.blobs();
        let (meters, voices) = (Arc::new(Meters::default()), Arc::new(Voices::new()));
        let routes = Routes::new(catalog.clone(), &config, Arc::clone(&meters), Arc::clone(&voices));
        let node = GateSize {
            places: config.node_concurrency,
            queue: config.node_queue,
            patience: config.queue_timeout,
        };
        Arc::new(Self {
            routes,
            trees: Trees::new(
                trees,
                catalog.clone(),
                blobs.clone(),
                copies.clone(),
                packages,
                config.tree_disk,
            ),
            programs: Programs::new(
                Arc::clone(&runtime),
                storage.objects().clone(),
                copies.clone(),
                compile,
                &config,
            ),
            runtime,
            keys: Keys::new(catalog.clone()),
            sites: Sites::new(catalog.clone(), config.site_memory),
            files: Files::new(blobs.clone(), copies, config.file_memory),
            node: Gate::new(node),
            unstored: Mutex::default(),
            failures: Failures::default(),
            catalog,
            meters,
            voices,
            config,
        })
    }

    /// Answers a request that is for a plugin, by its host and path, or for the front-end library: whatever goes wrong
    /// is an answer. Dropping the future or the response's body ends the guest.
    ///
    /// # Errors
    /// Gives back a request that is for neither: the control plane's.
    pub async fn handle<B>(&self, request: Request<B>, peer: &Peer) -> Result<Response<Body>, Request<B>>
    where
        B: HttpBody<Data = Bytes> + Send + Unpin + 'static,
        B::Error: Into<BodyError>,
    {
        let (parts, body) = request.into_parts();
        let found = match address::claim(&parts, &self.config.plugin_domain) {
            Some(claim) => self.mount(&parts, claim).await,
            None if self.config.library.is_some() && Library::claims(parts.uri.path()) => {
                return Ok(self.serve_library(&parts).await);
            }
            None => return Err(Request::from_parts(parts, body)),
        };
        Ok(match found {
            Ok(Ok(mount)) => self.at_mount(parts, body, &mount, peer).await,
            Ok(Err(redirect)) => redirect,
            Err(refusal) => refusal.answer(parts.headers.get(header::ACCEPT), &ids::next(), false),
        })
    }

    async fn at_mount<B>(&self, mut parts: Parts, body: B, mount: &Arc<Mount>, peer: &Peer) -> Response<Body>
    where
        B: HttpBody<Data = Bytes> + Send + Unpin + 'static,
        B::Error: Into<BodyError>,
    {
        let id = ids::next();
        let reader = headers::Reader::of(&parts.headers);
        if mount.root.form == Form::Path
            && headers::is_preflight_of_sandboxed_page(&parts.method, &parts.headers)
        {
            return headers::preflight(&parts.headers);
        }
        let [accept, key] = [header::ACCEPT, KEY].map(|name| parts.headers.get(name).cloned());
        headers::to_guest(&mut parts, &mount.root, peer);
        let mut response = match self.answer(Request::from_parts(parts, body), mount, &id).await {
            Ok(response) => response,
            Err(refusal) => {
                let inside = refusal.has_inside() && self.is_inside(mount, key.as_ref()).await;
                refusal.answer(accept.as_ref(), &id, inside)
            }
        };
        headers::to_client(response.headers_mut(), &mount.root, reader);
        response
    }

    /// The mount that a request names, or the redirect to its root.
    async fn mount(
        &self,
        parts: &Parts,
        claim: Claim<'_>,
    ) -> Result<Result<Arc<Mount>, Response<Body>>, Refusal> {
        let mount = match claim {
            Claim::Plugin(address) => self.routes.find(&address).await?,
            Claim::MissingSlash => return Ok(Err(with_slash(parts))),
            Claim::Nothing => return Err(Refusal::NoSuchPlugin),
        };
        self.check_key(&mount, &parts.headers).await?;
        match &mount.banned {
            Some(reason) => Err(Refusal::Banned(reason.clone())),
            None if !headers::names_one_host(parts) => Err(Refusal::NoHost),
            None if mount.root.form == Form::Path && parts.headers.contains_key("service-worker") => {
                Err(Refusal::ServiceWorker)
            }
            None => Ok(Ok(mount)),
        }
    }

    /// Hides a private plugin from whoever has no key to it.
    async fn check_key(&self, mount: &Mount, headers: &HeaderMap) -> Result<(), Refusal> {
        if !mount.is_hidden {
            return Ok(());
        }
        match self.keys.open(headers.get(KEY), &mount.plugin, mount.account).await {
            Ok(true) => Ok(()),
            Ok(false) => Err(Refusal::NoSuchPlugin),
            Err(error) => {
                tracing::error!(%error, "a key could not be looked up");
                Err(Refusal::NoCatalogue)
            }
        }
    }

    /// Whether the client may see more of a plugin than its answers.
    async fn is_inside(&self, mount: &Mount, key: Option<&HeaderValue>) -> bool {
        if mount.root.is_preview {
            return true;
        }
        self.keys.open(key, &mount.plugin, mount.account).await.unwrap_or_else(|error| {
            tracing::error!(%error, "a key could not be looked up");
            false
        })
    }

    async fn answer<B>(
        &self,
        mut request: Request<B>,
        mount: &Arc<Mount>,
        id: &Arc<str>,
    ) -> Result<Response<Body>, Refusal>
    where
        B: HttpBody<Data = Bytes> + Send + Unpin + 'static,
        B::Error: Into<BodyError>,
    {
        if let Some(site) = &mount.site
            && let Some(response) = self.file(&request, mount, site).await?
        {
            return Ok(response);
        }
        let (method, path) = (request.method(), request.uri().path());
        if let Some(response) = self.library_file(method, path, request.headers()).await? {
            return Ok(response);
        }
        let code = match &mount.behind {
            Behind::Code(code) => code,
            Behind::Broken(failure) => return Err(self.unloadable(mount, failure)),
            Behind::NoPython => return Err(Refusal::NoPython),
            Behind::Nothing => {
                let reads = matches!(*request.method(), Method::GET | Method::HEAD);
                return Err(if reads { Refusal::NoSuchFile } else { Refusal::ReadOnly });
            }
        };
        let span = trace::span(mount.plugin.as_str(), &mount.version, id, request.headers_mut());
        if span.is_disabled() {
            return self.run(request, mount, code, id).await;
        }
        let response = self.run(request, mount, code, id).instrument(span.clone()).await;
        span.record(
            "status",
            response.as_ref().map_or_else(|refusal| refusal.status(), Response::status).as_u16(),
        );
        response
    }

    async fn run<B>(
        &self,
        mut request: Request<B>,
        mount: &Arc<Mount>,
        code: &Code,
        id: &Arc<str>,
    ) -> Result<Response<Body>, Refusal>
    where
        B: HttpBody<Data = Bytes> + Send + Unpin + 'static,
        B::Error: Into<BodyError>,
    {
        let started = Instant::now();
        let patience = self.config.queue_timeout;
        let own = mount.gate.enter().await.map_err(|_| Refusal::PluginBusy(patience))?;
        let loads = code.python.is_some();
        let _turn = if loads { mount.loading.enter().await.map_err(Refusal::Unloadable)? } else { None };
        let nodes = self.node.enter().await.map_err(|_| Refusal::NodeBusy(patience))?;
        let service = match self.programs.service(mount, code, &self.trees).await {
            Ok(service) => service,
            Err(error) => return Err(self.not_loaded(mount, id, &error)),
        };
        let id_header = HeaderValue::from_str(id).unwrap_or(HeaderValue::from_static(""));
        request.headers_mut().insert(REQUEST_ID, id_header.clone());
        let called = call::call(request, &service, mount, id, started, [own, nodes]).await;
        let mut response = match called {
            Err(Refusal::Unloadable(failure)) => return Err(self.unloadable(mount, &failure)),
            called => called?,
        };
        if loads {
            mount.loading.worked();
        }
        response.headers_mut().insert(REQUEST_ID, id_header);
        Ok(response)
    }

    /// Why there is no service, for the client; the rest for the log.
    fn not_loaded(&self, mount: &Mount, id: &str, error: &ProgramError) -> Refusal {
        match error.packages() {
            Some(Missing::Ordered) => return Refusal::Preparing,
            Some(Missing::Never(reason)) => {
                let (file, line) = (Some(REQUIREMENTS_FILE.to_owned()), None);
                let summary = reason.lines().next().unwrap_or_default().to_owned();
                let failure = LoadFailure { summary, traceback: reason, file, line };
                return self.unloadable(mount, &Arc::new(failure));
            }
            None => {}
        }
        tracing::error!(plugin = %mount.plugin, version = mount.version, %error, "a program could not be loaded");
        mount.voice.note(id, &format!("the program could not be loaded: {error}"));
        Refusal::NotLoaded
    }

    /// Takes down that a plugin's source can't be loaded.
    fn unloadable(&self, mount: &Mount, failure: &Arc<LoadFailure>) -> Refusal {
        metrics::counter!("mspf_plugin_load_failures_total").increment(1);
        if mount.loading.broke(failure) {
            self.failures.note(mount, failure);
        }
        Refusal::Unloadable(Arc::clone(failure))
    }

    /// Answers a request for the platform's own copy of the front-end library.
    async fn serve_library(&self, parts: &Parts) -> Response<Body> {
        let found = self.library_file(&parts.method, parts.uri.path(), &parts.headers).await;
        let found = found.and_then(|file| file.ok_or(Refusal::NoSuchLibraryFile));
        found.unwrap_or_else(|refusal| refusal.answer(parts.headers.get(header::ACCEPT), &ids::next(), false))
    }

    /// The file of the front-end library that a request names.
    async fn library_file(
        &self,
        method: &Method,
        path: &str,
        headers: &HeaderMap,
    ) -> Result<Option<Response<Body>>, Refusal> {
        let Some(library) = &self.config.library else { return Ok(None) };
        library.answer(method, path, headers).await.transpose().map_err(|error| {
            tracing::error!(%error, path, "a file of the front-end library could not be read");
            Refusal::NoStorage
        })
    }

    /// The static file that a request names; `None` leaves the request to the plugin's code.
    async fn file<B>(
        &self,
        request: &Request<B>,
        mount: &Mount,
        site: &Site,
    ) -> Result<Option<Response<Body>>, Refusal> {
        if !matches!(*request.method(), Method::GET | Method::HEAD) {
            return Ok(None);
        }
        let index = self.sites.index(site).await.map_err(|error| {
            tracing::error!(%error, plugin = %mount.plugin, "a list of files could not be read");
            Refusal::NoCatalogue
        })?;
        let (path, variant, has_variants) = match index.find(request.uri().path(), request.headers()) {
            Some(Found::File { path, variant, has_variants }) => (path, variant, has_variants),
            Some(Found::Folder) => return Ok(Some(folder(request, mount))),
            None => return Ok(None),
        };
        let (method, headers, is_fixed) = (request.method(), request.headers(), mount.is_fixed);
        let asked = Asked { method, headers, path: &path, variant, has_variants, is_fixed };
        let response = site::answer(asked, &self.files).await.map_err(|error| {
            tracing::error!(%error, plugin = %mount.plugin, path = %path, "a file could not be read");
            Refusal::NoStorage
        })?;
        let is_page = response.headers().get(header::CONTENT_TYPE).is_some_and(is_html);
        let is_use = is_page && headers::is_use(method, headers);
        mount.meter.file(response.body().size_hint().lower(), is_use);
        Ok(Some(response))
    }
}

/// Whether a file is a page: of all files, the one that is asked for by whoever uses a plugin.
fn is_html(content_type: &HeaderValue) -> bool {
    content_type.as_bytes().starts_with(b"text/html")
}

/// `/plugins.SP_1?x` to `/plugins.SP_1/?x`: below it relative links work.
fn with_slash(parts: &Parts) -> Response<Body> {
    let query = parts.uri.query().map(|query| format!("?{query}")).unwrap_or_default();
    redirect(format!("{}/{query}", parts.uri.path()))
}

fn folder<B>(request: &Request<B>, mount: &Mount) -> Response<Body> {
    let query = request.uri().query().map(|query| format!("?{query}")).unwrap_or_default();
    redirect(format!("{}{}/{query}", mount.root.prefix, request.uri().path()))
}

fn redirect(to: String) -> Response<Body> {
    let mut response = Response::new(Body::default());
    *response.status_mut() = StatusCode::PERMANENT_REDIRECT;
    if let Ok(location) = HeaderValue::try_from(to) {
        response.headers_mut().insert(header::LOCATION, location);
    }
    // Another release may answer differently.
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    response
}
