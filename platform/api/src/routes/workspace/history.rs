//! `GET /plugins/{plugin}/workspace/history`

use axum::extract::State;
use chrono::{DateTime, Utc};
use mspf_catalog::{PluginRef, SaveKind};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema, openapi::Object};

use super::kind;
use crate::{
    ApiState,
    error::ApiError,
    etag::ETag,
    extract::{Auth, Json, List, Page, Path, Query, need},
    routes::plugins::workspace,
    schema::words,
};

/// Of what.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Of {
    /// Only saves that changed this path, or something below it.
    path: Option<String>,
}

/// A save.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = WorkspaceSave)]
pub(super) struct SaveBody {
    /// Its number: what to restore, or to read a file of.
    #[schema(example = 12)]
    save: i64,
    /// What kind of change it was.
    #[schema(schema_with = save_kind)]
    kind: &'static str,
    /// The workspace's revision after it.
    revision: i64,
    /// Name of the account that made it; null if it is gone.
    #[schema(example = "ada")]
    saved_by: Option<String>,
    /// When. Saves of the same file by the same person shortly after each other are one.
    saved_at: DateTime<Utc>,
    /// How many paths it changed.
    changes: u64,
    /// The first hundred of them, by path.
    paths: Vec<ChangeBody>,
}

/// What a save did to a path.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = WorkspaceChange)]
pub(super) struct ChangeBody {
    /// The path.
    #[schema(example = "views.py")]
    path: String,
    /// What was there before.
    #[schema(schema_with = kind)]
    before: &'static str,
    /// What was there afterwards.
    #[schema(schema_with = kind)]
    after: &'static str,
    /// The file's `ETag` before.
    etag_before: Option<String>,
    /// The file's `ETag` afterwards.
    etag_after: Option<String>,
}

/// List the saves of a workspace.
///
/// Maintainers of the plugin may. Newest first; what is very old is forgotten.
#[utoipa::path(get, operation_id = "workspace_history", path = "/plugins/{plugin}/workspace/history",
    tag = "workspace",
    params(("plugin" = String, Path, description = "`SP_…` or `owner/name`"), Of, Page),
    responses((status = 200, description = "The saves", body = List<SaveBody>)))]
pub(super) async fn history(
    State(state): State<ApiState>,
    auth: Auth<need::PluginsRead>,
    Path(reference): Path<PluginRef>,
    Query(of): Query<Of>,
    page: Page,
) -> Result<Json<List<SaveBody>>, ApiError> {
    let (.., workspace) = workspace(&state, &auth, &reference).await?;
    let saves = state.catalog.workspaces();
    let saves = saves.history(&workspace, of.path.as_deref(), page.after()?, page.limit()).await?;
    let names = state.catalog.accounts().names(saves.iter().filter_map(|save| save.saved_by)).await?;
    let tag = |digest: Option<String>| digest.map(|digest| ETag::new(digest).as_str().to_owned());
    let list = page.list(
        saves,
        |save| save.seq,
        |save| SaveBody {
            save: save.seq,
            kind: save.kind.as_str(),
            revision: save.revision,
            saved_by: save.saved_by.and_then(|id| names.get(&id).cloned()),
            saved_at: save.saved_at,
            changes: save.changes,
            paths: save
                .paths
                .into_iter()
                .map(|change| ChangeBody {
                    path: change.path,
                    before: change.kind_before.as_str(),
                    after: change.kind_after.as_str(),
                    etag_before: tag(change.digest_before),
                    etag_after: tag(change.digest_after),
                })
                .collect(),
        },
    );
    Ok(Json(list))
}

fn save_kind() -> Object {
    words(SaveKind::ALL.iter().map(|kind| kind.as_str()))
}
