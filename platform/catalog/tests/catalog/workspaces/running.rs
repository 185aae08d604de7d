//! What of a workspace answers, and what becomes a version.

use mspf_catalog::{
    Address, CatalogError, DRAFT, Expected, Facts, Files, Freeze, Question, Route, RuntimeKind, TreeFile,
};
use mspf_package::Manifest;
use mspf_test_support::{TestDatabase, on_each_database};

use super::{MANIFEST, content, facts, file};
use crate::world::{World, code};

on_each_database! {
    a_workspace_answers_until_a_version_is_released,
    a_broken_manifest_is_told_and_the_last_good_one_stays,
    what_is_not_known_is_asked,
    a_workspace_becomes_a_version
}

async fn resolve(world: &World, label: &str, version: Option<&str>) -> Option<Route> {
    let address = Address { label: label.to_owned(), version: version.map(str::to_owned) };
    world.catalog.resolve(&address).await.unwrap()
}

async fn a_workspace_answers_until_a_version_is_released(database: TestDatabase) {
    let world = World::new(database).await;
    let plugin = world.plugin("hello").await;
    let id = plugin.id.as_str();
    assert_eq!(resolve(&world, id, None).await, None);
    assert_eq!(resolve(&world, id, Some(DRAFT)).await, None, "there is no source yet");
    world.put(&plugin, "static/index.html", 5).await;
    let route = resolve(&world, id, None).await.unwrap();
    assert_eq!((route.version.as_str(), route.version_id), (DRAFT, None));
    assert_eq!(route.files, Files::Workspace { plugin: plugin.id.clone(), revision: 1 });
    assert!(route.problem.unwrap().contains("mspf.toml"));
    assert_eq!(world.catalog.files(&route.files).await.unwrap(), [file("static/index.html", 5)]);

    world.put(&plugin, "mspf.toml", 1).await;
    let changed = resolve(&world, id, None).await.unwrap();
    assert_ne!(changed.files, route.files, "another state has another name");
    assert_eq!(changed.manifest["plugin"]["version"], "1.0.0");

    world.release(&plugin, "1.0.0").await;
    let released = resolve(&world, id, None).await.unwrap();
    assert_eq!((released.version.as_str(), &released.problem), ("1.0.0", &None));
    assert!(matches!(released.files, Files::Tree(_)));
    assert_eq!(world.catalog.files(&released.files).await.unwrap().len(), 3);
    assert_eq!(resolve(&world, id, Some(DRAFT)).await.unwrap().files, changed.files);
}

async fn a_broken_manifest_is_told_and_the_last_good_one_stays(database: TestDatabase) {
    let world = World::new(database).await;
    let plugin = world.plugin("hello").await;
    let id = plugin.id.as_str();
    world.put(&plugin, "mspf.toml", 1).await;
    world.put(&plugin, "mspf.toml", 2).await;
    let route = resolve(&world, id, None).await.unwrap();
    let problem = route.problem.unwrap();
    assert!(problem.starts_with("mspf.toml") && !problem.contains("mspf.toml: mspf.toml"), "{problem}");
    assert_eq!(route.manifest["plugin"]["name"], "hello");
    world.put(&plugin, "views.py", 5).await;
    assert!(world.workspace(&plugin).await.problem.is_some(), "another file mends nothing");
    let workspaces = world.catalog.workspaces();
    workspaces.delete(&world.ada, &plugin.id, "mspf.toml", &Expected::File, &facts()).await.unwrap();
    assert!(world.workspace(&plugin).await.problem.unwrap().contains("There is no mspf.toml"));
    let history = workspaces.restore(&world.ada, &plugin.id, 1, Some("mspf.toml"), &facts()).await;
    history.unwrap();
    let problem = world.workspace(&plugin).await.problem.unwrap();
    assert!(problem.contains("There is no plugin.wasm"), "{problem}");
}

