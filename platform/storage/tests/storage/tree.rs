//! Whole trees as directories of real files.

use std::collections::HashSet;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use mspf_storage::{Cache, Digest, StorageError};

use crate::support::{Place, blob_path, on_each_storage};

on_each_storage! {
    a_tree_is_laid_out_with_every_file_in_its_place,
    copies_that_went_missing_are_fetched_again,
    no_path_leads_out,
}

fn open(place: &Place) -> Cache {
    Cache::open(place.scratch.path().join("cache"), 1 << 30).unwrap()
}

async fn put(place: &Place, files: &[(&str, &str)]) -> Vec<(String, Digest)> {
    let mut tree = Vec::new();
    for (path, content) in files {
        tree.push(((*path).to_owned(), place.storage.blobs().put((*content).to_owned()).await.unwrap()));
    }
    tree
}

fn read(directory: &Path, path: &str) -> String {
    std::fs::read_to_string(directory.join(path)).unwrap()
}

async fn a_tree_is_laid_out_with_every_file_in_its_place(place: Place) {
    let (cache, directory) = (open(&place), place.scratch.path().join("tree"));
    let files = [("a.py", "a"), ("app/__init__.py", ""), ("app/urls.py", ""), ("app/deep/er/b.html", "a")];
    let tree = put(&place, &files).await;
    cache.lay_out(tree.clone(), place.storage.blobs(), &directory).await.unwrap();
    for (path, content) in files {
        assert_eq!(read(&directory, path), content, "{path}");
    }
    // Equal files are one file on the disk, with the copy in the cache.
    assert_eq!(std::fs::metadata(directory.join("a.py")).unwrap().nlink(), 3);

    // Everything is here now: a second time nothing is asked of the storage.
    for digest in tree.iter().map(|(_, digest)| digest).collect::<HashSet<_>>() {
        place.remove(&blob_path(digest)).await;
    }
    let second = place.scratch.path().join("second");
    cache.lay_out(tree.clone(), place.storage.blobs(), &second).await.unwrap();
    assert_eq!(read(&second, "app/deep/er/b.html"), "a");
    // A directory is made, never added to.
    let again = cache.lay_out(tree, place.storage.blobs(), &second).await.unwrap_err();
    assert!(matches!(again, StorageError::Io { .. }), "{again}");
}

async fn copies_that_went_missing_are_fetched_again(place: Place) {
    let cache = open(&place);
    let tree =
        put(&place, &[("gone", "this one is removed"), ("cut", "this one is cut"), ("kept", "kept")]).await;
    let mut copies: Vec<PathBuf> = Vec::new();
    for (_, digest) in &tree {
        copies.push(cache.file(digest, place.storage.blobs()).await.unwrap().path().to_owned());
    }
    std::fs::remove_file(&copies[0]).unwrap();
    std::fs::write(&copies[1], "cut").unwrap();
    let directory = place.scratch.path().join("tree");
    cache.lay_out(tree, place.storage.blobs(), &directory).await.unwrap();
    assert_eq!(read(&directory, "gone"), "this one is removed");
    assert_eq!(read(&directory, "cut"), "this one is cut");
    assert_eq!(read(&directory, "kept"), "kept");
}

async fn no_path_leads_out(place: Place) {
    let cache = open(&place);
    let outside = place.scratch.path().join("outside");
    let hostile =
        ["../outside", "/tmp/mspf-outside", "a/../../outside", "a//b", "a/./b", "", ".", "..", "a/", "a\0b"];
    for (number, path) in hostile.into_iter().enumerate() {
        let tree = put(&place, &[("fine", "fine"), (path, "evil")]).await;
        let directory = place.scratch.path().join(format!("tree-{number}"));
        let error = cache.lay_out(tree, place.storage.blobs(), &directory).await.unwrap_err();
        assert!(matches!(error, StorageError::UnsoundPath(_)), "{path}: {error}");
        assert!(!directory.exists() && !outside.exists(), "{path}");
    }
    // A file where another path needs a folder, and two files of one path.
    for twice in [["a", "a/b"], ["a", "a"]] {
        let tree = put(&place, &[(twice[0], "one"), (twice[1], "other")]).await;
        let directory = place.scratch.path().join("tree");
        let error = cache.lay_out(tree, place.storage.blobs(), &directory).await.unwrap_err();
        assert!(matches!(error, StorageError::Io { .. }), "{error}");
        std::fs::remove_dir_all(directory).unwrap();
    }
}
