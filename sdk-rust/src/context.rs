//! Who is asking, and for which installation the plugin runs.
//!
//! Each type can be asked for anywhere with `current()` and is an axum extractor, too.

use std::convert::Infallible;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;

use crate::bindings::mspf::plugin::context as host;

/// The sender of the request, as the platform knows it. A client cannot forge it.
///
/// ```no_run
/// use mspf_sdk::Caller;
///
/// async fn whoami(caller: Caller) -> String {
///     match caller {
///         Caller::Anonymous => "I do not know you\n".to_owned(),
///         Caller::Account(name) => format!("hello, {name}\n"),
///         Caller::Plugin { id, account } => format!("called by {id} for {account:?}\n"),
///     }
/// }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Caller {
    /// Nobody that the platform knows.
    Anonymous,
    /// A signed-in user or an organisation's token, by its unique name.
    Account(String),
    /// Another plugin.
    Plugin {
        /// The calling plugin's id (`SP_…`).
        id: String,
        /// The account it calls for, if any.
        account: Option<String>,
    },
}

impl Caller {
    /// The sender of the request that is being handled.
    pub fn current() -> Self {
        Self::from(host::current_caller())
    }

    /// The account behind the request: the caller itself, or the one a calling plugin runs for.
    pub fn account(&self) -> Option<&str> {
        match self {
            Self::Anonymous => None,
            Self::Account(name) => Some(name),
            Self::Plugin { account, .. } => account.as_deref(),
        }
    }
}

impl From<host::Caller> for Caller {
    fn from(caller: host::Caller) -> Self {
        match (caller.kind, caller.account, caller.plugin) {
            (host::CallerKind::Account, Some(name), _) => Self::Account(name),
            (host::CallerKind::Plugin, account, Some(id)) => Self::Plugin { id, account },
            _ => Self::Anonymous,
        }
    }
}

/// The installation that answers: one account's own copy of a plugin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Installation {
    /// The installation's id.
    pub id: String,
    /// The plugin's id (`SP_…`).
    pub plugin: String,
    /// The version that is running, a semantic version.
    pub version: String,
    /// The unique name of the account that owns the installation.
    pub owner: String,
    /// The part of the path that the platform removed before the plugin saw it; empty on the
    /// plugin's own origin.
    pub prefix: String,
}

impl Installation {
    /// The installation this request is for.
    pub fn current() -> Self {
        let host::Installation { id, plugin, version, owner, prefix } = host::current_installation();
        Self { id, plugin, version, owner, prefix }
    }

    /// A link to `path` below the plugin's root that is right in both forms of its address.
    ///
    /// ```
    /// # let here = mspf_sdk::Installation {
    /// #     id: "1".into(), plugin: "SP_7".into(), version: "1.0.0".into(),
    /// #     owner: "ada".into(), prefix: "/plugins.SP_7".into() };
    /// assert_eq!(here.link("/notes/3"), "/plugins.SP_7/notes/3");
    /// assert_eq!(here.link("notes/3"), "/plugins.SP_7/notes/3");
    /// ```
    pub fn link(&self, path: &str) -> String {
        format!("{}/{}", self.prefix.trim_end_matches('/'), path.trim_start_matches('/'))
    }
}

/// The request's id, the same as in the platform's logs and its `x-request-id` response header.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestId(pub String);

impl RequestId {
    /// The id of the request that is being handled.
    pub fn current() -> Self {
        Self(host::request_id())
    }
}

impl std::fmt::Display for RequestId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// Makes a type with a `current()` an axum extractor that cannot fail.
macro_rules! extract_current {
    ($($name:ident),*) => {$(
        impl<S: Send + Sync> FromRequestParts<S> for $name {
            type Rejection = Infallible;

            async fn from_request_parts(_: &mut Parts, _: &S) -> Result<Self, Infallible> {
                Ok(Self::current())
            }
        }
    )*};
}

extract_current!(Caller, Installation, RequestId);
