//! `GET /whoami`

use axum::extract::State;
use chrono::{DateTime, Utc};
use mspf_catalog::{PluginId, Role, Scope};
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    ApiState,
    error::ApiError,
    extract::{Auth, Credential, Json, need},
    schema::{self, UserBody},
};

/// The caller.
#[derive(Serialize, ToSchema)]
pub(super) struct WhoAmI {
    user: UserBody,
    credential: CredentialBody,
    /// Empty for an API token without the scope `account:read`.
    organisations: Vec<MembershipBody>,
}

/// What the caller showed.
#[derive(Serialize, ToSchema)]
#[schema(as = Credential)]
struct CredentialBody {
    /// `session` or `token`.
    #[schema(schema_with = kind)]
    kind: &'static str,
    /// What it allows.
    #[schema(schema_with = schema::scopes)]
    scopes: Vec<Scope>,
    /// The only plugin it can be used for.
    #[schema(value_type = Option<String>, example = "SP_1424952348698091520")]
    plugin: Option<PluginId>,
    /// When an API token stops working.
    expires_at: Option<DateTime<Utc>>,
}

/// An organisation the caller belongs to.
#[derive(Serialize, ToSchema)]
#[schema(as = Membership)]
struct MembershipBody {
    /// The organisation.
    #[schema(example = "analytical-engines")]
    name: String,
    /// How it likes to be called.
    #[schema(example = "Analytical Engines")]
    display_name: String,
    /// What the caller may do there.
    #[schema(schema_with = schema::role)]
    role: Role,
}

fn kind() -> utoipa::openapi::Object {
    schema::words(["session", "token"])
}

/// See who one is.
///
/// With any valid credential, whatever it allows; organisations are shown only to those with `account:read`.
#[utoipa::path(get, path = "/whoami", tag = "account",
    responses((status = 200, description = "The caller", body = WhoAmI)))]
pub(super) async fn whoami(
    State(state): State<ApiState>,
    auth: Auth<need::Anything>,
) -> Result<Json<WhoAmI>, ApiError> {
    let credential = match &auth.credential {
        Credential::Session(_) => {
            CredentialBody { kind: "session", scopes: Scope::ALL.to_vec(), plugin: None, expires_at: None }
        }
        Credential::Token(token) => CredentialBody {
            kind: "token",
            scopes: token.scopes.iter().collect(),
            plugin: token.plugin.clone(),
            expires_at: Some(token.expires_at),
        },
    };
    let mut organisations = Vec::new();
    if credential.scopes.contains(&Scope::AccountRead) {
        for (organisation, role) in state.catalog.accounts().organisations_of(auth.user.id).await? {
            let (name, display_name) = (organisation.name, organisation.display_name);
            organisations.push(MembershipBody { name, display_name, role });
        }
    }
    Ok(Json(WhoAmI { user: auth.user.clone().into(), credential, organisations }))
}