async fn what_is_not_known_is_asked(database: TestDatabase) {
    let world = World::new(database).await;
    let plugin = world.plugin("hello").await;
    let workspaces = world.catalog.workspaces();
    let mut facts = Facts::default();
    let files = [file("mspf.toml", 1), file("plugin.wasm", 50)];
    let asked =
        async |facts: &Facts| match workspaces.upload(&world.ada, &plugin.id, &files, true, facts).await {
            Err(CatalogError::Uninspected(question)) => Some(question),
            done => done.map(|_| None).unwrap(),
        };
    let first = asked(&facts).await.unwrap();
    assert_eq!(first, Question::Manifest(content(1)));
    facts.learn(&first, MANIFEST.as_bytes());
    let second = asked(&facts).await.unwrap();
    assert_eq!(second, Question::Component(content(50)));
    assert_eq!(world.workspace(&plugin).await.revision, 0, "nothing happened yet");
    facts.learn(&second, b"no component");
    assert_eq!(asked(&facts).await, None);
    let workspace = world.workspace(&plugin).await;
    assert!(workspace.problem.unwrap().starts_with("plugin.wasm: "));
    assert_eq!(workspace.component, None);

    let component = wat::parse_str(
        r#"(component
            (core module $m (func (export "handle")))
            (core instance $i (instantiate $m))
            (func $handle (canon lift (core func $i "handle")))
            (instance $handler (export "handle" (func $handle)))
            (export "wasi:http/incoming-handler@0.2.12" (instance $handler)))"#,
    );
    facts.learn(&Question::Component(content(51)), &component.unwrap());
    let built = file("plugin.wasm", 51);
    workspaces.write(&world.ada, &plugin.id, &built, &Expected::File, &facts).await.unwrap();
    let route = resolve(&world, plugin.id.as_str(), None).await.unwrap();
    assert_eq!((route.component, route.problem), (Some(content(51)), None));
}

async fn a_workspace_becomes_a_version(database: TestDatabase) {
    let world = World::new(database).await;
    let plugin = world.plugin("hello").await;
    let mut facts = facts();
    let text =
        MANIFEST.replace("component", "python").replace("source = \"plugin.wasm\"", "app = \"app:app\"");
    facts.learn(&Question::Manifest(content(3)), text.as_bytes());
    let files = [file("mspf.toml", 3), file("app.py", 5), file("static/a.css", 6)];
    let workspaces = world.catalog.workspaces();
    workspaces.upload(&world.ada, &plugin.id, &files, false, &facts).await.unwrap();
    let seen = world.catalog.plugins().get(&world.ada, &plugin.id).await.unwrap();
    assert_eq!(seen.kind, RuntimeKind::Python, "a plugin is of the kind of its draft");

    let mut manifest = Manifest::parse(&text).unwrap();
    manifest.plugin.version = semver::Version::new(2, 1, 0);
    let freeze = |made_from: u64| Freeze {
        manifest: manifest.clone(),
        file: TreeFile { path: String::new(), digest: content(33), size: 33 },
        made_from: content(made_from),
        changelog: "What is new".to_owned(),
        release: true,
        tests: false,
    };
    let versions = world.catalog.versions();
    assert_eq!(code(versions.freeze(&world.ada, &plugin.id, freeze(4)).await), "workspace.conflict");
    assert_eq!(code(versions.freeze(&world.bob, &plugin.id, freeze(3)).await), "account.role_required");
    let published = versions.freeze(&world.ada, &plugin.id, freeze(3)).await.unwrap();
    assert_eq!((published.version.version.as_str(), &published.version.component), ("2.1.0", &None));
    let frozen = versions.files(published.version.tree).await.unwrap();
    assert_eq!(frozen, [file("app.py", 5), file("mspf.toml", 33), file("static/a.css", 6)]);
    assert_eq!(published.build.payload["kind"], "python");
    world.put(&plugin, "app.py", 7).await;
    assert_eq!(versions.files(published.version.tree).await.unwrap(), frozen, "versions never change");
    assert_eq!(code(versions.freeze(&world.ada, &plugin.id, freeze(3)).await), "version.exists");
    workspaces.write(&world.ada, &plugin.id, &file("mspf.toml", 2), &Expected::File, &facts).await.unwrap();
    assert_eq!(code(versions.freeze(&world.ada, &plugin.id, freeze(2)).await), "workspace.broken");
}
