//! Versions: published once, never changed.

use mspf_catalog::{Actor, NewVersion, VersionChange, VersionState, Visibility};
use mspf_package::manifest::RuntimeKind;
use mspf_test_support::{TestDatabase, on_each_database};

use crate::world::{World, account, code, package};

on_each_database! {
    publishing_keeps_the_package_and_queues_its_build,
    tests_are_asked_for_by_the_job_and_of_python_only,
    one_number_is_published_once_however_many_try,
    a_number_that_failed_can_be_published_again,
    strangers_publish_nothing_and_see_only_what_is_ready,
    the_manifest_must_name_the_plugin,
    uploading_makes_the_plugin_once,
    what_answers_cannot_be_yanked,
    notes_are_given_and_taken_back
}

async fn publishing_keeps_the_package_and_queues_its_build(database: TestDatabase) {
    let world = World::new(database).await;
    let plugin = world.plugin("hello").await;
    let published = world.publish(&plugin, "1.0.0").await;
    assert_eq!(published.version.state, VersionState::Building);
    assert_eq!(published.version.manifest["plugin"]["name"], "hello");
    assert_eq!(published.build.key, published.version.id.to_string());
    let versions = world.catalog.versions();
    let files = versions.files(published.version.tree).await.unwrap();
    let paths: Vec<_> = files.iter().map(|file| file.path.as_str()).collect();
    assert_eq!(paths, ["mspf.toml", "plugin.wasm", "static/index.html"]);
    let page = versions.file(published.version.tree, "static/index.html").await.unwrap();
    assert_eq!(page.unwrap(), files[2]);

    world.build(&published).await;
    let built = versions.get(&Actor::Anonymous, &plugin, "1.0.0").await.unwrap();
    assert_eq!(built.state, VersionState::Ready);
}

async fn tests_are_asked_for_by_the_job_and_of_python_only(database: TestDatabase) {
    let world = World::new(database).await;
    let plugin = world.plugin("hello").await;
    let versions = world.catalog.versions();
    let component = NewVersion { tests: true, ..package("hello", "1.0.0") };
    let refused = versions.publish(&world.ada, &plugin.id, component.clone()).await;
    assert_eq!(code(refused), "version.no_tests_here");
    let mut python = NewVersion { component: None, ..component };
    python.manifest.runtime.kind = RuntimeKind::Python;
    versions.publish(&world.ada, &plugin.id, python.clone()).await.unwrap();
    // As whoever takes the job finds it, after whatever crash.
    assert_eq!(world.claim().await.job.payload["tests"], true);
    python.manifest.plugin.version = semver::Version::new(1, 0, 1);
    versions.publish(&world.ada, &plugin.id, NewVersion { tests: false, ..python }).await.unwrap();
    assert_eq!(world.claim().await.job.payload["tests"], false);
}

async fn one_number_is_published_once_however_many_try(database: TestDatabase) {
    let world = World::new(database).await;
    let plugin = world.plugin("hello").await;
    let versions = world.catalog.versions();
    let publish = || versions.publish(&world.ada, &plugin.id, package("hello", "1.0.0"));
    let (one, two, three) = tokio::join!(publish(), publish(), publish());
    let all = [one, two, three];
    assert_eq!(all.iter().filter(|result| result.is_ok()).count(), 1, "{all:?}");
    for refused in all.into_iter().filter(Result::is_err) {
        assert_eq!(code(refused), "version.exists");
    }
    assert_eq!(versions.list(&world.ada, &plugin, None, 10).await.unwrap().len(), 1);
}

async fn a_number_that_failed_can_be_published_again(database: TestDatabase) {
    let world = World::new(database).await;
    let plugin = world.plugin("hello").await;
    let failed = world.publish(&plugin, "1.0.0").await;
    let lease = world.claim().await;
    let versions = world.catalog.versions();
    versions.build_failed(&lease, failed.version.id, "It imports wasi:sockets.\0").await.unwrap();
    let seen = versions.get(&world.ada, &plugin, "1.0.0").await.unwrap();
    assert_eq!(seen.state, VersionState::Failed);
    assert!(seen.message.unwrap().starts_with("It imports wasi:sockets."));
    assert_eq!(code(versions.get(&world.bob, &plugin, "1.0.0").await), "version.not_found");

    let again = world.release(&plugin, "1.0.0").await;
    assert_ne!(again.version.id, failed.version.id);
    assert!(versions.files(failed.version.tree).await.unwrap().is_empty());
}

