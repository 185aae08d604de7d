//! Server-Sent Events as they come.

use std::time::Duration;

use axum::body::{Body, BodyDataStream};
use futures::StreamExt;
use serde_json::Value;
use tokio::time::timeout;

/// Long for a test, so that only a lost event fails it.
const PATIENCE: Duration = Duration::from_secs(20);

/// A stream that is being read.
pub(crate) struct Events {
    body: BodyDataStream,
    text: String,
}

impl Events {
    pub(crate) fn new(body: Body) -> Events {
        Events { body: body.into_data_stream(), text: String::new() }
    }

    /// The next event of this name; others before it are passed over.
    pub(crate) async fn next(&mut self, name: &str) -> Value {
        loop {
            let (told, data) = self.next_of_any().await;
            if told == name {
                return data;
            }
        }
    }

    /// The next event, with its name.
    pub(crate) async fn next_of_any(&mut self) -> (String, Value) {
        self.read().await.expect("an event before the stream ends")
    }

    /// Whether the stream ends here.
    pub(crate) async fn ended(&mut self) -> bool {
        self.read().await.is_none()
    }

    async fn read(&mut self) -> Option<(String, Value)> {
        loop {
            if let Some((event, rest)) = self.text.split_once("\n\n") {
                let (event, rest) = (event.to_owned(), rest.to_owned());
                self.text = rest;
                let field =
                    |name: &str| event.lines().find_map(|line| line.strip_prefix(name).map(str::trim));
                if let Some(name) = field("event:") {
                    let data = serde_json::from_str(field("data:").unwrap_or_default()).unwrap();
                    return Some((name.to_owned(), data));
                }
                continue;
            }
            let chunk = timeout(PATIENCE, self.body.next()).await.expect("an event arrives")?.unwrap();
            self.text.push_str(std::str::from_utf8(&chunk).unwrap());
        }
    }
}
