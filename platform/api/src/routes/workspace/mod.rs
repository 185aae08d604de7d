//! The workspace of a plugin: its editable source. Only those who maintain the plugin know that there is one.

mod archive;
mod arrange;
mod copy;
mod delete;
mod diff;
mod folders;
mod get;
mod history;
mod r#move;
mod put;
mod restore;
mod search;
mod tree;
mod upload;

use std::collections::HashMap;

use axum::extract::DefaultBodyLimit;
use chrono::{DateTime, Utc};
use mspf_catalog::{Entry, Id, Kind, Saved};
use serde::Serialize;
use utoipa::{ToSchema, openapi::Object};
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{ApiState, etag::ETag, schema::words};

pub(super) fn router() -> OpenApiRouter<ApiState> {
    let bodies = OpenApiRouter::new()
        .routes(routes!(get::get, put::put, delete::delete))
        .routes(routes!(upload::upload))
        // These count for themselves, while they write to a file.
        .layer(DefaultBodyLimit::disable());
    OpenApiRouter::new()
        .routes(routes!(tree::tree))
        .routes(routes!(folders::folders))
        .routes(routes!(copy::copy))
        .routes(routes!(r#move::move_files))
        .routes(routes!(archive::archive))
        .routes(routes!(search::search))
        .routes(routes!(history::history))
        .routes(routes!(restore::restore))
        .routes(routes!(diff::diff))
        .merge(bodies)
}

/// A file or a folder of a workspace.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = WorkspaceEntry)]
pub(super) struct EntryBody {
    /// Path from the root.
    #[schema(example = "templates/home.html")]
    path: String,
    /// Its last name.
    #[schema(example = "home.html")]
    name: String,
    /// What it is.
    #[schema(schema_with = entry_kind)]
    kind: &'static str,
    /// Bytes; 0 for a folder.
    #[schema(example = 412)]
    size: u64,
    /// When its content changed last.
    modified: DateTime<Utc>,
    /// Name of the account that changed it; null if it is gone.
    #[schema(example = "ada")]
    modified_by: Option<String>,
    /// What to send as `If-Match` to change it; null for a folder.
    etag: Option<String>,
}

impl EntryBody {
    fn new(entry: Entry, names: &HashMap<Id, String>) -> EntryBody {
        let name = entry.path.rsplit('/').next().unwrap_or(&entry.path).to_owned();
        EntryBody {
            name,
            kind: entry.kind().as_str(),
            size: entry.size,
            modified: entry.modified_at,
            modified_by: entry.modified_by.and_then(|id| names.get(&id).cloned()),
            etag: entry.digest.map(|digest| ETag::new(digest).as_str().to_owned()),
            path: entry.path,
        }
    }
}

/// What came of a change.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = WorkspaceSaved)]
pub(super) struct SavedBody {
    /// The workspace's revision now.
    #[schema(example = 17)]
    revision: i64,
    /// The number of this save in the history; of the newest, if nothing changed.
    #[schema(example = 12)]
    save: i64,
    /// The paths that changed, in order.
    paths: Vec<String>,
    /// Why the workspace cannot run as it is now; null if it can.
    problem: Option<String>,
}

impl From<Saved> for SavedBody {
    fn from(saved: Saved) -> SavedBody {
        let Saved { revision, save, paths, problem } = saved;
        SavedBody { revision, save, paths, problem }
    }
}

fn entry_kind() -> Object {
    words([Kind::File.as_str(), Kind::Folder.as_str()])
}

fn kind() -> Object {
    words(Kind::ALL.iter().map(|kind| kind.as_str()))
}
