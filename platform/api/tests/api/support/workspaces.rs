//! Workspaces to test with.

use axum::body::Body;
use http::StatusCode;
use serde_json::{Value, json};

use super::{Answer, TestApp, Visitor};

/// The text of the manifest of a plugin that is files only.
pub(crate) fn static_manifest(name: &str) -> String {
    format!(
        "manifest_version = 1\n[plugin]\nname = \"{name}\"\nversion = \"1.0.0\"\n\
         [runtime]\nkind = \"static\"\n[static]\nmount = \"/\"\n"
    )
}

/// The body of a form with these files, to be sent with `multipart/form-data; boundary=b`.
pub(crate) fn form(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut form = Vec::new();
    for (name, bytes) in files {
        let head = "--b\r\ncontent-disposition: form-data; name=\"file\"; filename=";
        form.extend(format!("{head}\"{name}\"\r\n\r\n").into_bytes());
        form.extend_from_slice(bytes);
        form.extend(b"\r\n");
    }
    form.extend(b"--b--\r\n");
    form
}

impl TestApp {
    /// Writes a file of `ada/hello`, whatever is there.
    pub(crate) async fn write(&self, who: &Visitor, path: &str, content: impl Into<Body>) -> Answer {
        let exists = self.read(who, path).await.status == StatusCode::OK;
        let call = self.put(&format!("plugins/ada/hello/workspace/files/{path}")).bearer(&who.token);
        let call = if exists { call.header("if-match", "*") } else { call };
        let answer = call.body("application/octet-stream", content).send().await;
        assert!(answer.status.is_success(), "{}", answer.text());
        answer
    }

    /// Reads a file of `ada/hello`.
    pub(crate) async fn read(&self, who: &Visitor, path: &str) -> Answer {
        self.get(&format!("plugins/ada/hello/workspace/files/{path}")).bearer(&who.token).send().await
    }

    /// Asks the workspace of `ada/hello` something.
    pub(crate) async fn look(&self, who: &Visitor, what: &str) -> Answer {
        self.get(&format!("plugins/ada/hello/workspace/{what}")).bearer(&who.token).send().await
    }

    /// Does something to the workspace of `ada/hello`.
    pub(crate) async fn act(&self, who: &Visitor, what: &str, body: Value) -> Answer {
        self.post(&format!("plugins/ada/hello/workspace/{what}")).bearer(&who.token).json(&body).send().await
    }

    /// Uploads files to the workspace of `ada/hello`.
    pub(crate) async fn upload(&self, who: &Visitor, query: &str, files: &[(&str, &[u8])]) -> Answer {
        let call = self.post(&format!("plugins/ada/hello/workspace/upload{query}")).bearer(&who.token);
        call.body("multipart/form-data; boundary=b", form(files)).send().await
    }

    /// The paths of `ada/hello`.
    pub(crate) async fn paths(&self, who: &Visitor) -> Value {
        let tree = self.look(who, "tree").await.expect(StatusCode::OK).json();
        let entries = tree["entries"].as_array().unwrap().iter();
        json!(entries.map(|entry| entry["path"].clone()).collect::<Vec<_>>())
    }
}
