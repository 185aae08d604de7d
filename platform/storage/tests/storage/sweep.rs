//! Garbage collection, and why it may run beside uploads.

use std::collections::HashSet;
use std::convert::Infallible;
use std::sync::Mutex;
use std::time::{Duration, SystemTime};

use mspf_storage::{Digest, StorageError, SweepReport};
use object_store::ObjectStoreExt;
use object_store::path::Path;

use crate::support::{Place, blob_path, noise, on_each_storage};

const HOUR: Duration = Duration::from_secs(3600);
/// Longer than S3's clock ticks (a second), short enough to wait for.
const SHORT: Duration = Duration::from_secs(2);

on_each_storage! {
    only_old_blobs_without_references_go,
    a_blob_put_again_while_it_is_judged_stays,
    a_put_waits_for_the_sweep_that_is_deleting_its_blob,
    nothing_goes_when_references_are_unknown,
    leftovers_of_killed_uploads_go,
}

async fn nobody(_: Vec<Digest>) -> Result<HashSet<Digest>, Infallible> {
    Ok(HashSet::new())
}

async fn only_old_blobs_without_references_go(place: Place) {
    let blobs = place.storage.blobs();
    let wanted = blobs.put("wanted").await.unwrap();
    let unwanted = blobs.put("unwanted").await.unwrap();
    assert_eq!(blobs.sweep(nobody, HOUR).await.unwrap(), SweepReport::default(), "both are young");

    grow_old(&place, &unwanted).await;
    grow_old(&place, &wanted).await;
    let report = blobs.sweep(async |_| Ok::<_, Infallible>(HashSet::from([wanted])), SHORT).await.unwrap();
    assert_eq!((report.examined, report.deleted, report.deleted_bytes), (2, 1, 8));
    assert!(blobs.exists(&wanted).await.unwrap());
    assert!(!blobs.exists(&unwanted).await.unwrap());
    assert_eq!(place.everything().await, [blob_path(&wanted)], "no announcement is left");
}

async fn a_blob_put_again_while_it_is_judged_stays(place: Place) {
    let blobs = place.storage.blobs();
    let digest = blobs.put("old").await.unwrap();
    grow_old(&place, &digest).await;
    // Somebody uploads the same file after the sweep has seen how old it is, and will refer to it later.
    let put_again = async |page: Vec<Digest>| {
        assert_eq!(page, [digest]);
        blobs.put("old").await.unwrap();
        Ok::<_, Infallible>(HashSet::new())
    };
    let report = blobs.sweep(put_again, SHORT).await.unwrap();
    assert_eq!((report.examined, report.deleted), (1, 0));
    assert_eq!(blobs.get(&digest).await.unwrap(), "old");
}

/// The sweep's worst moment, step by step: it has looked at the blob, found it old, and deletes it only after the
/// uploader has written it.
async fn a_put_waits_for_the_sweep_that_is_deleting_its_blob(place: Place) {
    let blobs = place.storage.blobs().clone();
    let digest = Digest::of(b"contended");
    let (blob, announcement) = (Path::from(blob_path(&digest)), Path::from(format!("condemned/{digest}")));
    place.raw.put(&announcement, "".into()).await.unwrap();

    let put = tokio::spawn(async move { blobs.put("contended").await });
    while place.raw.head(&blob).await.is_err() {
        tokio::task::yield_now().await;
    }
    assert!(!put.is_finished(), "nothing is acknowledged that may be deleted");
    place.raw.delete(&blob).await.unwrap();
    place.raw.delete(&announcement).await.unwrap();

    assert_eq!(put.await.unwrap().unwrap(), digest);
    assert_eq!(place.storage.blobs().get(&digest).await.unwrap(), "contended");
}

async fn nothing_goes_when_references_are_unknown(place: Place) {
    let blobs = place.storage.blobs();
    let digest = blobs.put("x").await.unwrap();
    grow_old(&place, &digest).await;
    let fail = async |_| Err::<HashSet<Digest>, _>(std::io::Error::other("the database is down"));
    let error = blobs.sweep(fail, SHORT).await.unwrap_err();
    assert!(
        matches!(error, StorageError::References(_)) && error.to_string().contains("the database is down")
    );
    assert!(blobs.exists(&digest).await.unwrap());
}

