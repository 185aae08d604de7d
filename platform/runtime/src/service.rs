//! Services: a program bound to one installation. The only way to call a guest.

use std::{
    error::Error as StdError,
    future::poll_fn,
    pin::Pin,
    sync::{Arc, Mutex, PoisonError},
};

use bytes::Bytes;
use http_body::Body;
use http_body_util::BodyExt;
use serde_json::{Map, Value};
use wasmtime_wasi_http::{WasiBody, WasiHttpView, handler::Proxy, p2::bindings::http::types::Scheme, p3};

use crate::{
    Call, CallError, HostPattern, Limits, LogSink, Program, ResponseBody, Source,
    body::Limited,
    call::{Guest, Shared},
    capabilities::logging::CallLog,
    idle::Waiting,
    instance::{Instance, State},
};

/// For whom a guest runs: one account's installation of a plugin, and what it may do.
pub struct Tenant {
    /// Id of the installation. Instances are never shared between two of them.
    pub installation: String,
    /// Id of the plugin.
    pub plugin: String,
    /// The running version.
    pub version: String,
    /// Unique name of the account that owns the installation.
    pub owner: String,
    /// Options of the installation, defaults filled in; given to the guest as `wasi:config`.
    pub options: Map<String, Value>,
    /// What it may do beyond answering HTTP.
    pub grants: Grants,
    /// What it may use.
    pub limits: Limits,
    /// The source that a runtime shared by many plugins (Python's) loads; `None` for a component of the plugin's own.
    pub source: Option<Source>,
    /// Where its log lines go.
    pub log: Arc<dyn LogSink>,
}

/// What an installation may do beyond answering HTTP. Nothing by default.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Grants {
    /// Hosts it may send requests to.
    pub outbound_hosts: Vec<HostPattern>,
}

/// How long an instance lives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reuse {
    /// Calls one instance answers, one after the other; 1 is a fresh instance for every call.
    pub calls: u32,
    /// Instances kept ready between calls.
    pub idle: usize,
}

impl Reuse {
    /// A fresh instance for every call: the default, and the strictest isolation.
    pub const NEVER: Self = Self { calls: 1, idle: 0 };
}

/// A program bound to one installation.
pub struct Service {
    program: Program,
    tenant: Arc<Tenant>,
    reuse: Reuse,
    waiting: Mutex<Waiting>,
}

impl Service {
    /// Binds `program` to an installation.
    #[must_use]
    pub fn new(program: Program, tenant: Tenant, reuse: Reuse) -> Arc<Self> {
        let waiting = Mutex::new(Waiting::new(Arc::clone(program.idle())));
        Arc::new(Self { program, tenant: Arc::new(tenant), reuse, waiting })
    }

    /// For whom it runs.
    #[must_use]
    pub fn tenant(&self) -> &Tenant {
        &self.tenant
    }

    /// The code it runs.
    #[must_use]
    pub fn program(&self) -> &Program {
        &self.program
    }

    /// Instances that wait for their next call.
    #[must_use]
    pub fn idle_instances(&self) -> usize {
        self.waiting().len()
    }

    /// Lets go of the instances that wait for their next call.
    pub fn drop_idle(&self) {
        let ended = self.waiting().take_while(|_| true);
        drop(ended);
    }

    /// Answers one request. The future runs the guest until the head of its response; the body runs it on. Dropping
    /// either ends the guest.
    ///
    /// The request needs an authority (in its URI or `Host`); its path is given to the guest as it is.
    ///
    /// # Errors
    /// See [`CallError`]. An error after the head of the response comes out of the body.
    pub async fn call<B>(
        self: &Arc<Self>,
        request: http::Request<B>,
        call: Call,
    ) -> Result<http::Response<ResponseBody>, CallError>
    where
        B: Body<Data = Bytes> + Send + Unpin + 'static,
        B::Error: Into<Box<dyn StdError + Send + Sync>>,
    {
        let limits = &self.tenant.limits;
        let shared = Shared::new(limits);
        let bodiless = request.method() == http::Method::HEAD;
        let too_large = request.body().size_hint().lower() > limits.request_body;
        let request =
            request.map(|body| Limited::new(body, limits.request_body, Arc::clone(&shared)).boxed_unsync());
        let Call { request_id, caller, prefix, finished } = call;
        let work = {
            let (service, shared) = (Arc::clone(self), Arc::clone(&shared));
            async move {
                if too_large {
                    return Err(CallError::RequestTooLarge(service.tenant.limits.request_body));
                }
                let mut instance = service.instance(&shared, request_id).await?;
                instance.begin(&shared, caller, prefix);
                let result = respond(&mut instance, request, &shared).await;
                instance.store.data().log.flush();
                match result {
                    Ok(()) => {
                        service.put_back(instance);
                        Ok(())
                    }
                    Err(error) => Err(instance.explain(&error)),
                }
            }
        };
        let mut guest = Guest::new(Box::pin(work), Arc::clone(&shared), limits.wall, finished);
        match poll_fn(|cx| guest.poll_head(cx)).await {
            Ok(head) => Ok(ResponseBody::new(head, guest, shared, limits, bodiless)),
            Err(error) => {
                guest.end(Some(error.clone()));
                Err(error)
            }
        }
    }

