//! Says what the platform passed on.

use std::sync::atomic::{AtomicU64, Ordering};

use mspf_sdk::{Caller, Installation, RequestId};
use serde_json::{Map, Value, json};
use wasip3::http::types::{ErrorCode, Request, Response};

use crate::answer;

/// `{authority, path, query, headers: {name: [value, …]}}`
pub(crate) fn request(request: &Request, path: &str, query: &str) -> Result<Response, ErrorCode> {
    let mut headers = Map::new();
    for (name, value) in request.get_headers().copy_all() {
        let values = headers.entry(name).or_insert_with(|| json!([]));
        if let Value::Array(values) = values {
            values.push(String::from_utf8_lossy(&value).into());
        }
    }
    let authority = request.get_authority();
    answer::json(&json!({ "authority": authority, "path": path, "query": query, "headers": headers }))
}

/// `{caller: {kind, account, plugin}, installation: {…}, request_id, options: {…}}`
pub(crate) fn context() -> Result<Response, ErrorCode> {
    let caller = match Caller::current() {
        Caller::Anonymous => json!({ "kind": "anonymous" }),
        Caller::Account(name) => json!({ "kind": "account", "account": name }),
        Caller::Plugin { id, account } => json!({ "kind": "plugin", "plugin": id, "account": account }),
    };
    let Installation { id, plugin, version, owner, prefix } = Installation::current();
    let options = match mspf_sdk::options::<Value>() {
        Ok(options) => options,
        Err(error) => json!({ "error": error.to_string() }),
    };
    answer::json(&json!({
        "caller": caller,
        "installation": { "id": id, "plugin": plugin, "version": version, "owner": owner, "prefix": prefix },
        "request_id": RequestId::current().to_string(),
        "options": options,
    }))
}

/// How many requests this instance has answered: 1 unless instances are reused.
pub(crate) fn count() -> Result<Response, ErrorCode> {
    static ANSWERED: AtomicU64 = AtomicU64::new(0);
    let count = ANSWERED.fetch_add(1, Ordering::Relaxed) + 1;
    answer::text(200, &format!("{count}\n"))
}
