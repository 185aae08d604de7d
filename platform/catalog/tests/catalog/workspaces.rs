//! Workspaces: their files, their history, and who may touch them.

use std::collections::HashSet;

use chrono::Utc;
use mspf_catalog::{
    Actor, Arrange, CatalogError, Expected, Facts, Kind, NewPlugin, Plugin, PluginId, Question, SaveKind,
    Saved, TreeFile, WORKSPACE_ENTRIES, WORKSPACE_FILE_BYTES, Workspace,
};
use mspf_test_support::{TestDatabase, on_each_database};

use crate::world::{World, account, code};

mod history;
mod running;

on_each_database! {
    a_file_is_written_with_its_folders,
    two_editors_never_overwrite_each_other,
    names_that_attack_are_refused,
    files_and_folders_are_moved_and_copied,
    quotas_hold_and_nothing_of_what_was_refused_stays,
    a_workspace_is_its_maintainers_alone,
    a_source_is_brought_with_its_identifier,
    blobs_of_workspaces_are_wanted_until_the_plugin_is_forgotten
}

/// A digest that stands for a content.
fn content(number: u64) -> String {
    format!("{number:064x}")
}

fn file(path: &str, number: u64) -> TreeFile {
    TreeFile { path: path.to_owned(), digest: content(number), size: number }
}

/// The text of a manifest of a plugin that is files only.
const MANIFEST: &str = "manifest_version = 1\n[plugin]\nname = \"hello\"\nversion = \"1.0.0\"\n[runtime]\nkind = \"component\"\nsource = \"plugin.wasm\"\n";

impl World {
    async fn put(&self, plugin: &Plugin, path: &str, number: u64) -> Saved {
        self.try_put(&self.ada, plugin, path, number, Expected::Anything).await.unwrap()
    }

    async fn try_put(
        &self,
        actor: &Actor,
        plugin: &Plugin,
        path: &str,
        number: u64,
        expected: Expected,
    ) -> Result<Saved, CatalogError> {
        let write = self.catalog.workspaces();
        write.write(actor, &plugin.id, &file(path, number), &expected, &facts()).await
    }

    async fn workspace(&self, plugin: &Plugin) -> Workspace {
        self.catalog.workspaces().get(&self.ada, plugin).await.unwrap()
    }

    /// The paths; folders end with a slash.
    async fn paths(&self, plugin: &Plugin) -> Vec<String> {
        let workspace = self.workspace(plugin).await;
        let entries = self.catalog.workspaces().entries(&workspace).await.unwrap();
        let slash = |kind| if kind == Kind::Folder { "/" } else { "" };
        entries.into_iter().map(|entry| format!("{}{}", entry.path, slash(entry.kind()))).collect()
    }

    async fn digest(&self, plugin: &Plugin, path: &str) -> Option<String> {
        let workspace = self.workspace(plugin).await;
        self.catalog.workspaces().entry(&workspace, path).await.ok()?.digest
    }
}

/// Content 1 is a sound manifest, content 2 a broken one.
fn facts() -> Facts {
    let mut facts = Facts::default();
    facts.learn(&Question::Manifest(content(1)), MANIFEST.as_bytes());
    facts.learn(&Question::Manifest(content(2)), b"manifest_version = ");
    facts
}

async fn a_file_is_written_with_its_folders(database: TestDatabase) {
    let world = World::new(database).await;
    let plugin = world.plugin("hello").await;
    assert_eq!(world.workspace(&plugin).await.revision, 0);
    let seq = world.catalog.events().newest().await.unwrap();

    let saved = world.put(&plugin, "templates/app/home.html", 7).await;
    assert_eq!((saved.revision, saved.save), (1, 1));
    assert_eq!(world.paths(&plugin).await, ["templates/", "templates/app/", "templates/app/home.html"]);
    let workspace = world.workspace(&plugin).await;
    assert_eq!((workspace.entries, workspace.bytes), (3, 7));
    let entry = world.catalog.workspaces().entry(&workspace, "templates/app/home.html").await.unwrap();
    assert_eq!((entry.digest, entry.modified_by), (Some(content(7)), world.ada.user()));

    let same = world.put(&plugin, "templates/app/home.html", 7).await;
    assert_eq!((same.revision, same.paths), (1, vec![]), "the same content is no change");
    world.put(&plugin, "templates/app/home.html", 9).await;
    assert_eq!(world.workspace(&plugin).await.bytes, 9);

    let events = world.catalog.events().after(seq, Some(&plugin.id)).await.unwrap();
    let told: Vec<_> = events.iter().map(|event| (event.kind.as_str(), &event.data["revision"])).collect();
    assert_eq!(told, [("workspace.changed", &1.into()), ("workspace.changed", &2.into())]);
    assert_eq!(events[1].data["paths"], serde_json::json!(["templates/app/home.html"]));
    for (actor, hears) in [(&world.ada, true), (&world.bob, false), (&Actor::Anonymous, false)] {
        assert_eq!(world.catalog.events().may_hear(actor, &events[0], true).await.unwrap(), hears);
    }
}

