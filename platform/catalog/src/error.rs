//! What the catalogue answers when it cannot do what was asked.

use sea_orm::{DbErr, SqlErr};

use crate::Question;

/// Why the catalogue refused or failed. Everything but [`CatalogError::Internal`] and
/// [`CatalogError::Database`] is the caller's to mend and says
/// how; [`CatalogError::code`] is stable, for programs.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CatalogError {
    /// There is no such thing, or the caller may not know that there is.
    #[error("There is no such {what}.")]
    NotFound {
        /// What was looked for: `plugin`, `version` …
        what: &'static str,
    },
    /// The request contradicts the present state.
    #[error("{detail}")]
    Conflict {
        /// Stable code, `plugin.name_taken` …
        code: &'static str,
        /// A sentence that says what to do.
        detail: String,
    },
    /// The caller may see the thing but not do this to it.
    #[error("{detail}")]
    Forbidden {
        /// Stable code.
        code: &'static str,
        /// A sentence that says who may.
        detail: String,
    },
    /// A value is not acceptable.
    #[error("{field}: {detail}")]
    Invalid {
        /// The field, in snake_case, as in the API.
        field: &'static str,
        /// Stable code.
        code: &'static str,
        /// A sentence that says what is acceptable.
        detail: String,
    },
    /// The thing has changed since the caller read it.
    #[error("This has been changed by someone else since it was read. Read it again and repeat the change.")]
    StaleEtag,
    /// The same, of something that says more about itself.
    #[error("{detail}")]
    Stale {
        /// Stable code, `workspace.conflict` …
        code: &'static str,
        /// A sentence that says what to do.
        detail: String,
    },
    /// Something has to be known of a content first: find it out and ask again, see [`crate::Facts`].
    #[error("This cannot be done before {0:?} has been answered.")]
    Uninspected(Question),
    /// Too much of the same costly work is under way. Try again in a moment.
    #[error("The server is busy. Try again in a moment.")]
    Busy,
    /// Something failed that should not be able to.
    #[error("Internal failure: {0}")]
    Internal(String),
    /// The database failed: nothing the caller can mend.
    #[error("The database failed: {0}")]
    Database(#[from] DbErr),
}

impl CatalogError {
    /// The stable code of this error.
    pub fn code(&self) -> &'static str {
        match self {
            CatalogError::NotFound { what: "plugin" } => "plugin.not_found",
            CatalogError::NotFound { what: "version" } => "version.not_found",
            CatalogError::NotFound { what: "workspace" } => "workspace.not_found",
            CatalogError::NotFound { what: "file" } => "workspace.no_such_file",
            CatalogError::NotFound { what: "save" } => "workspace.no_such_save",
            CatalogError::NotFound { .. } => "not_found",
            CatalogError::Conflict { code, .. }
            | CatalogError::Forbidden { code, .. }
            | CatalogError::Stale { code, .. }
            | CatalogError::Invalid { code, .. } => code,
            CatalogError::StaleEtag => "etag.stale",
            CatalogError::Busy | CatalogError::Uninspected(_) => "overloaded",
            CatalogError::Internal(_) | CatalogError::Database(_) => "internal",
        }
    }

    pub(crate) fn conflict(code: &'static str, detail: impl Into<String>) -> Self {
        CatalogError::Conflict { code, detail: detail.into() }
    }

    pub(crate) fn forbidden(code: &'static str, detail: impl Into<String>) -> Self {
        CatalogError::Forbidden { code, detail: detail.into() }
    }

    pub(crate) fn invalid(field: &'static str, code: &'static str, detail: impl Into<String>) -> Self {
        CatalogError::Invalid { field, code, detail: detail.into() }
    }

    /// Turns the violation of a unique index into the conflict it means; any other error stays what it is.
    pub(crate) fn on_duplicate(error: DbErr, conflict: impl FnOnce() -> CatalogError) -> Self {
        match error.sql_err() {
            Some(SqlErr::UniqueConstraintViolation(_)) => conflict(),
            _ => error.into(),
        }
    }
}

impl From<sqlx::Error> for CatalogError {
    fn from(error: sqlx::Error) -> Self {
        CatalogError::Database(DbErr::Conn(sea_orm::RuntimeErr::SqlxError(std::sync::Arc::new(error))))
    }
}
