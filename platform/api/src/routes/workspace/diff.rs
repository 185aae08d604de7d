//! `GET /plugins/{plugin}/workspace/diff`

use std::{collections::BTreeMap, time::Duration};

use axum::extract::State;
use mspf_catalog::{Files, PluginRef, TreeFile};
use serde::{Deserialize, Serialize};
use similar::TextDiff;
use utoipa::{IntoParams, ToSchema, openapi::Object};

use crate::{
    ApiState,
    contents::{blocking, bytes_of},
    error::ApiError,
    extract::{Auth, Json, Path, Query, need},
    routes::plugins::{no_version, workspace},
    schema::words,
};

/// Files up to this size are compared line by line: what people write is smaller.
const MAX_FILE_BYTES: u64 = 256 << 10;
/// Bytes of both sides that are compared line by line in one answer.
const MAX_BYTES: u64 = 4 << 20;
/// How long the comparison of one file may take; then it is told coarsely.
const MAX_TIME: Duration = Duration::from_millis(200);
/// Unchanged lines around a change, as is usual.
const CONTEXT: usize = 3;

const ADDED: &str = "added";
const REMOVED: &str = "removed";
const CHANGED: &str = "changed";

/// From what.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Wanted {
    /// The version to compare with; the released one without it.
    #[param(example = "1.0.0")]
    version: Option<String>,
}

/// How a workspace differs from a version.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = WorkspaceDiff)]
pub(super) struct DiffBody {
    /// The version it is compared with.
    #[schema(example = "1.0.0")]
    version: String,
    /// The workspace's revision.
    revision: i64,
    /// What differs, by path.
    files: Vec<FileBody>,
}

/// How a file differs.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = WorkspaceFileDiff)]
pub(super) struct FileBody {
    /// The file.
    #[schema(example = "views.py")]
    path: String,
    /// Since the version.
    #[schema(schema_with = status)]
    status: &'static str,
    /// Its size in the version.
    size_before: Option<u64>,
    /// Its size in the workspace.
    size_after: Option<u64>,
    /// The difference as a unified diff; null for what is no text, or too large.
    #[schema(example = "--- a/views.py\n+++ b/views.py\n@@ -1 +1 @@\n-old\n+new\n")]
    diff: Option<String>,
}

/// Compare a workspace with a version.
///
/// Maintainers of the plugin may.
#[utoipa::path(get, operation_id = "workspace_diff", path = "/plugins/{plugin}/workspace/diff",
    tag = "workspace",
    params(("plugin" = String, Path, description = "`SP_…` or `owner/name`"), Wanted),
    responses((status = 200, description = "What differs", body = DiffBody)))]
pub(super) async fn diff(
    State(state): State<ApiState>,
    auth: Auth<need::PluginsRead>,
    Path(reference): Path<PluginRef>,
    Query(wanted): Query<Wanted>,
) -> Result<Json<DiffBody>, ApiError> {
    let (actor, plugin, workspace) = workspace(&state, &auth, &reference).await?;
    let version = wanted.version.as_ref().or(plugin.version.as_ref()).ok_or_else(no_version)?;
    let version = state.catalog.versions().get(&actor, &plugin, version).await?;
    let before = state.catalog.files(&Files::Tree(version.tree)).await?;
    let draft = Files::Workspace { plugin: plugin.id, revision: workspace.revision };
    let after = state.catalog.files(&draft).await?;
    let mut left = MAX_BYTES;
    let mut files = Vec::new();
    for (before, after) in differing(before, after) {
        files.push(compare(&state, before, after, &mut left).await?);
    }
    Ok(Json(DiffBody { version: version.version, revision: workspace.revision, files }))
}

type Pair = (Option<TreeFile>, Option<TreeFile>);

/// The files of both sides by path, without those that are the same.
fn differing(before: Vec<TreeFile>, after: Vec<TreeFile>) -> impl Iterator<Item = Pair> {
    let mut pairs: BTreeMap<String, Pair> = BTreeMap::new();
    for file in before {
        let path = file.path.clone();
        pairs.entry(path).or_default().0 = Some(file);
    }
    for file in after {
        let path = file.path.clone();
        pairs.entry(path).or_default().1 = Some(file);
    }
    let digest = |file: &Option<TreeFile>| file.as_ref().map(|file| file.digest.clone());
    pairs.into_values().filter(move |(before, after)| digest(before) != digest(after))
}

async fn compare(
    state: &ApiState,
    before: Option<TreeFile>,
    after: Option<TreeFile>,
    left: &mut u64,
) -> Result<FileBody, ApiError> {
    let path = after.as_ref().or(before.as_ref()).map(|file| file.path.clone()).unwrap_or_default();
    let status = match (&before, &after) {
        (None, _) => ADDED,
        (_, None) => REMOVED,
        _ => CHANGED,
    };
    let size = |file: &Option<TreeFile>| file.as_ref().map(|file| file.size);
    let (size_before, size_after) = (size(&before), size(&after));
    let sizes = [size_before.unwrap_or(0), size_after.unwrap_or(0)];
    let total: u64 = sizes.iter().sum();
    let mut diff = None;
    if sizes.iter().all(|size| *size <= MAX_FILE_BYTES) && total <= *left {
        *left -= total;
        let (old, new) = (text(state, before).await?, text(state, after).await?);
        let name = path.clone();
        diff =
            blocking(move || Ok(old.zip(new).map(|(old, new)| unified(&name, status, &old, &new)))).await?;
    }
    Ok(FileBody { path, status, size_before, size_after, diff })
}

/// The text of a file, nothing of none; `None` if it is no text.
async fn text(state: &ApiState, file: Option<TreeFile>) -> Result<Option<String>, ApiError> {
    let Some(file) = file else { return Ok(Some(String::new())) };
    let bytes = bytes_of(state, &file.digest).await?;
    Ok(String::from_utf8(bytes.to_vec()).ok().filter(|text| !text.contains('\0')))
}

fn unified(path: &str, status: &'static str, old: &str, new: &str) -> String {
    let side = |letter: &str, missing: &str| {
        if status == missing { "/dev/null".to_owned() } else { format!("{letter}/{path}") }
    };
    let diff = TextDiff::configure().timeout(MAX_TIME).diff_lines(old, new);
    diff.unified_diff().context_radius(CONTEXT).header(&side("a", ADDED), &side("b", REMOVED)).to_string()
}

fn status() -> Object {
    words([ADDED, REMOVED, CHANGED])
}
