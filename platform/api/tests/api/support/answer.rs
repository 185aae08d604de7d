//! What came back.

use axum::body::Bytes;
use http::{HeaderMap, StatusCode, header};
use serde_json::{Value, json};

#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

impl Answer {
    /// Fails unless the status is this one.
    #[track_caller]
    pub(crate) fn expect(self, status: StatusCode) -> Answer {
        assert_eq!(self.status, status, "{}", self.text());
        self
    }

    /// Fails unless this is a problem of this status and code, written as every problem is.
    #[track_caller]
    pub(crate) fn problem(self, status: StatusCode, code: &str) -> Answer {
        let answer = self.expect(status);
        assert_eq!(answer.header("content-type"), "application/problem+json");
        let body = answer.json();
        assert_eq!(body["code"], code, "{body}");
        assert_eq!(body["status"], status.as_u16());
        assert_eq!(body["request_id"], answer.header("x-request-id"));
        assert!(body["detail"].as_str().is_some_and(|detail| detail.ends_with('.')), "{body}");
        answer
    }

    /// Fails unless this is a 422 that blames this field.
    #[track_caller]
    pub(crate) fn field(self, field: &str, code: &str) -> Answer {
        let answer = self.expect(StatusCode::UNPROCESSABLE_ENTITY);
        let errors = answer.json()["errors"].as_array().cloned().unwrap_or_default();
        let blamed = errors.iter().any(|error| error["field"] == field && error["code"] == code);
        assert!(blamed, "no {code} of {field} in {errors:?}");
        answer
    }

    #[track_caller]
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{error}: {}", self.text()))
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map(|value| value.to_str().unwrap()).unwrap_or_default()
    }

    /// The refresh token that the answer sets; an empty one when it removes it.
    pub(crate) fn refresh_cookie(&self) -> Option<String> {
        let cookie = self.headers.get(header::SET_COOKIE)?.to_str().unwrap();
        let value = cookie.strip_prefix("mspf_refresh=").expect("no other cookie is ever set");
        Some(value.split(';').next().unwrap().to_owned())
    }

    /// For a snapshot: what differs from run to run (identifiers, secrets) is named, not shown.
    pub(crate) fn shown(&self) -> Value {
        let body = if self.body.is_empty() { Value::Null } else { self.json() };
        let mut shown = json!({ "status": self.status.as_u16(), "body": body });
        for name in ["set-cookie", "allow", "retry-after", "www-authenticate"] {
            if self.headers.contains_key(name) {
                shown[name] = self.header(name).into();
            }
        }
        shown
    }
}

/// Compares an answer with the snapshot of the test it stands in.
#[macro_export]
macro_rules! assert_answer {
    ($answer:expr) => {{
        let shown = $answer.shown();
        insta::with_settings!({
            prepend_module_to_snapshot => false,
            omit_expression => true,
            filters => vec![
                (r#""\d{18,19}""#, r#""[id]""#),
                (r"SP_\d{18,19}", "SP_[id]"),
                (r"[0-9a-f]{64}", "[digest]"),
                (r#""package_size": \d+"#, r#""package_size": "[size]""#),
                (r#""\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+Z""#, r#""[time]""#),
                (r#""request_id": "[0-9a-f]{16}""#, r#""request_id": "[request]""#),
                (r"eyJ[\w-]+\.[\w-]+\.[\w-]+", "[access token]"),
                (r"mspf_[\w-]{43}", "mspf_[secret]"),
                (r"mspf_refresh=[\w-]{43}", "mspf_refresh=[secret]"),
            ],
        }, {
            insta::assert_json_snapshot!(shown);
        })
    }};
}
