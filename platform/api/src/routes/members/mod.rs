//! Who belongs to an organisation, and as what.

mod add;
mod list;
mod remove;
mod update;

use chrono::{DateTime, Utc};
use mspf_catalog::{Member, Role};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{ApiState, schema};

pub(super) fn router() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new()
        .routes(routes!(list::list_members, add::add_member))
        .routes(routes!(update::change_role, remove::remove_member))
}

/// A member of an organisation.
#[derive(Serialize, ToSchema)]
#[schema(as = Member)]
struct MemberBody {
    /// The user's name.
    #[schema(example = "ada")]
    username: String,
    /// How the user likes to be called.
    #[schema(example = "Ada Lovelace")]
    display_name: String,
    /// What the member may do.
    #[schema(schema_with = schema::role)]
    role: Role,
    /// Since when.
    since: DateTime<Utc>,
}

impl From<Member> for MemberBody {
    fn from(member: Member) -> MemberBody {
        let Member { user, role, since } = member;
        MemberBody { username: user.name, display_name: user.display_name, role, since }
    }
}
