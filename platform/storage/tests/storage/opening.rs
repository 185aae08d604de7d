//! Addresses, and the check that a service is fit.

use mspf_storage::{S3Options, Storage, StorageError};

use crate::support::{Place, on_each_storage};

on_each_storage! { a_fit_service_passes_the_check }

async fn a_fit_service_passes_the_check(place: Place) {
    place.storage.check().await.unwrap();
    assert!(place.everything().await.is_empty(), "nothing is left of the check");
}

#[test]
fn addresses_that_make_no_sense_are_refused() {
    for address in ["", "s3://", "s3:///prefix", "http://127.0.0.1/bucket", "s3://bucket/a//b"] {
        let error = Storage::open(address, &S3Options::default()).unwrap_err();
        assert!(matches!(error, StorageError::InvalidAddress { .. }), "{address}: {error}");
    }
}

#[tokio::test]
async fn a_plain_http_endpoint_must_be_asked_for() {
    let s3 = mspf_test_support::s3().await;
    let options = S3Options { allow_http: false, ..crate::support::s3_options(&s3) };
    let storage = Storage::open(&s3.address, &options).unwrap();
    assert!(storage.check().await.is_err());
}

#[tokio::test]
async fn a_file_url_is_a_directory() {
    let directory = tempfile::tempdir().unwrap();
    let url = format!("file://{}/deep/er", directory.path().display());
    let storage = Storage::open(&url, &S3Options::default()).unwrap();
    storage.blobs().put("x").await.unwrap();
    assert!(directory.path().join("deep/er/blobs").is_dir());
}

#[test]
fn secrets_are_not_shown() {
    let options = S3Options { secret_access_key: Some("hunter2".into()), ..S3Options::default() };
    assert!(!format!("{options:?}").contains("hunter2"));
}
