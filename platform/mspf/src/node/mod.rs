//! A running server: which rooms it opens for its role, how it starts, and how it stops without losing anything.

mod admin_port;
mod background;
mod downloads;
mod housekeeping;
mod marketplace;
mod presence;
mod python;
pub(crate) mod rooms;
mod secrets;
mod seed;
pub(crate) mod signals;
mod telemetry;

use std::{convert::Infallible, net::SocketAddr, sync::Arc, time::Duration};

use axum::{
    Router,
    extract::{ConnectInfo, Request},
    middleware::map_request,
};
use mspf_api::ApiState;
use mspf_gateway::{Gateway, Peer, Server, TrustedProxies};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use self::{
    admin_port::Instruments, background::Background, presence::Presence, rooms::Rooms, telemetry::Telemetry,
};
use crate::{
    config::ServerConfig,
    failure::{Failure, OrFail},
    output::{self, GOOD, HEAD, PLAIN},
};

/// How often samples of histograms are added up: until then each takes memory.
const METRICS_EVERY: Duration = Duration::from_secs(5);

/// A server that has opened its rooms and its ports, and answers nobody yet.
pub(crate) struct Node {
    config: ServerConfig,
    rooms: Rooms,
    gateway: Option<Arc<Gateway>>,
    api: ApiState,
    telemetry: Telemetry,
    presence: Presence,
    /// None on a node that only builds.
    public_port: Option<TcpListener>,
    admin_port: Option<TcpListener>,
}

/// The two moments of stopping.
#[derive(Clone, Default)]
struct Stop {
    /// Nothing new is begun.
    begun: CancellationToken,
    /// The last request has been answered.
    drained: CancellationToken,
}

/// Opens a listening socket; `setting` is what chooses another address.
pub(crate) async fn bind(address: SocketAddr, setting: &str) -> Result<TcpListener, Failure> {
    TcpListener::bind(address).await.map_err(|error| {
        Failure::new(format!("could not listen on {address}"))
            .because(error)
            .remedy(format!("is another server running there? {setting} chooses another address"))
    })
}

impl Node {
    /// Opens everything. Whatever cannot work is said here, before anybody is answered.
    pub(crate) async fn start(config: ServerConfig, warnings: &[String]) -> Result<Self, Failure> {
        let telemetry = telemetry::start(&config)?;
        warnings.iter().for_each(|warning| tracing::warn!("{warning}"));
        let admin_port = bind(config.admin_listen, "--admin-listen").await?;
        let public_port = match config.role.answers() {
            true => Some(bind(config.listen, "--listen").await?),
            false => None,
        };
        let rooms = Rooms::open(&config).await?;
        if let Some(folder) = &config.seed {
            let published = seed::seed(&rooms.catalog, &rooms.storage, folder).await?;
            tracing::info!(published, folder = %folder.display(), "the examples are in the catalogue");
        }
        let gateway = if config.role.serves_plugins() { Some(rooms.gateway(&config)?) } else { None };
        let api = rooms.api(&config);
        let presence = Presence::new(&config, rooms.catalog.clone())?;
        let admin_port = Some(admin_port);
        Ok(Self { config, rooms, gateway, api, telemetry, presence, public_port, admin_port })
    }

    /// Answers until told to stop, and then stops in good order.
    pub(crate) async fn run(mut self) -> Result<(), Failure> {
        let stop = Stop { begun: self.api.shutdown.clone(), drained: CancellationToken::new() };
        let mut work = Background::new(stop.begun.clone());
        self.start_background(&mut work, &stop);
        self.serve_admin_port(&mut work, &stop);
        let serving = self.public_port.take().map(|port| tokio::spawn(self.serve(port, &stop)));
        self.greet().await?;
        signals::stop().await;
        tracing::info!(limit = ?self.config.drain_timeout, "stopping: requests in flight may finish");
        stop.begun.cancel();
        let orderly = async {
            if let Some(serving) = serving {
                serving.await.or_fail("the server broke off")?.or_fail("the server's port broke")?;
            }
            stop.drained.cancel();
            work.ended().await;
            self.presence.end().await;
            Ok(())
        };
        tokio::select! {
            result = orderly => result?,
            () = signals::stop() => tracing::warn!("asked twice: stopping at once"),
        }
        self.telemetry.stop().await;
        Ok(())
    }

