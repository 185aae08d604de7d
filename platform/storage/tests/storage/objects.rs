//! Named objects.

use mspf_storage::StorageError;
use object_store::ObjectStoreExt;

use crate::support::{Place, noise, on_each_storage};

on_each_storage! {
    the_first_writer_wins,
    of_many_writers_exactly_one_wins,
    damage_is_noticed,
    objects_are_listed_by_prefix,
    keys_that_could_lead_astray_are_refused,
}

async fn the_first_writer_wins(place: Place) {
    let objects = place.storage.objects();
    assert_eq!(objects.get("a/b").await.unwrap(), None);
    assert!(!objects.exists("a/b").await.unwrap());
    assert!(objects.put_if_absent("a/b", "first").await.unwrap());
    assert!(!objects.put_if_absent("a/b", "second").await.unwrap());
    assert_eq!(objects.get("a/b").await.unwrap().unwrap(), "first");
    assert!(objects.exists("a/b").await.unwrap());

    let file = place.scratch.path().join("copy");
    assert_eq!(objects.get_to_file("a/b", &file).await.unwrap(), 5);
    assert_eq!(std::fs::read(file).unwrap(), b"first");

    objects.delete("a/b").await.unwrap();
    objects.delete("a/b").await.unwrap();
    assert!(objects.put_if_absent("a/b", "third").await.unwrap());
}

async fn of_many_writers_exactly_one_wins(place: Place) {
    let objects = place.storage.objects();
    let puts = (0..32_u64).map(|seed| objects.put_if_absent("one", noise(100_000, seed)));
    let won = futures::future::try_join_all(puts).await.unwrap();
    let winners: Vec<_> = (0..32_u64).filter(|seed| won[*seed as usize]).collect();
    assert_eq!(winners.len(), 1);
    assert_eq!(objects.get("one").await.unwrap().unwrap(), noise(100_000, winners[0]));
}

async fn damage_is_noticed(place: Place) {
    let objects = place.storage.objects();
    objects.put_if_absent("x", "content").await.unwrap();
    let stored = place.raw.get(&"objects/x".into()).await.unwrap();
    let mut bytes = stored.bytes().await.unwrap().to_vec();
    *bytes.last_mut().unwrap() ^= 1;
    place.damage("objects/x", bytes.leak()).await;
    let error = objects.get("x").await.unwrap_err();
    assert!(matches!(error, StorageError::Damaged { .. }), "{error}");
    assert!(objects.get_to_file("x", &place.scratch.path().join("copy")).await.unwrap_err().is_damaged());

    for cut in [b"".as_slice(), b"mspfobj1", b"something else that is long enough to hold a header"] {
        place.damage("objects/x", cut).await;
        assert!(matches!(objects.get("x").await.unwrap_err(), StorageError::BadHeader(_)));
        let error = objects.get_to_file("x", &place.scratch.path().join("copy")).await.unwrap_err();
        assert!(matches!(error, StorageError::BadHeader(_)), "{error}");
    }
}

async fn objects_are_listed_by_prefix(place: Place) {
    let objects = place.storage.objects();
    for key in ["artifacts/e1/a", "artifacts/e1/b", "artifacts/e10/a", "other"] {
        objects.put_if_absent(key, key).await.unwrap();
    }
    let list = async |prefix| {
        let listed = objects.list(prefix).await.unwrap();
        let mut keys: Vec<_> = listed.into_iter().map(|object| object.key).collect();
        keys.sort();
        keys
    };
    assert_eq!(list("artifacts/e1").await, ["artifacts/e1/a", "artifacts/e1/b"]);
    assert_eq!(list("artifacts/").await, ["artifacts/e1/a", "artifacts/e1/b", "artifacts/e10/a"]);
    assert_eq!(list("").await.len(), 4);
    assert!(list("nothing").await.is_empty());
}

async fn keys_that_could_lead_astray_are_refused(place: Place) {
    let objects = place.storage.objects();
    for key in ["", "/", "/a", "a/", "a//b", "..", "a/../b", ".", "a#1", "a b", "a\\b", "ä", "a\0", "a%2fb"]
    {
        let error = objects.put_if_absent(key, "x").await.unwrap_err();
        assert!(matches!(error, StorageError::InvalidKey(_)), "{key:?}: {error}");
        assert!(matches!(objects.get(key).await, Err(StorageError::InvalidKey(_))), "{key:?}");
    }
    assert!(place.everything().await.is_empty());
}
