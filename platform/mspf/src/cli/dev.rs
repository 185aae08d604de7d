//! `mspf dev`

use std::{net::SocketAddr, path::PathBuf, sync::Arc, time::Duration};

use clap::Args;
use mspf_package::manifest::RuntimeKind;
use tokio_util::sync::CancellationToken;

use crate::{
    dev::{self, DevServer, Watch, Workbench},
    failure::{Failure, OrFail},
    node::{bind, signals},
    output::{self, DIM, GOOD, PLAIN},
    project::Project,
};

/// Requests in flight get this long when the author stops the server: nobody else depends on them.
const DRAIN: Duration = Duration::from_secs(1);

/// Runs the plugin on this machine.
#[derive(Args, Debug)]
pub(crate) struct Dev {
    /// The plugin's folder
    #[arg(default_value = ".")]
    folder: PathBuf,
    /// Where the plugin answers
    #[arg(long, default_value = "127.0.0.1:8900", value_name = "ADDRESS:PORT")]
    listen: SocketAddr,
    /// The component that runs Python plugins [default: the one that came with this program]
    #[arg(long, value_name = "FILE", env = "MSPF_PYTHON_RUNTIME")]
    python_runtime: Option<PathBuf>,
}

impl Dev {
    pub(crate) async fn run(self) -> Result<(), Failure> {
        let project = Project::find(&self.folder)?;
        let bench = Arc::new(Workbench::new(self.python_runtime)?);
        let server = Arc::new(DevServer::new());
        let listener = bind(self.listen, "--listen").await?;
        let address = listener.local_addr().or_fail("the listener has no address")?;
        let mut watch = Watch::start(&project)?;
        let stop = CancellationToken::new();
        let told = stop.clone().cancelled_owned();
        let serving = axum::serve(listener, dev::router(Arc::clone(&server))).with_graceful_shutdown(told);
        let serving = tokio::spawn(serving.into_future());
        reload(&bench, &server, project.root.clone()).await;
        output::say(format_args!("{GOOD}serving{PLAIN} http://{address}/"));
        output::complain(format_args!("{DIM}watching {} · Ctrl-C stops{PLAIN}", project.root.display()));
        let asked_to_stop = signals::stop();
        tokio::pin!(asked_to_stop);
        loop {
            tokio::select! {
                () = watch.changed() => reload(&bench, &server, project.root.clone()).await,
                () = &mut asked_to_stop => break,
            }
        }
        stop.cancel();
        // Requests that take longer are cut off with the process.
        let _ = tokio::time::timeout(DRAIN, serving).await;
        Ok(())
    }
}

/// Builds again; what ran before runs on if that fails.
async fn reload(bench: &Arc<Workbench>, server: &DevServer, root: PathBuf) {
    let bench = Arc::clone(bench);
    let built = tokio::task::spawn_blocking(move || {
        let project = Project::find(&root)?;
        Ok::<_, Failure>((bench.load(&project)?, project))
    });
    match built.await {
        Ok(Ok((service, project))) => {
            server.replace(service, &project);
            let is_python = project.manifest.runtime.kind == RuntimeKind::Python;
            if is_python && !server.loads().await {
                return;
            }
            output::complain(format_args!(
                "{GOOD}loaded{PLAIN} {} {}",
                project.manifest.plugin.name, project.manifest.plugin.version
            ));
        }
        Ok(Err(failure)) => failure.print(),
        Err(broken) => output::complain(format_args!("the build broke off: {broken}")),
    }
}
