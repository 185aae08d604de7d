//! Which version answers at a plugin's address.

mod create;
mod list;
mod rollback;

use chrono::{DateTime, Utc};
use mspf_catalog::{Id, Release, ReleaseReason};
use serde::Serialize;
use utoipa::{ToSchema, openapi::Object};
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{ApiState, schema::words};

pub(super) fn router() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(list::list, create::create)).routes(routes!(rollback::rollback))
}

/// A release.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Release)]
struct ReleaseBody {
    /// Counts from 1; the highest is what answers.
    #[schema(example = 3)]
    number: i64,
    /// The version.
    #[schema(example = "1.2.0")]
    version: String,
    /// How it came about.
    #[schema(schema_with = reason)]
    reason: &'static str,
    /// The user whose doing it was.
    #[schema(value_type = Option<String>)]
    released_by: Option<Id>,
    /// When.
    released_at: DateTime<Utc>,
}

impl From<Release> for ReleaseBody {
    fn from(release: Release) -> ReleaseBody {
        ReleaseBody {
            number: release.number,
            version: release.version,
            reason: release.reason.as_str(),
            released_by: release.released_by,
            released_at: release.released_at,
        }
    }
}

fn reason() -> Object {
    words(ReleaseReason::ALL.iter().map(|reason| reason.as_str()))
}
