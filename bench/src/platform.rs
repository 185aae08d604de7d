//! Mspf complete: the very binary that is shipped, with SQLite and a local directory.

use std::{
    path::PathBuf,
    process::{Command, Stdio},
    time::Duration,
};

use anyhow::{Context, Result, bail};
use reqwest::Client;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::peers::{Server, free_port};

const USER: &str = "bench";
const PASSWORD: &str = "a long enough password for a benchmark";

/// How a published plugin's instances live.
#[derive(Clone, Copy)]
pub(crate) enum Reuse {
    Never,
    Calls(u32),
}

/// A data directory and the server that runs on it.
pub(crate) struct Platform {
    data: TempDir,
    port: u16,
    admin_port: u16,
    server: Option<Server>,
    token: String,
}

impl Platform {
    /// An empty platform with one user.
    pub(crate) fn new() -> Result<Self> {
        let data = TempDir::new()?;
        let platform =
            Self { data, port: free_port()?, admin_port: free_port()?, server: None, token: String::new() };
        let mut create = platform.mspf()?;
        create.args(["admin", "create-user", USER, "--email", "bench@example.com", "--password-stdin"]);
        let mut child = create.stdin(Stdio::piped()).stdout(Stdio::null()).spawn()?;
        std::io::Write::write_all(&mut child.stdin.take().context("no stdin")?, PASSWORD.as_bytes())?;
        if !child.wait()?.success() {
            bail!("the user of the benchmark could not be made");
        }
        Ok(platform)
    }

    /// `mspf`, built beside this program, with this platform's settings.
    fn mspf(&self) -> Result<Command> {
        let program: PathBuf = std::env::current_exe()?.with_file_name("mspf");
        let mut command = Command::new(program);
        command
            .env("MSPF_DATA_DIR", self.data.path())
            .env("MSPF_LISTEN", format!("127.0.0.1:{}", self.port))
            .env("MSPF_ADMIN_LISTEN", format!("127.0.0.1:{}", self.admin_port))
            .env("MSPF_RATE_LIMITS", "off")
            .env("MSPF_LOG", "warn");
        if let Some(python) = std::env::var_os("MSPF_PYTHON") {
            command.env("MSPF_PYTHON_RUNTIME", python).env_remove("MSPF_PYTHON");
        }
        Ok(command)
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{path}", self.port)
    }

    /// Starts the server; `path` is what is to be measured, and has to answer.
    pub(crate) async fn serve(&self, path: &str) -> Result<Server> {
        Server::start(self.mspf()?.arg("serve"), self.url(path)).await
    }

    /// Does some work on a running, signed-in platform, then stops it.
    pub(crate) async fn while_running<T>(
        &mut self,
        work: impl AsyncFnOnce(&mut Self) -> Result<T>,
    ) -> Result<T> {
        self.server = Some(self.serve("/readyz").await?);
        let login = json!({"username": USER, "password": PASSWORD});
        let session = Client::new().post(self.url("/api/v1/auth/login")).json(&login).send().await?;
        let session: Value = session.error_for_status()?.json().await?;
        session["access_token"].as_str().context("no access token")?.clone_into(&mut self.token);
        let done = work(self).await;
        self.server = None;
        done
    }

    /// Publishes a component as a plugin, waits until it is built, and gives its path.
    pub(crate) async fn publish(&self, name: &str, component: &[u8], reuse: Reuse) -> Result<String> {
        let reuse = match reuse {
            Reuse::Never => 1,
            Reuse::Calls(calls) => calls,
        };
        let manifest = format!(
            "manifest_version = 1\n[plugin]\nname = \"{name}\"\nversion = \"1.0.0\"\n\
             [runtime]\nkind = \"component\"\nsource = \"plugin.wasm\"\nreuse = {reuse}\n"
        );
        let package = mspf_package::write_package([
            ("mspf.toml".to_owned(), manifest.into_bytes()),
            ("plugin.wasm".to_owned(), component.to_vec()),
        ])?;
        let path = format!("/plugins.{}/", self.upload(package).await?);
        self.wait_for(&path).await?;
        Ok(path)
    }

    /// Uploads a package, waits until it is built and released, and gives the plugin's id. Its draft answers earlier;
    /// what still builds then would disturb what is measured.
    pub(crate) async fn upload(&self, package: Vec<u8>) -> Result<String> {
        let upload = Client::new().post(self.url("/api/v1/plugins/upload")).bearer_auth(&self.token);
        let answer = upload.header("content-type", "application/zip").body(package).send().await?;
        let status = answer.status();
        let answer: Value = answer.json().await?;
        let id = answer["plugin"]["id"].as_str().with_context(|| format!("{status}: {answer}"))?;
        let url = self.url(&format!("/api/v1/plugins/{id}"));
        wait("a release", async || {
            let plugin: Value = reqwest::get(&url).await?.error_for_status()?.json().await?;
            Ok(!plugin["version"].is_null())
        })
        .await?;
        Ok(id.to_owned())
    }

    /// Waits until a plugin answers at this path.
    pub(crate) async fn wait_for(&self, path: &str) -> Result<()> {
        wait(path, async || Ok(reqwest::get(self.url(path)).await?.status().is_success())).await
    }

    /// Makes a plugin with nothing in it and gives its id.
    pub(crate) async fn create(&self, name: &str) -> Result<String> {
        let plugin = json!({"name": name, "template": null});
        let made = Client::new()
            .post(self.url("/api/v1/plugins"))
            .bearer_auth(&self.token)
            .json(&plugin)
            .send()
            .await?;
        let made: Value = made.error_for_status()?.json().await?;
        Ok(made["id"].as_str().context("no id")?.to_owned())
    }

    /// Saves a file of a plugin's workspace, as the editor does.
    pub(crate) async fn save(
        &self,
        client: &Client,
        plugin: &str,
        path: &str,
        bytes: Vec<u8>,
        is_new: bool,
    ) -> Result<()> {
        let url = self.url(&format!("/api/v1/plugins/{plugin}/workspace/files/{path}"));
        let condition = if is_new { "if-none-match" } else { "if-match" };
        let saved =
            client.put(url).bearer_auth(&self.token).header(condition, "*").body(bytes).send().await?;
        if !saved.status().is_success() {
            bail!("{path} was not saved: {}", saved.text().await?);
        }
        Ok(())
    }

    /// Registers a plugin that nobody will call.
    pub(crate) async fn register(&self, client: &Client, name: &str) -> Result<()> {
        let plugin = json!({"name": name, "version": "1.0.0", "description": "registered for the benchmark", "template": null});
        let answer =
            client.post(self.url("/api/v1/plugins")).bearer_auth(&self.token).json(&plugin).send().await?;
        if !answer.status().is_success() {
            bail!("{name} was not registered: {}", answer.text().await?);
        }
        Ok(())
    }
}

/// Waits, half a minute at most, until something is there.
async fn wait(what: &str, is_there: impl AsyncFn() -> Result<bool>) -> Result<()> {
    for _ in 0..600 {
        if is_there().await? {
            return Ok(());
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    bail!("waited in vain for {what}")
}
