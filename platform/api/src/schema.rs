//! Bodies and parts of bodies that several resources share.

use chrono::{DateTime, Utc};
use mspf_catalog::{Id, Role, Scope, User};
use serde::Serialize;
use utoipa::{
    ToSchema,
    openapi::{Object, ObjectBuilder, Type},
};

/// A user as the user and administrators see them.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = User)]
pub(crate) struct UserBody {
    /// Identifier.
    #[schema(value_type = String, example = "912345678901234567")]
    pub(crate) id: Id,
    /// Unique name.
    #[schema(example = "ada")]
    pub(crate) username: String,
    /// How the user likes to be called.
    #[schema(example = "Ada Lovelace")]
    pub(crate) display_name: String,
    /// Email address.
    #[schema(example = "ada@example.org")]
    pub(crate) email: String,
    /// Whether the user administers the platform.
    pub(crate) is_admin: bool,
    /// Since when the user is disabled.
    pub(crate) disabled_at: Option<DateTime<Utc>>,
    /// When the user signed up.
    pub(crate) created_at: DateTime<Utc>,
}

impl From<User> for UserBody {
    fn from(user: User) -> UserBody {
        UserBody {
            id: user.id,
            username: user.name,
            display_name: user.display_name,
            email: user.email,
            is_admin: user.is_admin,
            disabled_at: user.disabled_at,
            created_at: user.created_at,
        }
    }
}

/// The schema of a [`Role`].
pub(crate) fn role() -> Object {
    words(Role::ALL.iter().map(|role| role.as_str()))
}

/// The schema of a [`Scope`].
pub(crate) fn scope() -> Object {
    words(Scope::ALL.iter().map(|scope| scope.as_str()))
}

/// The schema of a set of scopes.
pub(crate) fn scopes() -> utoipa::openapi::Array {
    utoipa::openapi::ArrayBuilder::new().items(scope()).build()
}

/// The schema of a text that is one of `words`.
pub(crate) fn words(words: impl IntoIterator<Item = &'static str>) -> Object {
    ObjectBuilder::new().schema_type(Type::String).enum_values(Some(words)).build()
}