async fn two_editors_never_overwrite_each_other(database: TestDatabase) {
    let world = World::new(database).await;
    let plugin = world.plugin("hello").await;
    let new = |number| world.try_put(&world.ada, &plugin, "views.py", number, Expected::Nothing);
    let (one, two) = tokio::join!(new(10), new(11));
    assert_eq!([one.is_ok(), two.is_ok()].iter().filter(|ok| **ok).count(), 1, "one of them was first");
    let lost = one.and(two).unwrap_err();
    assert_eq!(lost.code(), "workspace.conflict");

    let read = world.digest(&plugin, "views.py").await.unwrap();
    let edit = |number| {
        let expected = Expected::Content(vec![read.clone()]);
        world.try_put(&world.ada, &plugin, "views.py", number, expected)
    };
    let (one, two) = tokio::join!(edit(20), edit(21));
    let kept = if one.is_ok() { 20 } else { 21 };
    assert_eq!([&one, &two].iter().filter(|result| result.is_ok()).count(), 1);
    assert_eq!(one.and(two).unwrap_err().code(), "workspace.conflict");
    assert_eq!(world.digest(&plugin, "views.py").await, Some(content(kept)));

    let gone = world.try_put(&world.ada, &plugin, "urls.py", 1, Expected::File).await;
    assert_eq!(code(gone), "workspace.conflict");
    let stale = Expected::Content(vec![content(99)]);
    let deleted =
        world.catalog.workspaces().delete(&world.ada, &plugin.id, "views.py", &stale, &facts()).await;
    assert_eq!(code(deleted), "workspace.conflict");
}

async fn names_that_attack_are_refused(database: TestDatabase) {
    let world = World::new(database).await;
    let plugin = world.plugin("hello").await;
    world.put(&plugin, "static/app.js", 3).await;
    let deep = "a/".repeat(33) + "b";
    for (path, expected) in [
        ("../secret", "package.path_traversal"),
        ("static/../../secret", "package.path_traversal"),
        ("/etc/passwd", "package.path_absolute"),
        ("c:\\windows", "package.path_absolute"),
        ("a\\b", "package.path_characters"),
        ("a\0b", "package.path_characters"),
        ("", "package.path_empty"),
        ("a//b", "package.path_not_plain"),
        ("./a", "package.path_not_plain"),
        ("con.txt", "package.path_reserved"),
        ("trailing.", "package.path_reserved"),
        (deep.as_str(), "package.path_too_deep"),
        ("STATIC/other.js", "workspace.name_clash"),
        ("static/App.js", "workspace.name_clash"),
        ("static", "workspace.is_folder"),
        ("static/app.js/inner", "workspace.is_file"),
    ] {
        let refused = world.try_put(&world.ada, &plugin, path, 4, Expected::Anything).await;
        assert_eq!(code(refused), expected, "{path:?}");
        let workspaces = world.catalog.workspaces();
        let target = Arrange { to: Some(path.to_owned()), ..arrange(&["static/app.js"]) };
        assert!(workspaces.copy(&world.ada, &plugin.id, &target, &facts()).await.is_err(), "{path:?}");
        let upload = workspaces.upload(&world.ada, &plugin.id, &[file(path, 4)], true, &facts()).await;
        assert_eq!(code(upload), expected, "{path:?}");
    }
    // A decomposed letter is the same name as the composed one.
    world.put(&plugin, "caf\u{e9}.txt", 5).await;
    world.put(&plugin, "cafe\u{301}.txt", 6).await;
    assert_eq!(world.paths(&plugin).await, ["caf\u{e9}.txt", "static/", "static/app.js"]);
}

