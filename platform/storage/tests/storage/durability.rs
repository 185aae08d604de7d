//! A writer killed at any moment has lost nothing it was told is stored, and left nothing half-written.

use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};

use mspf_storage::{Digest, S3Options, Storage};

use crate::support::{Place, noise};

/// Tells this test binary that it is the writer, and where to write.
const WRITER_VARIABLE: &str = "MSPF_TEST_WRITE_TO";

#[tokio::test]
async fn a_killed_writer_loses_nothing_acknowledged() {
    let place = Place::local().await;
    let root = place.root.clone().unwrap();
    for acknowledged in [1, 5, 20] {
        let mut writer = Command::new(std::env::current_exe().unwrap())
            .args(["durability::writer", "--exact", "--nocapture"])
            .env(WRITER_VARIABLE, &root)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let lines = BufReader::new(writer.stdout.take().unwrap()).lines().map(Result::unwrap);
        let mut stored = lines.filter_map(|line| line.strip_prefix("stored ")?.parse::<Digest>().ok());
        let mut told: Vec<_> = stored.by_ref().take(acknowledged).collect();
        writer.kill().unwrap();
        writer.wait().unwrap();
        told.extend(stored);
        for digest in &told {
            assert!(place.storage.blobs().get(digest).await.is_ok(), "{digest} was acknowledged");
        }
    }
    for path in place.everything().await {
        let digest = path.rsplit('/').next().unwrap().parse().unwrap();
        place.storage.blobs().get(&digest).await.unwrap();
    }
}

/// Does nothing unless it is run by the test above.
#[tokio::test]
async fn writer() {
    let Some(root) = std::env::var_os(WRITER_VARIABLE) else { return };
    let storage = Storage::open(root.to_str().unwrap(), &S3Options::default()).unwrap();
    let file = tempfile::NamedTempFile::new().unwrap();
    let seed = u64::from(std::process::id()) << 32;
    for number in 0.. {
        let digest = if number % 5 == 4 {
            std::fs::write(file.path(), noise(9 << 20, seed | number)).unwrap();
            storage.blobs().put_file(file.path()).await.unwrap()
        } else {
            storage.blobs().put(noise(10_000, seed | number)).await.unwrap()
        };
        println!("\nstored {digest}");
    }
}