    /// The public port: plugins, the API and the pages.
    fn serve(&self, port: TcpListener, stop: &Stop) -> impl Future<Output = std::io::Result<()>> + use<> {
        let settings = mspf_gateway::ServerConfig {
            drain_timeout: self.config.drain_timeout,
            trusted_proxies: TrustedProxies::new(self.config.trusted_proxies.iter().copied()),
            ..Default::default()
        };
        let server = Server::new(self.gateway.clone(), self.platform(), settings);
        let begun = stop.begun.clone();
        async move { server.serve(port, begun).await }
    }

    /// The admin port goes on until the last request has been answered: whoever drains a node wants to watch it.
    fn serve_admin_port(&mut self, work: &mut Background, stop: &Stop) {
        let Some(port) = self.admin_port.take() else { return };
        let instruments = Instruments {
            catalog: self.rooms.catalog.clone(),
            gateway: self.gateway.clone(),
            metrics: self.telemetry.metrics.clone(),
        };
        let serving = axum::serve(port, admin_port::router(instruments));
        let drained = stop.drained.clone();
        work.start(async move { drop(drained.run_until_cancelled(serving.into_future()).await) });
    }

    /// What answers where no plugin does.
    fn platform(&self) -> Router {
        let router = match self.config.role.controls() {
            true => {
                let routes =
                    mspf_api::router(self.api.clone()).merge(downloads::router(&self.config, &self.api));
                marketplace::around(routes, &rooms::plugin_domain(&self.config))
            }
            // Its load balancer still wants to know whether it is alive.
            false => admin_port::health(self.rooms.catalog.clone()),
        };
        router.layer(map_request(async |mut request: Request| {
            if let Some(peer) = request.extensions().get::<Peer>() {
                let address = ConnectInfo(peer.address());
                request.extensions_mut().insert(address);
            }
            request
        }))
    }

    fn start_background(&self, work: &mut Background, stop: &Stop) {
        let (builder, begun) = (self.rooms.builder.clone(), stop.begun.clone());
        work.start(async move { builder.run(begun).await });
        if let Some(gateway) = self.gateway.clone() {
            let drained = stop.drained.clone();
            work.start(async move { gateway.keep(drained).await });
        }
        if let Some(python) = self.rooms.python.clone().filter(|_| self.config.role.runs_python()) {
            python.keep(&self.rooms.builder, self.gateway.as_ref(), work);
        }
        self.presence.keep(work);
        let metrics = self.telemetry.metrics.clone();
        work.every("adding up metrics", METRICS_EVERY, move || {
            metrics.run_upkeep();
            std::future::ready(Ok::<_, Infallible>(()))
        });
        if self.config.role.controls() {
            housekeeping::start(work, &self.rooms);
        }
    }

    /// Says where the server answers, and how to make the first administrator.
    async fn greet(&self) -> Result<(), Failure> {
        let address = self.config.public_address();
        output::say(format_args!(
            "{HEAD}Mspf {}{PLAIN} {}",
            env!("CARGO_PKG_VERSION"),
            self.config.data_dir.display()
        ));
        if self.config.role.controls() {
            let link = self.api.issue_setup_link().await.or_fail("the set-up link could not be made")?;
            if let Some(link) = link {
                output::say(format_args!(
                    "There is no administrator yet. Make one (this link works once, for a day):"
                ));
                output::say(format_args!("  {HEAD}{link}{PLAIN}"));
            }
        }
        output::say(format_args!("{GOOD}ready{PLAIN} {address}  (admin port {})", self.config.admin_listen));
        Ok(())
    }
}
