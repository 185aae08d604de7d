//! Who asks, and whether their credential allows it.

use std::{marker::PhantomData, ops::Deref};

use axum::extract::{FromRequestParts, OptionalFromRequestParts};
use http::{HeaderValue, header, request::Parts};
use mspf_catalog::{Actor, ApiToken, Id, PluginId, Scope, TOKEN_PREFIX, User};

use crate::{ApiState, error::ApiError};

/// A caller whose credential fulfils the need `N`. The default is the strictest: a person, signed in.
///
/// `Auth<need::PluginsWrite>` accepts sessions and API tokens with that scope; `Option<Auth<…>>` also accepts callers
/// that show no credential, but not ones that show a bad one.
#[derive(Clone, Debug)]
pub struct Auth<N = need::Session> {
    caller: Caller,
    need: PhantomData<N>,
}

impl<N> Deref for Auth<N> {
    type Target = Caller;

    fn deref(&self) -> &Caller {
        &self.caller
    }
}

/// Who asks.
#[derive(Clone, Debug)]
pub struct Caller {
    /// The user. Not disabled.
    pub user: User,
    /// What proved it.
    pub credential: Credential,
}

/// What proves who asks.
#[derive(Clone, Debug)]
pub enum Credential {
    /// A session, by its access token.
    Session(Id),
    /// An API token.
    Token(Box<ApiToken>),
}

/// What a route needs of a credential. A type, so that a handler's signature shows it and none can forget it.
pub trait Need: Send + Sync + 'static {
    /// Refuses callers whose credential does not fulfil the need.
    fn check(caller: &Caller) -> Result<(), ApiError>;
}

/// The needs that routes have.
pub mod need {
    use mspf_catalog::Scope;

    use super::{ApiError, Caller, Credential, Need};

    macro_rules! scopes {
        ($($(#[$doc:meta])* $name:ident,)+) => {$(
            $(#[$doc])*
            #[derive(Clone, Copy, Debug)]
            pub enum $name {}

            impl Need for $name {
                fn check(caller: &Caller) -> Result<(), ApiError> {
                    caller.require(Scope::$name)
                }
            }
        )+};
    }

    scopes! {
        /// The scope `account:read`.
        AccountRead,
        /// The scope `organisations:write`.
        OrganisationsWrite,
        /// The scope `plugins:read`.
        PluginsRead,
        /// The scope `plugins:write`.
        PluginsWrite,
        /// The scope `versions:publish`.
        VersionsPublish,
        /// The scope `logs:read`.
        LogsRead,
    }

    /// A person, signed in: no API token will do. For whatever could make a credential stronger.
    #[derive(Clone, Copy, Debug)]
    pub enum Session {}

    impl Need for Session {
        fn check(caller: &Caller) -> Result<(), ApiError> {
            match caller.credential {
                Credential::Session(_) => Ok(()),
                Credential::Token(_) => Err(ApiError::forbidden(
                    "auth.session_required",
                    "An API token may not do this. Sign in and use the session's access token.",
                )),
            }
        }
    }

    /// Any valid credential, whatever its scopes.
    #[derive(Clone, Copy, Debug)]
    pub enum Anything {}

    impl Need for Anything {
        fn check(_: &Caller) -> Result<(), ApiError> {
            Ok(())
        }
    }

    /// An administrator of the platform; a token also needs the scope `admin`.
    #[derive(Clone, Copy, Debug)]
    pub enum Admin {}

    impl Need for Admin {
        fn check(caller: &Caller) -> Result<(), ApiError> {
            caller.require(Scope::Admin)?;
            if caller.user.is_admin {
                return Ok(());
            }
            Err(ApiError::forbidden(
                "auth.admin_required",
                "Only administrators of the platform may do this.",
            ))
        }
    }
}

impl Caller {
    fn require(&self, scope: Scope) -> Result<(), ApiError> {
        match &self.credential {
            Credential::Token(token) if !token.scopes.contains(scope) => {
                let detail = format!("This needs an API token with the scope {scope}.");
                Err(ApiError::forbidden("auth.scope_missing", detail))
            }
            Credential::Session(_) | Credential::Token(_) => Ok(()),
        }
    }

    /// The caller for the catalogue's rules, about anything but one plugin. A token that is bound to a plugin is
    /// refused here: use [`Caller::actor_for`] where one is concerned.
    pub fn actor(&self) -> Result<Actor, ApiError> {
        match &self.credential {
            Credential::Token(token) if token.plugin.is_some() => Err(bound()),
            Credential::Session(_) | Credential::Token(_) => Ok(self.unchecked_actor()),
        }
    }

    /// The caller for the catalogue's rules, about this plugin.
    pub fn actor_for(&self, plugin: &PluginId) -> Result<Actor, ApiError> {
        match &self.credential {
            Credential::Token(token) if token.plugin.as_ref().is_some_and(|only| only != plugin) => {
                Err(bound())
            }
            Credential::Session(_) | Credential::Token(_) => Ok(self.unchecked_actor()),
        }
    }

    /// Being an administrator counts only with a credential that carries it.
    fn unchecked_actor(&self) -> Actor {
        let administrator = self.user.is_admin && self.require(Scope::Admin).is_ok();
        Actor::User { id: self.user.id, administrator }
    }

    fn credential_id(&self) -> Id {
        match &self.credential {
            Credential::Session(id) => *id,
            Credential::Token(token) => token.id,
        }
    }
}

/// [`Caller::actor`], or nobody.
pub fn viewer<N>(auth: &Option<Auth<N>>) -> Result<Actor, ApiError> {
    auth.as_ref().map_or(Ok(Actor::Anonymous), |auth| auth.actor())
}

/// [`Caller::actor_for`], or nobody.
pub fn viewer_of<N>(auth: &Option<Auth<N>>, plugin: &PluginId) -> Result<Actor, ApiError> {
    auth.as_ref().map_or(Ok(Actor::Anonymous), |auth| auth.actor_for(plugin))
}

fn bound() -> ApiError {
    ApiError::forbidden("auth.plugin_bound", "This API token is bound to one plugin and can do nothing else.")
}

impl<N: Need> FromRequestParts<ApiState> for Auth<N> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &ApiState) -> Result<Self, ApiError> {
        let auth = <Self as OptionalFromRequestParts<ApiState>>::from_request_parts(parts, state).await?;
        auth.ok_or_else(|| ApiError::unauthorized("auth.required", "Sign in, or send an API token."))
    }
}

