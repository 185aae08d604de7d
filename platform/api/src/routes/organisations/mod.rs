//! Accounts that several people share.

mod create;
mod get;
mod list;

use chrono::{DateTime, Utc};
use mspf_catalog::{Id, Organisation};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::ApiState;

pub(super) fn router() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new()
        .routes(routes!(list::list_organisations, create::create_organisation))
        .routes(routes!(get::get_organisation))
}

/// An organisation.
#[derive(Serialize, ToSchema)]
#[schema(as = Organisation)]
struct OrganisationBody {
    /// Identifier.
    #[schema(value_type = String, example = "912345678901234567")]
    id: Id,
    /// Unique name.
    #[schema(example = "analytical-engines")]
    name: String,
    /// How it likes to be called.
    #[schema(example = "Analytical Engines")]
    display_name: String,
    /// What it says of itself.
    #[schema(example = "Weaving algebraical patterns.")]
    description: String,
    /// When it was made.
    created_at: DateTime<Utc>,
}

impl From<Organisation> for OrganisationBody {
    fn from(organisation: Organisation) -> OrganisationBody {
        let Organisation { id, name, display_name, description, created_at } = organisation;
        OrganisationBody { id, name, display_name, description, created_at }
    }
}
