//! `GET /plugins/{plugin}/workspace/search`

use axum::extract::State;
use mspf_catalog::{Files, PluginRef, TreeFile};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::{
    ApiState,
    contents::{blocking, bytes_of},
    error::ApiError,
    extract::{Auth, Json, Path, Query, need},
    routes::plugins::workspace,
};

/// The longest text that is looked for, in characters: a line.
const MAX_QUERY: usize = 200;
/// Larger files are only looked for by name: they are data, and take long.
const MAX_FILE_BYTES: u64 = 1 << 20;
/// Bytes of all files that one search reads.
const MAX_BYTES: u64 = 32 << 20;
/// Finds that an answer has: more than anyone reads.
const MAX_MATCHES: usize = 200;
/// Finds in one file.
const MAX_IN_FILE: usize = 50;
/// Characters of a line that are shown.
const SHOWN_CHARS: usize = 200;

/// What to look for.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Wanted {
    /// The text, in any case: in names and in lines.
    #[param(max_length = 200, min_length = 1, example = "HttpResponse")]
    q: String,
}

/// What was found.
#[derive(Clone, Debug, Default, Serialize, ToSchema)]
#[schema(as = WorkspaceMatches)]
pub(super) struct MatchesBody {
    /// The finds, by path and line.
    matches: Vec<MatchBody>,
    /// Whether there may be more: files too large or too many to be read, or finds too many to be shown.
    truncated: bool,
}

/// A find.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = WorkspaceMatch)]
pub(super) struct MatchBody {
    /// The file.
    #[schema(example = "views.py")]
    path: String,
    /// The line it is on, from 1; null for the name of the file.
    #[schema(example = 3)]
    line: Option<u32>,
    /// The line, cut if it is long.
    #[schema(example = "    return HttpResponse('Hi, this is a plugin!')")]
    text: Option<String>,
}

/// Search a workspace.
///
/// Maintainers of the plugin may. Looks in the names of files and in the lines of text files.
#[utoipa::path(get, operation_id = "search_workspace", path = "/plugins/{plugin}/workspace/search",
    tag = "workspace",
    params(("plugin" = String, Path, description = "`SP_…` or `owner/name`"), Wanted),
    responses((status = 200, description = "What was found", body = MatchesBody)))]
pub(super) async fn search(
    State(state): State<ApiState>,
    auth: Auth<need::PluginsRead>,
    Path(reference): Path<PluginRef>,
    Query(wanted): Query<Wanted>,
) -> Result<Json<MatchesBody>, ApiError> {
    let (_, plugin, workspace) = workspace(&state, &auth, &reference).await?;
    if !(1..=MAX_QUERY).contains(&wanted.q.chars().count()) {
        let detail = format!("Look for 1 to {MAX_QUERY} characters.");
        return Err(ApiError::invalid("q", "workspace.query_length", detail));
    }
    let query = wanted.q.to_lowercase();
    let files = Files::Workspace { plugin: plugin.id, revision: workspace.revision };
    let mut found = MatchesBody::default();
    let mut left = MAX_BYTES;
    for file in state.catalog.files(&files).await? {
        if found.matches.len() >= MAX_MATCHES {
            found.truncated = true;
            break;
        }
        if file.path.to_lowercase().contains(&query) {
            found.matches.push(MatchBody { path: file.path.clone(), line: None, text: None });
        }
        if file.size > MAX_FILE_BYTES.min(left) {
            found.truncated = true;
            continue;
        }
        left -= file.size;
        let bytes = bytes_of(&state, &file.digest).await?;
        let query = query.clone();
        let (lines, more) = blocking(move || Ok(lines(&file, &bytes, &query))).await?;
        found.matches.extend(lines);
        found.truncated |= more;
    }
    found.truncated |= found.matches.len() > MAX_MATCHES;
    found.matches.truncate(MAX_MATCHES);
    Ok(Json(found))
}

/// The lines of a text file that hold the text, and whether there are more of them.
fn lines(file: &TreeFile, bytes: &[u8], query: &str) -> (Vec<MatchBody>, bool) {
    let Ok(text) = std::str::from_utf8(bytes) else { return (Vec::new(), false) };
    let finds = text.lines().zip(1..).filter(|(line, _)| line.to_lowercase().contains(query));
    let mut finds = finds.map(|(line, number)| MatchBody {
        path: file.path.clone(),
        line: Some(number),
        text: Some(line.chars().take(SHOWN_CHARS).collect()),
    });
    let shown = finds.by_ref().take(MAX_IN_FILE).collect();
    (shown, finds.next().is_some())
}