fn arrange(from: &[&str]) -> Arrange {
    let from = from.iter().map(|path| (*path).to_owned()).collect();
    Arrange { from, folder: None, to: None, overwrite: false }
}

async fn files_and_folders_are_moved_and_copied(database: TestDatabase) {
    let world = World::new(database).await;
    let plugin = world.plugin("hello").await;
    for (path, number) in [("templates/home.html", 3), ("templates/parts/head.html", 4), ("views.py", 5)] {
        world.put(&plugin, path, number).await;
    }
    let workspaces = world.catalog.workspaces();
    let to = |from: &[&str], to: &str| Arrange { to: Some(to.to_owned()), ..arrange(from) };
    let into = |from: &[&str], folder: &str| Arrange { folder: Some(folder.to_owned()), ..arrange(from) };
    let copy = async |what: &Arrange| workspaces.copy(&world.ada, &plugin.id, what, &facts()).await;
    let moved = async |what: &Arrange| workspaces.move_(&world.ada, &plugin.id, what, &facts()).await;

    copy(&into(&["templates"], "old/2026")).await.unwrap();
    assert_eq!(world.digest(&plugin, "old/2026/templates/parts/head.html").await, Some(content(4)));
    moved(&to(&["templates/home.html"], "templates/index.html")).await.unwrap();
    moved(&into(&["views.py", "old"], "src")).await.unwrap();
    assert_eq!(
        world.paths(&plugin).await,
        [
            "src/",
            "src/old/",
            "src/old/2026/",
            "src/old/2026/templates/",
            "src/old/2026/templates/home.html",
            "src/old/2026/templates/parts/",
            "src/old/2026/templates/parts/head.html",
            "src/views.py",
            "templates/",
            "templates/index.html",
            "templates/parts/",
            "templates/parts/head.html",
        ]
    );
    // Only the spelling changes, which on a careless system would lose the file.
    moved(&to(&["src/views.py"], "src/Views.py")).await.unwrap();
    assert_eq!(world.digest(&plugin, "src/Views.py").await, Some(content(5)));

    assert_eq!(code(moved(&into(&["src"], "src/old")).await), "workspace.into_itself");
    assert_eq!(code(moved(&to(&["nothing"], "x")).await), "workspace.no_such_file");
    assert_eq!(code(moved(&to(&["src", "templates"], "x")).await), "workspace.target_unclear");
    let onto = to(&["src/Views.py"], "templates/index.html");
    assert_eq!(code(moved(&onto).await), "workspace.exists");
    moved(&Arrange { overwrite: true, ..onto }).await.unwrap();
    assert_eq!(world.digest(&plugin, "templates/index.html").await, Some(content(5)));
    assert_eq!(world.digest(&plugin, "src/Views.py").await, None);

    let delete = async |path: &str| {
        workspaces.delete(&world.ada, &plugin.id, path, &Expected::Anything, &facts()).await
    };
    delete("src").await.unwrap();
    assert_eq!(code(delete("src").await), "workspace.no_such_file");
    assert_eq!(world.workspace(&plugin).await.entries, 4);
    workspaces.make_folder(&world.ada, &plugin.id, "empty/inside", &facts()).await.unwrap();
    let again = workspaces.make_folder(&world.ada, &plugin.id, "empty", &facts()).await;
    assert_eq!(code(again), "workspace.exists");
}

async fn quotas_hold_and_nothing_of_what_was_refused_stays(database: TestDatabase) {
    let world = World::new(database).await;
    let plugin = world.plugin("hello").await;
    world.put(&plugin, "views.py", 5).await;
    let before = world.workspace(&plugin).await;
    let upload = async |files: Vec<TreeFile>| {
        world.catalog.workspaces().upload(&world.ada, &plugin.id, &files, true, &facts()).await
    };
    let sized = |path: &str, size| TreeFile { size, ..file(path, 8) };
    let huge = upload(vec![sized("a", WORKSPACE_FILE_BYTES + 1)]).await;
    assert_eq!(code(huge), "workspace.file_too_large");
    let three = ["a", "b", "c"].map(|path| sized(path, WORKSPACE_FILE_BYTES)).to_vec();
    assert_eq!(code(upload(three).await), "workspace.too_large");
    let many = (0..WORKSPACE_ENTRIES).map(|number| file(&format!("f{number}"), number)).collect();
    assert_eq!(code(upload(many).await), "workspace.too_many_files");
    let last_is_bad = vec![file("fine.py", 6), file("../bad.py", 6)];
    assert_eq!(code(upload(last_is_bad).await), "package.path_traversal");
    assert_eq!(world.workspace(&plugin).await, before);
    assert_eq!(world.paths(&plugin).await, ["views.py"]);
}

