//! Verified local copies.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use mspf_storage::{Cache, Digest, S3Options, Storage};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use crate::support::{Place, blob_path, noise, on_each_storage, s3_options};

on_each_storage! {
    a_copy_is_fetched_and_kept,
    copies_outlive_the_process,
    a_damaged_copy_is_fetched_again,
    the_copies_used_longest_ago_go_first,
    a_copy_in_use_is_never_removed,
    objects_are_cached_and_can_be_forgotten,
    what_is_damaged_in_storage_is_not_cached,
}

const PLENTY: u64 = 1 << 30;

fn open(place: &Place, max_bytes: u64) -> Cache {
    Cache::open(place.scratch.path().join("cache"), max_bytes).unwrap()
}

fn files(place: &Place) -> Vec<std::path::PathBuf> {
    let entries = std::fs::read_dir(place.scratch.path().join("cache")).unwrap();
    entries.map(|entry| entry.unwrap().path()).collect()
}

async fn a_copy_is_fetched_and_kept(place: Place) {
    let cache = open(&place, PLENTY);
    let digest = place.storage.blobs().put(noise(100_000, 1)).await.unwrap();
    let file = cache.file(&digest, place.storage.blobs()).await.unwrap();
    assert_eq!(std::fs::read(file.path()).unwrap(), noise(100_000, 1));
    assert_eq!((file.len(), cache.bytes(), file.is_empty()), (100_000, 100_000, false));
    assert_eq!(file.open().unwrap().metadata().unwrap().len(), 100_000);

    place.remove(&blob_path(&digest)).await;
    assert_eq!(cache.file(&digest, place.storage.blobs()).await.unwrap().path(), file.path());
    let absent = cache.file(&Digest::of(b"absent"), place.storage.blobs()).await.unwrap_err();
    assert!(absent.is_not_found());
    assert_eq!(files(&place).len(), 1);
}

async fn copies_outlive_the_process(place: Place) {
    let digest = place.storage.blobs().put("kept").await.unwrap();
    drop(open(&place, PLENTY).file(&digest, place.storage.blobs()).await.unwrap());
    place.remove(&blob_path(&digest)).await;

    let cache = open(&place, PLENTY);
    assert_eq!(cache.bytes(), 4);
    let file = cache.file(&digest, place.storage.blobs()).await.unwrap();
    assert_eq!(std::fs::read(file.path()).unwrap(), b"kept");
}

async fn a_damaged_copy_is_fetched_again(place: Place) {
    let digest = place.storage.blobs().put("whole").await.unwrap();
    let cache = open(&place, PLENTY);
    let path = cache.file(&digest, place.storage.blobs()).await.unwrap().path().to_owned();

    // Cut while the process runs.
    std::fs::write(&path, "who").unwrap();
    assert_eq!(read(&cache.file(&digest, place.storage.blobs()).await.unwrap()), b"whole");
    // Removed by somebody.
    std::fs::remove_file(&path).unwrap();
    assert_eq!(read(&cache.file(&digest, place.storage.blobs()).await.unwrap()), b"whole");
    // Damaged between two processes.
    drop(cache);
    std::fs::write(&path, "wh0le").unwrap();
    let cache = open(&place, PLENTY);
    assert_eq!(read(&cache.file(&digest, place.storage.blobs()).await.unwrap()), b"whole");
    assert_eq!(cache.bytes(), 5);
}

async fn the_copies_used_longest_ago_go_first(place: Place) {
    let blobs = place.storage.blobs();
    let mut digests = Vec::new();
    for seed in 0..4 {
        digests.push(blobs.put(noise(1_000, seed)).await.unwrap());
    }
    let cache = open(&place, 3_000);
    for index in [0, 1, 2, 0, 3] {
        cache.file(&digests[index], blobs).await.unwrap();
    }
    assert_eq!(cache.bytes(), 3_000);
    let kept =
        |index: usize| files(&place).iter().any(|file| name(file).contains(&digests[index].to_string()));
    assert!(kept(0) && !kept(1) && kept(2) && kept(3));

    // The order of use survives the process too.
    drop(cache);
    let cache = open(&place, 1_000);
    assert_eq!(cache.bytes(), 1_000);
    assert!(kept(3));
}

