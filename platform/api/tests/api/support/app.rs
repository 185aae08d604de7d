//! The server, and people who use it.

use std::net::{IpAddr, Ipv4Addr};

use axum::Router;
use chrono::{DateTime, TimeDelta, Utc};
use http::{Method, StatusCode};
use mspf_api::{ApiConfig, ApiState, Clock};
use mspf_catalog::Catalog;
use mspf_storage::{S3Options, Storage};
use mspf_test_support::TestDatabase;
use serde_json::{Value, json};
use tempfile::TempDir;

use super::{Answer, Call};

/// Everybody's password.
pub(crate) const PASSWORD: &str = "correct horse battery";

/// When every test begins; time passes only by [`TestApp::wait`].
const START: &str = "2026-01-01T12:00:00Z";

/// A server with a database and a storage directory of its own.
pub(crate) struct TestApp {
    pub(crate) state: ApiState,
    pub(crate) router: Router,
    _storage: TempDir,
    database: TestDatabase,
}

/// Somebody who has signed in.
pub(crate) struct Visitor {
    pub(crate) id: String,
    pub(crate) name: String,
    /// Access token.
    pub(crate) token: String,
    /// Refresh token.
    pub(crate) refresh: String,
}

impl TestApp {
    /// A server with the default configuration.
    pub(crate) async fn new(database: TestDatabase) -> TestApp {
        TestApp::with(database, |_| {}).await
    }

    /// A server on SQLite, for what no database has a part in.
    pub(crate) async fn sqlite() -> TestApp {
        TestApp::new(TestDatabase::sqlite().await).await
    }

    /// A server with another configuration.
    pub(crate) async fn with(database: TestDatabase, configure: impl FnOnce(&mut ApiConfig)) -> TestApp {
        let mut config = ApiConfig::default();
        configure(&mut config);
        let directory = TempDir::new().unwrap();
        let storage = Storage::open(directory.path().to_str().unwrap(), &S3Options::default()).unwrap();
        let catalog = Catalog::connect(database.url()).await.unwrap();
        let start: DateTime<Utc> = START.parse().unwrap();
        let state = ApiState::with_clock(catalog, storage, config, Clock::stopped(start));
        TestApp { router: mspf_api::router(state.clone()), state, _storage: directory, database }
    }

    /// Another node of the same installation: same database and time, nothing else shared.
    pub(crate) async fn another_node(&self) -> ApiState {
        let catalog = Catalog::connect(self.database.url()).await.unwrap();
        let config = ApiConfig::clone(&self.state.config);
        ApiState::with_clock(catalog, self.state.storage.clone(), config, self.state.clock.clone())
    }

    /// Where the storage keeps its blobs.
    pub(crate) fn storage_directory(&self) -> &std::path::Path {
        self._storage.path()
    }

    /// Lets time pass.
    pub(crate) fn wait(&self, time: TimeDelta) {
        self.state.clock.advance(time);
    }

    pub(crate) fn get(&self, path: &str) -> Call<'_> {
        self.call(Method::GET, path)
    }

    pub(crate) fn post(&self, path: &str) -> Call<'_> {
        self.call(Method::POST, path)
    }

    pub(crate) fn put(&self, path: &str) -> Call<'_> {
        self.call(Method::PUT, path)
    }

    pub(crate) fn patch(&self, path: &str) -> Call<'_> {
        self.call(Method::PATCH, path)
    }

    pub(crate) fn delete(&self, path: &str) -> Call<'_> {
        self.call(Method::DELETE, path)
    }

    /// A request; a path that does not begin with a slash is below `/api/v1/`.
    pub(crate) fn call(&self, method: Method, path: &str) -> Call<'_> {
        let path = if path.starts_with('/') { path.to_owned() } else { format!("/api/v1/{path}") };
        Call::new(&self.router, method, &path, IpAddr::V4(Ipv4Addr::new(203, 0, 113, 7)))
    }

    /// A new user, signed in.
    pub(crate) async fn sign_up(&self, name: &str) -> Visitor {
        let body = json!({ "username": name, "email": format!("{name}@example.org"), "password": PASSWORD });
        Visitor::from(self.post("auth/sign-up").json(&body).send().await.expect(StatusCode::CREATED))
    }

    /// The first administrator, signed in.
    pub(crate) async fn administrator(&self) -> Visitor {
        let link = self.state.issue_setup_link().await.unwrap().expect("no administrator yet");
        let token = link.split_once('#').unwrap().1;
        let body = json!({
            "token": token, "username": "grace", "email": "grace@example.org", "password": PASSWORD,
        });
        Visitor::from(self.post("auth/setup").json(&body).send().await.expect(StatusCode::CREATED))
    }

    /// Signs in again.
    pub(crate) async fn login(&self, name: &str, password: &str) -> Answer {
        self.post("auth/login").json(&json!({ "username": name, "password": password })).send().await
    }

    /// An API token's secret.
    pub(crate) async fn token(&self, owner: &Visitor, scopes: &[&str]) -> String {
        self.token_like(owner, json!({ "name": "robot", "scopes": scopes })).await
    }

    /// An API token's secret, of a token asked for with this body.
    pub(crate) async fn token_like(&self, owner: &Visitor, body: Value) -> String {
        let answer =
            self.post("tokens").bearer(&owner.token).json(&body).send().await.expect(StatusCode::CREATED);
        answer.json()["secret"].as_str().unwrap().to_owned()
    }

    /// An organisation, owned by `owner`.
    pub(crate) async fn organisation(&self, owner: &Visitor, name: &str) {
        let body = json!({ "name": name });
        self.post("organisations").bearer(&owner.token).json(&body).send().await.expect(StatusCode::CREATED);
    }

    /// Makes a member of an organisation.
    pub(crate) async fn member(
        &self,
        owner: &Visitor,
        organisation: &str,
        username: &str,
        role: &str,
    ) -> Answer {
        let body = json!({ "username": username, "role": role });
        self.post(&format!("organisations/{organisation}/members"))
            .bearer(&owner.token)
            .json(&body)
            .send()
            .await
    }
}

impl From<Answer> for Visitor {
    fn from(answer: Answer) -> Visitor {
        let body = answer.json();
        Visitor {
            id: body["user"]["id"].as_str().unwrap().to_owned(),
            name: body["user"]["username"].as_str().unwrap().to_owned(),
            token: body["access_token"].as_str().unwrap().to_owned(),
            refresh: answer.refresh_cookie().expect("a refresh cookie"),
        }
    }
}
