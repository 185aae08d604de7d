//! `POST /plugins/upload`

use axum::extract::{Request, State};
use http::StatusCode;
use mspf_catalog::{Actor, Brought, Id, Visibility};
use serde::Deserialize;
use utoipa::IntoParams;

use super::body::visibility;
use crate::{
    ApiState,
    contents::informed,
    error::ApiError,
    extract::{Auth, Json, Query, need},
    publishing::{PackageForm, PublishOptions, Uploaded, facts, receive},
    routes::versions::PublishedBody,
    unnumbered::{Source, publish_next},
};

/// To whom the plugin shall belong, if it is new.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Destination {
    /// Name of the owning account; the caller's own without it.
    owner: Option<String>,
    /// Who finds the plugin, if this makes it; everyone without it.
    #[param(schema_with = visibility)]
    visibility: Option<Visibility>,
}

/// Upload a package.
///
/// Developers of the owning account may. Publishes the version that the manifest says, of the plugin that it names;
/// makes the plugin if there is none. All or nothing.
///
/// A plugin in Python or of static files alone also gets the package as its workspace. A Django project or a plugin of
/// version 1 of the platform that comes without a manifest becomes the workspace only, and answers at once; of a plugin
/// that has versions it becomes the next one, unless the newest is made of the same files.
#[utoipa::path(post, path = "/plugins/upload", tag = "plugins", params(Destination, PublishOptions),
    request_body(content((Vec<u8> = "application/zip"), (PackageForm = "multipart/form-data"))),
    responses((status = 202, description = "Published; it is being built", body = PublishedBody),
        (status = 201, description = "The plugin was made of this source", body = PublishedBody),
        (status = 200, description = "The plugin has this source now, or had it already", body = PublishedBody)))]
pub(super) async fn upload(
    State(state): State<ApiState>,
    auth: Auth<need::VersionsPublish>,
    Query(destination): Query<Destination>,
    Query(options): Query<PublishOptions>,
    request: Request,
) -> Result<(StatusCode, Json<PublishedBody>), ApiError> {
    let actor = auth.actor()?;
    let owner = match &destination.owner {
        Some(name) => state.catalog.accounts().by_name(name).await?.id,
        None => auth.user.id,
    };
    // Before the body: nobody sends a hundred megabytes in order to be refused.
    state.catalog.accounts().require_role(&actor, owner, mspf_catalog::Role::Developer).await?;
    let visibility = destination.visibility.unwrap_or(Visibility::Public);
    match receive(&state, options, request).await? {
        Uploaded::Version(new) => {
            let published = state.catalog.versions().upload(&actor, owner, visibility, new).await?;
            Ok((StatusCode::ACCEPTED, Json(published.into())))
        }
        Uploaded::Source(source) => bring(&state, &actor, owner, visibility, &source).await,
    }
}

/// Gives a plugin a source that came without a manifest: as its next version if it has versions, else as its workspace.
async fn bring(
    state: &ApiState,
    actor: &Actor,
    owner: Id,
    visibility: Visibility,
    source: &Source,
) -> Result<(StatusCode, Json<PublishedBody>), ApiError> {
    let mut described = source.plugin(visibility);
    let workspaces = state.catalog.workspaces();
    if let Some(id) = workspaces.destination(owner, &described).await? {
        let plugin = state.catalog.plugins().get(actor, &id).await?;
        if state.catalog.versions().newest(&id).await?.is_some() {
            return Ok(PublishedBody::next(publish_next(state, actor, &plugin, source).await?));
        }
        described.name = plugin.name;
    }
    let new = source.as_version(state, &described.name, &source.first_number()).await?;
    let brought = informed!(state, facts(&new), |facts| workspaces.bring(
        actor,
        owner,
        described.clone(),
        &new.files,
        &facts
    ));
    let Brought { plugin, created, .. } = brought?;
    let status = if created { StatusCode::CREATED } else { StatusCode::OK };
    Ok((status, Json(PublishedBody::source(plugin, created))))
}