async fn leftovers_of_killed_uploads_go(place: Place) {
    let blobs = place.storage.blobs();
    match &place.root {
        // Where a killed process was writing.
        Some(root) => {
            let digest = Digest::of(b"half").to_string();
            std::fs::create_dir_all(root.join("blobs").join(&digest[..2])).unwrap();
            std::fs::write(root.join("blobs").join(&digest[..2]).join(format!("{digest}#1")), "ha").unwrap();
            std::fs::create_dir_all(root.join("objects/a")).unwrap();
            std::fs::write(root.join("objects/a/b#12"), "ha").unwrap();
        }
        None => {
            let file = place.scratch.path().join("large");
            std::fs::write(&file, noise(64 << 20, 1)).unwrap();
            tokio::select! {
                _ = blobs.put_file(&file) => panic!("the upload is to be interrupted"),
                () = until_recorded(&place) => {}
            }
        }
    }
    let expected = if place.root.is_some() { 2 } else { 1 };
    assert_eq!(blobs.sweep(nobody, HOUR).await.unwrap().leftovers, 0, "it may still be going on");
    tokio::time::sleep(Duration::from_millis(10)).await;
    assert_eq!(blobs.sweep(nobody, Duration::ZERO).await.unwrap().leftovers, expected);
    assert_eq!(blobs.sweep(nobody, Duration::ZERO).await.unwrap().leftovers, 0);
    assert!(place.everything().await.is_empty());
}

async fn until_recorded(place: &Place) {
    while !place.everything().await.iter().any(|path| path.starts_with("uploads/")) {
        tokio::task::yield_now().await;
    }
}

/// Real uploads and real sweeps, racing over the same old blob.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn no_acknowledged_put_is_ever_swept() {
    let place = Place::local().await;
    let blobs = place.storage.blobs();
    for round in 0..150_u64 {
        let content = noise(100, round);
        let digest = blobs.put(content.clone()).await.unwrap();
        grow_old(&place, &digest).await;
        let sweep = |_: u8| {
            let blobs = blobs.clone();
            tokio::spawn(async move { blobs.sweep(nobody, HOUR).await.unwrap() })
        };
        let put = {
            let blobs = blobs.clone();
            let content = content.clone();
            tokio::spawn(async move { blobs.put(content).await.unwrap() })
        };
        let (first, second, put) = tokio::join!(sweep(1), sweep(2), put);
        first.unwrap();
        second.unwrap();
        assert_eq!(put.unwrap(), digest);
        assert_eq!(blobs.get(&digest).await.unwrap(), content, "round {round}");
    }
}

#[tokio::test]
async fn a_dead_sweep_blocks_nobody() {
    let place = Place::local().await;
    let digest = Digest::of(b"x");
    let announcement = place.root.as_ref().unwrap().join(format!("condemned/{digest}"));
    std::fs::create_dir_all(announcement.parent().unwrap()).unwrap();
    std::fs::write(&announcement, "").unwrap();
    set_age(&announcement, HOUR);
    place.storage.blobs().put("x").await.unwrap();
    place.storage.blobs().sweep(nobody, HOUR).await.unwrap();
    assert!(!announcement.exists());
}

#[tokio::test]
async fn references_are_asked_for_in_pages() {
    let place = Place::local().await;
    let folder = place.root.as_ref().unwrap().join("blobs/00");
    std::fs::create_dir_all(&folder).unwrap();
    for number in 0..1_201 {
        let file = folder.join(Digest::of(&[number as u8, (number >> 8) as u8]).to_string());
        std::fs::write(&file, "").unwrap();
        set_age(&file, 2 * HOUR);
    }
    std::fs::write(folder.join("no-blob.txt"), "").unwrap();
    set_age(&folder.join("no-blob.txt"), 2 * HOUR);
    let pages = Mutex::new(Vec::new());
    let keep_all = async |page: Vec<Digest>| {
        pages.lock().unwrap().push(page.len());
        Ok::<_, Infallible>(page.into_iter().collect())
    };
    let report = place.storage.blobs().sweep(keep_all, HOUR).await.unwrap();
    assert_eq!((report.examined, report.deleted), (1_201, 0));
    assert_eq!(pages.into_inner().unwrap(), [500, 500, 201]);
}

/// Makes a blob older than [`SHORT`]; on a directory, two hours old.
async fn grow_old(place: &Place, digest: &Digest) {
    let path = blob_path(digest);
    match &place.root {
        Some(root) => set_age(&root.join(path), 2 * HOUR),
        None => {
            let path = Path::from(path);
            let age = async || {
                let modified = place.raw.head(&path).await.unwrap().last_modified;
                (chrono::Utc::now() - modified).to_std().unwrap_or_default()
            };
            while age().await <= SHORT {
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        }
    }
}

fn set_age(file: &std::path::Path, age: Duration) {
    let file = std::fs::File::options().append(true).open(file).unwrap();
    file.set_modified(SystemTime::now() - age).unwrap();
}