async fn strangers_publish_nothing_and_see_only_what_is_ready(database: TestDatabase) {
    let world = World::new(database).await;
    let plugin = world.plugin("hello").await;
    let versions = world.catalog.versions();
    let attack = versions.publish(&world.bob, &plugin.id, package("hello", "6.6.6")).await;
    assert_eq!(code(attack), "account.role_required");
    let attack =
        versions.upload(&world.bob, account(&world.ada), Visibility::Public, package("hello", "6.6.6")).await;
    assert_eq!(code(attack), "account.role_required");
    world.publish(&plugin, "1.0.0").await;
    assert!(versions.list(&world.bob, &plugin, None, 10).await.unwrap().is_empty());
    assert_eq!(code(versions.get(&Actor::Anonymous, &plugin, "1.0.0").await), "version.not_found");
    assert_eq!(versions.list(&world.ada, &plugin, None, 10).await.unwrap().len(), 1);
}

async fn the_manifest_must_name_the_plugin(database: TestDatabase) {
    let world = World::new(database).await;
    let plugin = world.plugin("hello").await;
    let other = world.catalog.versions().publish(&world.ada, &plugin.id, package("other", "1.0.0")).await;
    assert_eq!(code(other), "manifest.name_differs");
}

async fn uploading_makes_the_plugin_once(database: TestDatabase) {
    let world = World::new(database).await;
    let versions = world.catalog.versions();
    let upload = |version| {
        versions.upload(&world.ada, account(&world.ada), Visibility::Unlisted, package("hello", version))
    };
    let first = upload("1.0.0").await.unwrap();
    assert!(first.created);
    assert_eq!(first.plugin.visibility, Visibility::Unlisted);
    let second = upload("1.1.0").await.unwrap();
    assert!(!second.created);
    assert_eq!(second.plugin.id, first.plugin.id);
    assert_eq!(code(upload("1.1.0").await), "version.exists");
}

async fn what_answers_cannot_be_yanked(database: TestDatabase) {
    let world = World::new(database).await;
    let plugin = world.plugin("hello").await;
    world.release(&plugin, "1.0.0").await;
    let yank = VersionChange { yanked: Some(Some("It leaks.".to_owned())), deprecated: None };
    let yanked = world.catalog.versions().change(&world.ada, &plugin.id, "1.0.0", yank).await;
    assert_eq!(code(yanked), "version.released");
}

async fn notes_are_given_and_taken_back(database: TestDatabase) {
    let world = World::new(database).await;
    let plugin = world.plugin("hello").await;
    world.release(&plugin, "1.0.0").await;
    world.release(&plugin, "1.1.0").await;
    let versions = world.catalog.versions();
    let change = |yanked: Option<&str>, deprecated: Option<&str>| VersionChange {
        yanked: Some(yanked.map(str::to_owned)),
        deprecated: Some(deprecated.map(str::to_owned)),
    };
    let by_stranger = versions.change(&world.bob, &plugin.id, "1.0.0", change(Some("mine"), None)).await;
    assert_eq!(code(by_stranger), "account.role_required");
    let noted = change(Some("It leaks."), Some("Use 1.1."));
    let noted = versions.change(&world.ada, &plugin.id, "1.0.0", noted).await.unwrap();
    assert_eq!((noted.yanked.as_deref(), noted.deprecated.as_deref()), (Some("It leaks."), Some("Use 1.1.")));
    let clean = versions.change(&world.ada, &plugin.id, "1.0.0", change(None, None)).await.unwrap();
    assert_eq!((clean.yanked, clean.deprecated), (None, None));
    let empty = versions.change(&world.ada, &plugin.id, "1.0.0", change(Some(" "), None)).await;
    assert_eq!(code(empty), "version.reason_needed");
}
