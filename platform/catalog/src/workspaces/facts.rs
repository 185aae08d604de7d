//! What is known of contents: found out once outside of transactions, by whoever can read blobs.

use std::collections::HashMap;

use mspf_package::{MANIFEST_FILE, Manifest, inspect};

use super::limits::WORKSPACE_FILE_BYTES;

/// Bytes of a manifest that are looked at: more than any sound one has.
const MANIFEST_BYTES: u64 = 1 << 20;

/// What has to be known of a content before it can be used. Both name a blob.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Question {
    /// Is it a sound manifest?
    Manifest(String),
    /// Is it a component that can run?
    Component(String),
}

impl Question {
    /// The digest of the content.
    pub fn digest(&self) -> &str {
        let (Question::Manifest(digest) | Question::Component(digest)) = self;
        digest
    }

    /// The most bytes of the content that an answer needs; a larger one is refused unread.
    pub fn limit(&self) -> u64 {
        match self {
            Question::Manifest(_) => MANIFEST_BYTES,
            Question::Component(_) => WORKSPACE_FILE_BYTES,
        }
    }
}

/// Answers to questions about contents. Contents never change, and so neither do these.
#[derive(Clone, Debug, Default)]
pub struct Facts {
    /// What is wrong with a manifest begins with its name and the line.
    manifests: HashMap<String, Result<Manifest, String>>,
    components: HashMap<String, Result<(), String>>,
}

impl Facts {
    /// Answers a question by looking at the content. Takes CPU time: not for a thread that serves requests, unless
    /// it is a manifest.
    pub fn learn(&mut self, question: &Question, content: &[u8]) {
        match question {
            Question::Manifest(digest) => {
                let found = Manifest::from_bytes(content).map_err(|error| error.to_string());
                self.manifests.insert(digest.clone(), found);
            }
            Question::Component(digest) => {
                let found = inspect(content).map(drop).map_err(|error| error.to_string());
                self.components.insert(digest.clone(), found);
            }
        }
    }

    /// Answers a question with no, for a content that is not worth a look.
    pub fn refuse(&mut self, question: &Question, reason: &str) {
        let digest = question.digest().to_owned();
        match question {
            Question::Manifest(_) => {
                self.manifests.insert(digest, Err(format!("{MANIFEST_FILE}: {reason}")));
            }
            Question::Component(_) => {
                self.components.insert(digest, Err(reason.to_owned()));
            }
        }
    }

    /// Remembers a manifest that was read already.
    pub fn know_manifest(&mut self, digest: &str, manifest: Manifest) {
        self.manifests.insert(digest.to_owned(), Ok(manifest));
    }

    pub(super) fn manifest(&self, digest: &str) -> Option<&Result<Manifest, String>> {
        self.manifests.get(digest)
    }

    pub(super) fn component(&self, digest: &str) -> Option<&Result<(), String>> {
        self.components.get(digest)
    }
}
