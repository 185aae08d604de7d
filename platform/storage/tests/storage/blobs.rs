//! Content-addressed blobs.

use mspf_storage::{Digest, StorageError};

use crate::support::{Place, blob_path, noise, on_each_storage};

on_each_storage! {
    what_was_put_is_got,
    an_absent_blob_is_not_found,
    damage_is_noticed_and_healed_by_putting_again,
    a_large_file_is_stored_in_parts,
    files_around_the_size_of_a_part_are_stored_whole,
    a_hundred_puts_of_the_same_blob_agree,
}

async fn what_was_put_is_got(place: Place) {
    let blobs = place.storage.blobs();
    for content in [noise(0, 1), noise(1, 1), noise(300_000, 1)] {
        let digest = blobs.put(content.clone()).await.unwrap();
        assert_eq!(digest, Digest::of(&content));
        assert_eq!(blobs.get(&digest).await.unwrap(), content);
        assert_eq!(blobs.size(&digest).await.unwrap(), content.len() as u64);
        assert!(blobs.exists(&digest).await.unwrap());
        let file = place.scratch.path().join("copy");
        assert_eq!(blobs.get_to_file(&digest, &file).await.unwrap(), content.len() as u64);
        assert_eq!(std::fs::read(file).unwrap(), content);
    }
}

async fn an_absent_blob_is_not_found(place: Place) {
    let blobs = place.storage.blobs();
    let absent = Digest::of(b"absent");
    assert!(!blobs.exists(&absent).await.unwrap());
    assert!(blobs.get(&absent).await.unwrap_err().is_not_found());
    assert!(blobs.size(&absent).await.unwrap_err().is_not_found());
    let file = place.scratch.path().join("copy");
    assert!(blobs.get_to_file(&absent, &file).await.unwrap_err().is_not_found());
    assert!(!file.exists());
}

async fn damage_is_noticed_and_healed_by_putting_again(place: Place) {
    let blobs = place.storage.blobs();
    let digest = blobs.put("what was written").await.unwrap();
    place.damage(&blob_path(&digest), b"what was wr1tten").await;
    let error = blobs.get(&digest).await.unwrap_err();
    assert!(matches!(error, StorageError::Damaged { expected, .. } if expected == digest), "{error}");
    let file = place.scratch.path().join("copy");
    assert!(blobs.get_to_file(&digest, &file).await.unwrap_err().is_damaged());
    let left = std::fs::read_dir(place.scratch.path()).unwrap().map(|entry| entry.unwrap().file_name());
    assert_eq!(left.filter(|name| name != "storage").count(), 0, "nothing of it is left");

    blobs.put("what was written").await.unwrap();
    assert_eq!(blobs.get(&digest).await.unwrap(), "what was written");
}

async fn a_large_file_is_stored_in_parts(place: Place) {
    let content = noise((40 << 20) + 12_345, 7);
    let file = place.scratch.path().join("large");
    std::fs::write(&file, &content).unwrap();
    let digest = place.storage.blobs().put_file(&file).await.unwrap();
    assert_eq!(digest, Digest::of(&content));
    assert!(place.storage.blobs().get(&digest).await.unwrap() == content);
    assert_eq!(place.everything().await, [blob_path(&digest)], "no record of the upload is left");
}

async fn files_around_the_size_of_a_part_are_stored_whole(place: Place) {
    const PART: usize = 8 << 20;
    for length in [0, PART, PART + 1, 2 * PART] {
        let content = noise(length, length as u64);
        let file = place.scratch.path().join("file");
        std::fs::write(&file, &content).unwrap();
        let digest = place.storage.blobs().put_file(&file).await.unwrap();
        assert!(place.storage.blobs().get(&digest).await.unwrap() == content, "{length}");
    }
}

async fn a_hundred_puts_of_the_same_blob_agree(place: Place) {
    let content = bytes::Bytes::from(noise(2_000, 3));
    let puts = (0..100).map(|_| place.storage.blobs().put(content.clone()));
    for digest in futures::future::try_join_all(puts).await.unwrap() {
        assert_eq!(digest, Digest::of(&content));
    }
    assert_eq!(place.everything().await.len(), 1);
}

#[test]
fn a_digest_has_one_spelling() {
    let digest = Digest::of(b"");
    let text = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    assert_eq!(digest.to_string(), text);
    assert_eq!(text.parse::<Digest>(), Ok(digest));
    assert_eq!(serde_json::to_value(digest).unwrap(), text);
    assert_eq!(serde_json::from_str::<Digest>(&format!("\"{text}\"")).unwrap(), digest);
    for wrong in ["", &text[1..], &text.to_uppercase(), &text.replace('e', "g"), &format!("{text}0")] {
        assert!(wrong.parse::<Digest>().is_err(), "{wrong}");
    }
}