async fn a_copy_in_use_is_never_removed(place: Place) {
    let blobs = place.storage.blobs();
    let cache = open(&place, 1_500);
    let first = blobs.put(noise(1_000, 1)).await.unwrap();
    let held = cache.file(&first, blobs).await.unwrap();
    let also_held = held.clone();
    for seed in 2..6 {
        let other = blobs.put(noise(1_000, seed)).await.unwrap();
        cache.file(&other, blobs).await.unwrap();
    }
    assert_eq!(read(&held), noise(1_000, 1));
    drop(held);
    assert_eq!(read(&also_held), noise(1_000, 1));

    // One that is larger than the whole budget is there while it is used.
    let large = blobs.put(noise(5_000, 9)).await.unwrap();
    let large = cache.file(&large, blobs).await.unwrap();
    assert_eq!(read(&large).len(), 5_000);
    drop((large, also_held));
    assert!(cache.bytes() <= 1_500);
}

async fn objects_are_cached_and_can_be_forgotten(place: Place) {
    let objects = place.storage.objects();
    let cache = open(&place, PLENTY);
    assert!(cache.object("a/b", objects).await.unwrap_err().is_not_found());
    objects.put_if_absent("a/b", "one").await.unwrap();
    let old = cache.object("a/b", objects).await.unwrap();
    assert_eq!(read(&old), b"one");

    objects.delete("a/b").await.unwrap();
    objects.put_if_absent("a/b", "two!").await.unwrap();
    assert_eq!(read(&cache.object("a/b", objects).await.unwrap()), b"one");
    cache.forget_object("a/b");
    assert_eq!(read(&cache.object("a/b", objects).await.unwrap()), b"two!");
    assert_eq!(cache.bytes(), 4);
}

async fn what_is_damaged_in_storage_is_not_cached(place: Place) {
    let blobs = place.storage.blobs();
    let digest = blobs.put("right").await.unwrap();
    place.damage(&blob_path(&digest), b"wrong").await;
    let cache = open(&place, PLENTY);
    assert!(cache.file(&digest, blobs).await.unwrap_err().is_damaged());
    assert!(files(&place).is_empty());
    blobs.put("right").await.unwrap();
    assert_eq!(read(&cache.file(&digest, blobs).await.unwrap()), b"right");
}

#[tokio::test]
async fn a_stampede_fetches_once() {
    let s3 = mspf_test_support::s3().await;
    let counter = Arc::new(AtomicUsize::new(0));
    let proxy =
        counting_proxy(s3.endpoint.strip_prefix("http://").unwrap().to_owned(), Arc::clone(&counter)).await;
    let options = S3Options { endpoint: Some(proxy), ..s3_options(&s3) };
    let storage = Storage::open(&s3.address, &options).unwrap();
    let digest = storage.blobs().put(noise(500_000, 1)).await.unwrap();
    let directory = tempfile::tempdir().unwrap();
    let cache = Cache::open(directory.path(), PLENTY).unwrap();
    let before = counter.load(Ordering::SeqCst);
    let callers = (0..50).map(|_| cache.file(&digest, storage.blobs()));
    let files = futures::future::try_join_all(callers).await.unwrap();
    assert!(files.iter().all(|file| file.path() == files[0].path()));
    assert_eq!(counter.load(Ordering::SeqCst) - before, 1);
}

#[tokio::test]
async fn what_a_killed_fetch_left_goes_when_it_is_old() {
    let directory = tempfile::tempdir().unwrap();
    let (old, new) = (directory.path().join(".fetching-old"), directory.path().join(".fetching-new"));
    std::fs::write(&old, "").unwrap();
    std::fs::write(&new, "").unwrap();
    let day_ago = std::time::SystemTime::now() - std::time::Duration::from_secs(86_400);
    std::fs::File::options().append(true).open(&old).unwrap().set_modified(day_ago).unwrap();
    Cache::open(directory.path(), PLENTY).unwrap();
    assert!(!old.exists() && new.exists());
}

fn read(file: &mspf_storage::CachedFile) -> Vec<u8> {
    std::fs::read(file.path()).unwrap()
}

fn name(path: &Path) -> String {
    path.file_name().unwrap().to_string_lossy().into_owned()
}

/// Passes everything on, and counts the GET requests.
async fn counting_proxy(to: String, counter: Arc<AtomicUsize>) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((client, _)) = listener.accept().await {
            let (mut from_client, mut to_client) = client.into_split();
            let (mut from_server, mut to_server) = TcpStream::connect(&to).await.unwrap().into_split();
            let counter = Arc::clone(&counter);
            tokio::spawn(async move {
                let mut chunk = vec![0; 64 << 10];
                while let Ok(read @ 1..) = from_client.read(&mut chunk).await {
                    // The requests of this client begin with a packet.
                    counter.fetch_add(usize::from(chunk.starts_with(b"GET ")), Ordering::SeqCst);
                    if to_server.write_all(&chunk[..read]).await.is_err() {
                        return;
                    }
                }
            });
            tokio::spawn(async move { tokio::io::copy(&mut from_server, &mut to_client).await });
        }
    });
    format!("http://{address}")
}
