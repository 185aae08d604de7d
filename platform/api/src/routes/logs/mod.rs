//! What a plugin has written.

mod list;

use chrono::{DateTime, Utc};
use mspf_catalog::{LogLine, LogStream};
use serde::Serialize;
use utoipa::{ToSchema, openapi::Object};
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{ApiState, schema::words};

pub(super) fn router() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(list::list))
}

/// A line that a plugin has written.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = LogLine)]
struct LineBody {
    /// Position in the order of all lines.
    seq: i64,
    /// The version that wrote it.
    #[schema(example = "1.2.0")]
    version: String,
    /// The request that it was answering; empty if none.
    request_id: String,
    /// Where it was written.
    #[schema(schema_with = stream)]
    stream: &'static str,
    /// What was written.
    line: String,
    /// When.
    at: DateTime<Utc>,
}

impl From<LogLine> for LineBody {
    fn from(line: LogLine) -> LineBody {
        LineBody {
            seq: line.seq,
            version: line.version,
            request_id: line.request_id,
            stream: line.stream.as_str(),
            line: line.line,
            at: line.at,
        }
    }
}

fn stream() -> Object {
    words(LogStream::ALL.iter().map(|stream| stream.as_str()))
}
