//! What the tests of plugins begin with.

use std::time::Duration;

use chrono::Utc;
use mspf_catalog::{
    Actor, BUILD_QUEUE, Catalog, Id, Lease, NewPlugin, NewUser, NewVersion, Plugin, Published, TreeFile,
    Visibility, Worker,
};
use mspf_package::Manifest;
use mspf_test_support::TestDatabase;

/// A digest that stands for some content.
pub(crate) const DIGEST: &str = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

/// A catalogue with two users who have nothing to do with each other, and an administrator.
pub(crate) struct World {
    pub(crate) catalog: Catalog,
    pub(crate) ada: Actor,
    pub(crate) bob: Actor,
    pub(crate) admin: Actor,
    _database: TestDatabase,
}

impl World {
    pub(crate) async fn new(database: TestDatabase) -> World {
        let catalog = Catalog::connect(database.url()).await.unwrap();
        let ada = user(&catalog, "ada").await;
        let bob = user(&catalog, "bob").await;
        let id = account(&user(&catalog, "grace").await);
        World { catalog, ada, bob, admin: Actor::User { id, administrator: true }, _database: database }
    }

    /// A public plugin of Ada's.
    pub(crate) async fn plugin(&self, name: &str) -> Plugin {
        self.create(NewPlugin::named(name)).await
    }

    /// A private plugin of Ada's.
    pub(crate) async fn private_plugin(&self, name: &str) -> Plugin {
        self.create(NewPlugin { visibility: Visibility::Private, ..NewPlugin::named(name) }).await
    }

    pub(crate) async fn create(&self, new: NewPlugin) -> Plugin {
        self.catalog.plugins().create(&self.ada, account(&self.ada), new).await.unwrap()
    }

    /// Publishes a version of Ada's plugin, to be released when it is ready.
    pub(crate) async fn publish(&self, plugin: &Plugin, version: &str) -> Published {
        let new = package(&plugin.name, version);
        self.catalog.versions().publish(&self.ada, &plugin.id, new).await.unwrap()
    }

    /// Publishes a version and builds it.
    pub(crate) async fn release(&self, plugin: &Plugin, version: &str) -> Published {
        let published = self.publish(plugin, version).await;
        self.build(&published).await;
        published
    }

    /// Does what a builder does with a version's job.
    pub(crate) async fn build(&self, published: &Published) {
        let lease = self.claim().await;
        assert_eq!(lease.job.id, published.build.id);
        self.catalog.versions().built(&lease, published.version.id).await.unwrap();
    }

    /// Takes the next job as a builder.
    pub(crate) async fn claim(&self) -> Lease {
        let worker = Worker { node: "node".to_owned(), process: "process".to_owned() };
        let queues = [BUILD_QUEUE.to_owned()];
        let lease = self.catalog.jobs().claim(&worker, &queues, Duration::from_secs(60)).await.unwrap();
        lease.expect("a version waits to be built")
    }
}

/// The account of a user.
pub(crate) fn account(actor: &Actor) -> Id {
    actor.user().expect("a user")
}

/// A package with a component and a page.
pub(crate) fn package(name: &str, version: &str) -> NewVersion {
    let text = format!(
        "manifest_version = 1\n[plugin]\nname = \"{name}\"\nversion = \"{version}\"\n\
         [runtime]\nkind = \"component\"\nsource = \"plugin.wasm\"\n"
    );
    let file = |path: &str| TreeFile { path: path.to_owned(), digest: DIGEST.to_owned(), size: 0 };
    NewVersion {
        package_digest: DIGEST.to_owned(),
        package_size: 1_234,
        component: Some(DIGEST.to_owned()),
        manifest: Manifest::parse(&text).unwrap(),
        files: vec![file("mspf.toml"), file("plugin.wasm"), file("static/index.html")],
        changelog: format!("What is new in {version}"),
        release: true,
        tests: false,
    }
}

/// A user who signed up as `name`.
pub(crate) async fn user(catalog: &Catalog, name: &str) -> Actor {
    let new = NewUser {
        name: name.to_owned(),
        email: format!("{name}@example.org"),
        password: "correct horse battery".to_owned(),
        display_name: String::new(),
        is_admin: false,
    };
    let user = catalog.accounts().create_user(new, Utc::now()).await.unwrap();
    Actor::User { id: user.id, administrator: false }
}

/// The code of what went wrong.
#[track_caller]
pub(crate) fn code<T: std::fmt::Debug>(result: Result<T, mspf_catalog::CatalogError>) -> &'static str {
    result.expect_err("this must not work").code()
}
