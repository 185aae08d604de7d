//! What was saved, and the way back.

use mspf_catalog::{Arrange, Expected, Kind, SaveKind, WORKSPACE_FILE_BYTES};
use mspf_test_support::{TestDatabase, on_each_database};

use super::{arrange, content, facts, file};
use crate::world::{World, code};

on_each_database! {
    saves_of_one_file_shortly_after_each_other_are_one,
    a_file_and_a_tree_are_restored,
    the_history_is_bounded
}

async fn saves_of_one_file_shortly_after_each_other_are_one(database: TestDatabase) {
    let world = World::new(database).await;
    let plugin = world.plugin("hello").await;
    for number in 3..8 {
        world.put(&plugin, "views.py", number).await;
    }
    world.put(&plugin, "urls.py", 3).await;
    world.put(&plugin, "views.py", 9).await;
    let workspace = world.workspace(&plugin).await;
    let workspaces = world.catalog.workspaces();
    let saves = workspaces.history(&workspace, None, None, 10).await.unwrap();
    let told: Vec<_> =
        saves.iter().map(|save| (save.seq, save.revision, save.paths[0].path.as_str())).collect();
    let expected = [(4, 7, "views.py"), (3, 6, "urls.py"), (2, 5, "views.py"), (1, 1, "views.py")];
    assert_eq!(told, expected);
    let change = &saves[2].paths[0];
    assert_eq!((&change.digest_before, &change.digest_after), (&Some(content(3)), &Some(content(7))));
    assert!(saves.iter().all(|save| save.saved_by == world.ada.user() && save.kind == SaveKind::Write));

    let of_one = workspaces.history(&workspace, Some("urls.py"), None, 10).await.unwrap();
    assert_eq!(of_one.iter().map(|save| save.seq).collect::<Vec<_>>(), [3]);
    let page = workspaces.history(&workspace, None, Some(3), 1).await.unwrap();
    assert_eq!(page.iter().map(|save| save.seq).collect::<Vec<_>>(), [2]);
    assert_eq!(workspaces.file_at(&workspace, "views.py", 2).await.unwrap(), (content(7), 7));
    assert_eq!(workspaces.file_at(&workspace, "views.py", 4).await.unwrap(), (content(9), 9));
    assert_eq!(code(workspaces.file_at(&workspace, "urls.py", 2).await), "workspace.no_such_file");
}

async fn a_file_and_a_tree_are_restored(database: TestDatabase) {
    let world = World::new(database).await;
    let plugin = world.plugin("hello").await;
    let workspaces = world.catalog.workspaces();
    let restore = async |seq: i64, path: Option<&str>| {
        workspaces.restore(&world.ada, &plugin.id, seq, path, &facts()).await
    };
    let files = [file("mspf.toml", 2), file("views.py", 5), file("static/css/a.css", 6)];
    workspaces.upload(&world.ada, &plugin.id, &files, false, &facts()).await.unwrap();
    let then = world.paths(&plugin).await;
    world.put(&plugin, "views.py", 7).await;
    let rename = Arrange { to: Some("assets".to_owned()), ..arrange(&["static"]) };
    workspaces.move_(&world.ada, &plugin.id, &rename, &facts()).await.unwrap();
    // What was a folder is a file now.
    world.put(&plugin, "static", 8).await;
    workspaces.make_folder(&world.ada, &plugin.id, "empty", &facts()).await.unwrap();

    restore(1, Some("views.py")).await.unwrap();
    assert_eq!(world.digest(&plugin, "views.py").await, Some(content(5)));
    assert_eq!(world.digest(&plugin, "static").await, Some(content(8)), "nothing else came back");
    let before = world.paths(&plugin).await;
    let saved = restore(1, None).await.unwrap();
    assert_eq!(world.paths(&plugin).await, then);
    assert_eq!(world.workspace(&plugin).await.entries, 5);
    restore(saved.save - 1, None).await.unwrap();
    assert_eq!(world.paths(&plugin).await, before, "a restore can be undone");
    restore(0, None).await.unwrap();
    let empty = world.workspace(&plugin).await;
    assert_eq!((empty.entries, empty.bytes), (0, 0));
    let saves = workspaces.history(&empty, None, None, 1).await.unwrap();
    assert_eq!((saves[0].kind, saves[0].paths[0].kind_after), (SaveKind::Restore, Kind::Nothing));
    for never in [-1, empty.last_save + 1, i64::MAX, i64::MIN] {
        assert_eq!(code(restore(never, None).await), "workspace.no_such_save", "{never}");
    }
}

async fn the_history_is_bounded(database: TestDatabase) {
    let world = World::new(database).await;
    let plugin = world.plugin("hello").await;
    let workspaces = world.catalog.workspaces();
    for number in 0..12 {
        let large = mspf_catalog::TreeFile { size: WORKSPACE_FILE_BYTES, ..file("film.mp4", 100 + number) };
        workspaces.write(&world.ada, &plugin.id, &large, &Expected::Anything, &facts()).await.unwrap();
        workspaces.delete(&world.ada, &plugin.id, "film.mp4", &Expected::File, &facts()).await.unwrap();
    }
    let workspace = world.workspace(&plugin).await;
    assert_eq!(workspace.last_save, 24);
    let saves = workspaces.history(&workspace, None, None, 100).await.unwrap();
    let oldest = saves.last().unwrap().seq;
    assert!(oldest > 1 && saves.len() < 24, "the first contents are forgotten: {oldest}");
    let first = content(100);
    assert!(!world.catalog.referenced(&[first]).await.unwrap().contains(&content(100)));
    let too_far = workspaces.restore(&world.ada, &plugin.id, oldest - 2, None, &facts()).await;
    assert_eq!(code(too_far), "workspace.no_such_save");
    workspaces.restore(&world.ada, &plugin.id, oldest, None, &facts()).await.unwrap();
}
