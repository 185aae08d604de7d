//! A refusal of the server (RFC 9457 `application/problem+json`), said in the words of this program.

use reqwest::{Response, StatusCode};
use serde::Deserialize;

use crate::failure::{Exit, Failure};

/// The fields of a problem that a person wants to see.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Problem {
    detail: String,
    code: String,
    errors: Vec<FieldProblem>,
    request_id: Option<String>,
}

#[derive(Debug, Deserialize)]
struct FieldProblem {
    field: String,
    detail: String,
}

/// Passes a success on and turns a refusal into a failure.
pub(super) async fn refuse(response: Response) -> Result<Response, Failure> {
    let status = response.status();
    if status.is_success() {
        return Ok(response);
    }
    let retry_after =
        response.headers().get("retry-after").and_then(|value| value.to_str().ok()).map(str::to_owned);
    let host = response.url().host_str().unwrap_or("the server").to_owned();
    let body = response.bytes().await.unwrap_or_default();
    let Ok(problem) = serde_json::from_slice::<Problem>(&body) else {
        return Err(Failure::new(format!("{host} answered {status}"))
            .remedy("is it a Mspf server, and does nothing stand between it and you that changes answers?")
            .exit(Exit::Refused));
    };
    Err(problem.into_failure(status, retry_after))
}

impl Problem {
    fn into_failure(self, status: StatusCode, retry_after: Option<String>) -> Failure {
        let mut failure = Failure::new(format!("the server refused ({status})")).exit(Exit::Refused);
        if self.errors.is_empty() {
            failure = failure.because(self.detail);
        }
        for error in self.errors {
            failure = failure.because(format!("{}: {}", error.field, error.detail));
        }
        let request = self.request_id.map(|id| format!(", request {id}")).unwrap_or_default();
        failure = failure.because(format!("{}{request}", self.code));
        match (status, retry_after) {
            (StatusCode::UNAUTHORIZED, _) => failure.remedy("sign in again with `mspf login`"),
            (_, Some(seconds)) => failure.remedy(format!("try again in {seconds} s")),
            _ => failure,
        }
    }
}
