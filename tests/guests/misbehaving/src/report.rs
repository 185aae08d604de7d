//! Says what the platform passed on, so that a test can look for what it must strip and what it must set.

use std::sync::atomic::{AtomicU64, Ordering};

use mspf_sdk::{Caller, Installation, RequestId};
use serde_json::{Map, Value, json};
use wasip2::http::types::{ResponseOutparam, Scheme};

use crate::output;
use crate::request::Request;

/// `{method, scheme, authority, path, query, headers: {name: [value, …]}}`
pub(crate) fn request(request: &Request, out: ResponseOutparam) {
    let mut headers = Map::new();
    for (name, value) in request.incoming().headers().entries() {
        let values = headers.entry(name).or_insert_with(|| json!([]));
        if let Value::Array(values) = values {
            values.push(String::from_utf8_lossy(&value).into());
        }
    }
    let scheme = request.incoming().scheme().map(|scheme| match scheme {
        Scheme::Http => "http".to_owned(),
        Scheme::Https => "https".to_owned(),
        Scheme::Other(name) => name,
    });
    let body = json!({
        "method": request.method(),
        "scheme": scheme,
        "authority": request.incoming().authority(),
        "path": request.path(),
        "query": request.query(),
        "headers": headers,
    });
    output::json(out, &body);
}

/// `{caller: {kind, account, plugin}, installation: {…}, request_id, options: {…}}`
pub(crate) fn context(out: ResponseOutparam) {
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
    let body = json!({
        "caller": caller,
        "installation": { "id": id, "plugin": plugin, "version": version, "owner": owner, "prefix": prefix },
        "request_id": RequestId::current().to_string(),
        "options": options,
    });
    output::json(out, &body);
}

/// How many requests this instance has answered: 1 unless instances are reused.
pub(crate) fn count(out: ResponseOutparam) {
    static ANSWERED: AtomicU64 = AtomicU64::new(0);
    let count = ANSWERED.fetch_add(1, Ordering::Relaxed) + 1;
    output::text(out, 200, &format!("{count}\n"));
}