async fn a_workspace_is_its_maintainers_alone(database: TestDatabase) {
    let world = World::new(database).await;
    let (open, closed) = (world.plugin("hello").await, world.private_plugin("secret").await);
    for (plugin, expected) in [(&open, "workspace.not_found"), (&closed, "plugin.not_found")] {
        world.put(plugin, "views.py", 5).await;
        for stranger in [&world.bob, &Actor::Anonymous] {
            let workspaces = world.catalog.workspaces();
            assert_eq!(code(workspaces.get(stranger, plugin).await), "workspace.not_found");
            let put = world.try_put(stranger, plugin, "views.py", 6, Expected::Anything).await;
            assert_eq!(code(put), expected);
            let restored = workspaces.restore(stranger, &plugin.id, 0, None, &facts()).await;
            assert_eq!(code(restored), expected);
        }
        assert_eq!(world.digest(plugin, "views.py").await, Some(content(5)));
    }
}

async fn a_source_is_brought_with_its_identifier(database: TestDatabase) {
    let world = World::new(database).await;
    let id: PluginId = "SP_1425715742418018304".parse().unwrap();
    let new = || NewPlugin { id: Some(id.clone()), ..NewPlugin::named("weather") };
    let bring = async |actor: &Actor, new: NewPlugin, files: &[TreeFile]| {
        world.catalog.workspaces().bring(actor, account(actor), new, files, &facts()).await
    };
    let files = [file("mspf.toml", 1), file("views.py", 5), file("static/a.css", 6)];
    let first = bring(&world.ada, new(), &files).await.unwrap();
    assert_eq!((&first.plugin.id, first.created), (&id, true));

    let again = bring(&world.ada, new(), &[file("mspf.toml", 1), file("views.py", 7)]).await.unwrap();
    assert_eq!((again.plugin.id, again.created, again.saved.save), (id.clone(), false, 2));
    assert_eq!(world.paths(&first.plugin).await, ["mspf.toml", "views.py"]);
    let workspace = world.workspace(&first.plugin).await;
    let saves = world.catalog.workspaces().history(&workspace, None, None, 10).await.unwrap();
    assert_eq!(saves.iter().map(|save| save.kind).collect::<Vec<_>>(), [SaveKind::Replace, SaveKind::Create]);

    let others = bring(&world.bob, new(), &files).await.unwrap();
    assert!(others.created && others.plugin.id != id, "somebody's identifier is not given again");
    let twice = bring(&world.bob, new(), &files).await.unwrap();
    assert_eq!((twice.created, twice.plugin.id), (false, others.plugin.id));
    let spelled = NewPlugin { id: Some("SP_Ab".parse().unwrap()), ..NewPlugin::named("one") };
    bring(&world.ada, spelled, &files).await.unwrap();
    let clash = NewPlugin { id: Some("SP_aB".parse().unwrap()), ..NewPlugin::named("two") };
    assert_eq!(code(bring(&world.ada, clash, &files).await), "plugin.id_taken");
}

async fn blobs_of_workspaces_are_wanted_until_the_plugin_is_forgotten(database: TestDatabase) {
    let world = World::new(database).await;
    let plugin = world.plugin("hello").await;
    world.put(&plugin, "views.py", 5).await;
    world.put(&plugin, "urls.py", 6).await;
    let workspaces = world.catalog.workspaces();
    workspaces.delete(&world.ada, &plugin.id, "views.py", &Expected::Anything, &facts()).await.unwrap();
    let asked = [content(5), content(6), content(7)];
    let wanted = async || world.catalog.referenced(&asked).await.unwrap();
    assert_eq!(wanted().await, HashSet::from([content(5), content(6)]));
    world.catalog.plugins().delete(&world.ada, &plugin.id, None).await.unwrap();
    world.catalog.forget_deleted(Utc::now() + chrono::TimeDelta::seconds(1)).await.unwrap();
    assert_eq!(wanted().await, HashSet::new());
}