impl<N: Need> OptionalFromRequestParts<ApiState> for Auth<N> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &ApiState) -> Result<Option<Self>, ApiError> {
        let Some(header) = parts.headers.get(header::AUTHORIZATION) else { return Ok(None) };
        let caller = authenticate(bearer(header)?, state).await?;
        state.rates.check_credential(caller.credential_id())?;
        N::check(&caller)?;
        Ok(Some(Auth { caller, need: PhantomData }))
    }
}

fn bearer(header: &HeaderValue) -> Result<&str, ApiError> {
    let parts = header.to_str().ok().and_then(|value| value.split_once(' '));
    match parts {
        Some((scheme, secret)) if scheme.eq_ignore_ascii_case("bearer") => Ok(secret.trim()),
        _ => Err(ApiError::unauthorized(
            "auth.header_malformed",
            "Send the header Authorization: Bearer <token>.",
        )),
    }
}

async fn authenticate(secret: &str, state: &ApiState) -> Result<Caller, ApiError> {
    let now = state.clock.now();
    if secret.starts_with(TOKEN_PREFIX) {
        let known = state.catalog.tokens().authenticate(secret, now).await?;
        let (token, user) = known.ok_or_else(|| {
            ApiError::unauthorized("auth.token_invalid", "This API token does not exist or has been deleted.")
        })?;
        if token.expires_at <= now {
            let detail = "This API token has expired. Make a new one.";
            return Err(ApiError::unauthorized("auth.token_expired", detail));
        }
        return Ok(Caller { user, credential: Credential::Token(Box::new(token)) });
    }
    let claims = state.access_tokens.verify(secret, now).await?;
    let user = state.catalog.sessions().user(claims.sid, now).await?;
    let user = user.filter(|user| user.id == claims.sub).ok_or_else(|| {
        ApiError::unauthorized("auth.session_ended", "This session has ended. Sign in again.")
    })?;
    Ok(Caller { user, credential: Credential::Session(claims.sid) })
}