    pub(crate) fn waiting(&self) -> std::sync::MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The instance that waited for the shortest time (its memory is the warmest), or a fresh one.
    async fn instance(&self, shared: &Arc<Shared>, request_id: Arc<str>) -> Result<Instance, CallError> {
        let waiting = if self.reuse.calls > 1 { self.waiting().pop() } else { None };
        match waiting {
            Some(instance) => {
                instance.store.data().log.begin(request_id);
                Ok(instance)
            }
            None => self.fresh_instance(shared, request_id).await,
        }
    }

    pub(crate) async fn fresh_instance(
        &self,
        shared: &Arc<Shared>,
        request_id: Arc<str>,
    ) -> Result<Instance, CallError> {
        let log = CallLog::new(Arc::clone(&self.tenant), request_id);
        match Instance::start(&self.program, &self.tenant, shared, Arc::clone(&log)).await {
            // Instances that only wait must not keep one from being made that is asked for.
            Err(CallError::Overloaded) if self.program.idle().make_room() => {
                Instance::start(&self.program, &self.tenant, shared, log).await
            }
            started => started,
        }
    }

    fn put_back(self: &Arc<Self>, mut instance: Instance) {
        instance.served += 1;
        if instance.served >= self.reuse.calls || instance.is_worn() {
            return;
        }
        let is_first = {
            let mut waiting = self.waiting();
            if waiting.len() >= self.reuse.idle {
                return;
            }
            waiting.push(instance)
        };
        let idle = self.program.idle();
        if is_first {
            idle.register(self);
        }
        idle.keep_budget();
    }
}

/// Lets the guest answer `request`, to the end of its work.
async fn respond(
    instance: &mut Instance,
    request: http::Request<WasiBody>,
    shared: &Arc<Shared>,
) -> wasmtime::Result<()> {
    let store = &mut instance.store;
    match &instance.proxy {
        Proxy::P2(guest) => {
            let request = store.data_mut().http().new_incoming_request(Scheme::Http, request)?;
            let shared = Arc::clone(shared);
            let out = store.data_mut().http().new_response_outparam_from_callback(move |head| {
                shared.set_head(head.map_err(|code| CallError::Guest(format!("{code:?}"))));
            })?;
            guest.wasi_http_incoming_handler().call_handle(store, request, out).await
        }
        Proxy::P3(guest) => {
            store.run_concurrent(async |store| respond_p3(guest, store, request, shared).await).await?
        }
    }
}

/// The same for WASI 0.3, whose guests go on as tasks of their own after they have returned a response.
async fn respond_p3(
    guest: &p3::bindings::Service,
    accessor: &wasmtime::component::Accessor<State>,
    request: http::Request<WasiBody>,
    shared: &Shared,
) -> wasmtime::Result<()> {
    let (request, sent) = accessor.with(|mut store| {
        let http = store.get().http();
        let (request, sent) = p3::Request::from_http(http.hooks, request);
        let sent: Pin<Box<dyn Future<Output = _> + Send>> = Box::pin(sent);
        wasmtime::error::Ok((http.table.push(request)?, sent))
    })?;
    match guest.wasi_http_handler().call_handle(accessor, request).await? {
        Ok(response) => {
            let head = accessor.with(|mut store| {
                let response = store.get().http().table.delete(response)?;
                response.into_http(&mut store, sent)
            })?;
            shared.set_head(Ok(head));
        }
        Err(code) => shared.set_head(Err(CallError::Guest(format!("{code:?}")))),
    }
    poll_fn(|cx| accessor.poll_no_interesting_tasks(cx)).await;
    Ok(())
}
