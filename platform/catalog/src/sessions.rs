//! Sign-in sessions, kept alive by refresh tokens that work once.

use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder,
    sea_query::Expr,
};

use crate::{
    Catalog, CatalogError, Id,
    accounts::User,
    catalog::Write,
    entity::{refresh_token, session},
    secret::{Secret, digest},
};

/// How long a session lives without being used. Each refresh starts it anew.
pub const SESSION_IDLE: TimeDelta = TimeDelta::days(30);
/// How long a refresh token that has been used is still answered with a new access token (never with a new refresh
/// token): two tabs of one browser refresh at the same moment and only one can be first. Later it is theft.
pub const REFRESH_GRACE: TimeDelta = TimeDelta::seconds(10);
/// Most sessions of one user; the one unused for longest gives way. A person has few devices, a script many sign-ins.
const SESSIONS_MAX: usize = 50;
/// Most characters kept of a browser's name.
const USER_AGENT_MAX_CHARS: usize = 200;

/// One sign-in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// Its identifier, the `sid` of its access tokens.
    pub id: Id,
    /// Who signed in.
    pub user_id: Id,
    /// When.
    pub created_at: DateTime<Utc>,
    /// When it was last refreshed.
    pub last_used_at: DateTime<Utc>,
    /// When it ends unless it is refreshed.
    pub expires_at: DateTime<Utc>,
    /// What the browser called itself.
    pub user_agent: String,
    /// The network address it came from.
    pub address: String,
}

/// What came of a refresh token.
#[derive(Debug)]
pub enum Refresh {
    /// It was the session's current one, and `next` takes its place.
    Rotated {
        /// The session, now living longer.
        session: Session,
        /// Who it belongs to.
        user: User,
        /// The only refresh token that works from now on.
        next: Secret,
    },
    /// It was used a moment ago, by another tab: the session lives, but whoever was first holds the next token.
    Concurrent {
        /// The session.
        session: Session,
        /// Who it belongs to.
        user: User,
    },
    /// It had been used before: one of two holders is a thief, so the session has been ended.
    Reused {
        /// The session that was ended.
        session: Id,
        /// Whose it was.
        user: Id,
    },
    /// It belongs to no living session.
    Unknown,
}

/// Sign-in sessions. From [`Catalog::sessions`].
#[derive(Debug)]
pub struct Sessions<'a> {
    catalog: &'a Catalog,
}

impl Catalog {
    /// Sign-in sessions.
    pub fn sessions(&self) -> Sessions<'_> {
        Sessions { catalog: self }
    }
}

impl Sessions<'_> {
    /// Signs a user in; the secret is the first refresh token.
    pub async fn start(
        &self,
        user: Id,
        user_agent: &str,
        address: &str,
        now: DateTime<Utc>,
    ) -> Result<(Session, Secret), CatalogError> {
        let write = self.catalog.begin().await?;
        forget_old(&write, user, now).await?;
        let row = session::ActiveModel {
            id: Set(Id::generate()),
            user_id: Set(user),
            created_at: Set(now),
            last_used_at: Set(now),
            expires_at: Set(now + SESSION_IDLE),
            revoked_at: Set(None),
            user_agent: Set(user_agent.chars().take(USER_AGENT_MAX_CHARS).collect()),
            address: Set(address.to_owned()),
        };
        let session = row.insert(&*write).await?;
        let secret = issue(&write, session.id, now).await?;
        write.commit().await?;
        Ok((session.into(), secret))
    }

    /// Exchanges a refresh token. See [`Refresh`].
    pub async fn refresh(&self, secret: &str, now: DateTime<Utc>) -> Result<Refresh, CatalogError> {
        let write = self.catalog.begin().await?;
        let Some(token) = refresh_token::Entity::find_by_id(digest(secret)).one(&*write).await? else {
            return Ok(Refresh::Unknown);
        };
        let session = session::Entity::find_by_id(token.session_id).one(&*write).await?;
        let Some(session) = session.filter(|session| is_live(session, now)) else {
            return Ok(Refresh::Unknown);
        };
        // Of several that come at once, the row lets one be first.
        let first = refresh_token::Entity::update_many()
            .col_expr(refresh_token::Column::UsedAt, Expr::value(now))
            .filter(refresh_token::Column::Digest.eq(&token.digest))
            .filter(refresh_token::Column::UsedAt.is_null())
            .exec(&*write)
            .await?;
        if first.rows_affected == 0 {
            return self.used_before(write, token, session, now).await;
        }
        forget_used(&write, session.id, now).await?;
        let row = session::ActiveModel {
            last_used_at: Set(now),
            expires_at: Set(now + SESSION_IDLE),
            ..session.into()
        };
        let session = Session::from(row.update(&*write).await?);
        let next = issue(&write, session.id, now).await?;
        write.commit().await?;
        let user = self.catalog.accounts().user(session.user_id).await?;
        Ok(Refresh::Rotated { session, user, next })
    }

    async fn used_before(
        &self,
        write: Write,
        token: refresh_token::Model,
        session: session::Model,
        now: DateTime<Utc>,
    ) -> Result<Refresh, CatalogError> {
        // A token used by someone else since it was read above was used just now.
        if token.used_at.is_none_or(|used| now - used <= REFRESH_GRACE) {
            drop(write);
            let user = self.catalog.accounts().user(session.user_id).await?;
            return Ok(Refresh::Concurrent { session: session.into(), user });
        }
        let (id, user) = (session.id, session.user_id);
        session::ActiveModel { revoked_at: Set(Some(now)), ..session.into() }.update(&*write).await?;
        write.commit().await?;
        Ok(Refresh::Reused { session: id, user })
    }

    /// The user of a session that lives, unless the user is disabled: what an access token is worth right now.
    pub async fn user(&self, session: Id, now: DateTime<Utc>) -> Result<Option<User>, CatalogError> {
        let row = session::Entity::find_by_id(session).one(self.catalog.db()).await?;
        let Some(session) = row.filter(|session| is_live(session, now)) else { return Ok(None) };
        let user = self.catalog.accounts().user(session.user_id).await?;
        Ok(Some(user).filter(|user| user.disabled_at.is_none()))
    }

    /// A user's living sessions, the one last used first.
    pub async fn list(&self, user: Id, now: DateTime<Utc>) -> Result<Vec<Session>, CatalogError> {
        Ok(live(self.catalog.db(), user, now).await?.into_iter().map(Session::from).collect())
    }

    /// Ends a session of this user.
    pub async fn revoke(&self, user: Id, session: Id, now: DateTime<Utc>) -> Result<(), CatalogError> {
        let write = self.catalog.begin().await?;
        let row = session::Entity::find_by_id(session).one(&*write).await?;
        let row = row.filter(|row| row.user_id == user && is_live(row, now));
        let row = row.ok_or(CatalogError::NotFound { what: "session" })?;
        session::ActiveModel { revoked_at: Set(Some(now)), ..row.into() }.update(&*write).await?;
        write.commit().await
    }

    /// Ends the session a refresh token belongs to; an unknown token is already as ended as can be.
    pub async fn revoke_by_token(
        &self,
        secret: &str,
        now: DateTime<Utc>,
    ) -> Result<Option<Session>, CatalogError> {
        let token = refresh_token::Entity::find_by_id(digest(secret)).one(self.catalog.db()).await?;
        let Some(token) = token else { return Ok(None) };
        let row = session::Entity::find_by_id(token.session_id).one(self.catalog.db()).await?;
        let Some(row) = row.filter(|row| is_live(row, now)) else { return Ok(None) };
        let session = Session::from(row);
        match self.revoke(session.user_id, session.id, now).await {
            Ok(()) | Err(CatalogError::NotFound { .. }) => Ok(Some(session)),
            Err(error) => Err(error),
        }
    }
}

/// Ends every session of a user but `keep`.
pub(crate) async fn revoke_all(
    db: &impl ConnectionTrait,
    user: Id,
    keep: Option<Id>,
    now: DateTime<Utc>,
) -> Result<(), CatalogError> {
    let mut update = session::Entity::update_many()
        .col_expr(session::Column::RevokedAt, Expr::value(now))
        .filter(session::Column::UserId.eq(user))
        .filter(session::Column::RevokedAt.is_null());
    if let Some(keep) = keep {
        update = update.filter(session::Column::Id.ne(keep));
    }
    update.exec(db).await?;
    Ok(())
}

fn is_live(session: &session::Model, now: DateTime<Utc>) -> bool {
    session.revoked_at.is_none() && session.expires_at > now
}

async fn live(
    db: &impl ConnectionTrait,
    user: Id,
    now: DateTime<Utc>,
) -> Result<Vec<session::Model>, CatalogError> {
    Ok(session::Entity::find()
        .filter(session::Column::UserId.eq(user))
        .filter(session::Column::RevokedAt.is_null())
        .filter(session::Column::ExpiresAt.gt(now))
        .order_by_desc(session::Column::LastUsedAt)
        .order_by_desc(session::Column::Id)
        .all(db)
        .await?)
}

async fn issue(write: &Write, session: Id, now: DateTime<Utc>) -> Result<Secret, CatalogError> {
    let secret = Secret::generate("");
    let row = refresh_token::ActiveModel {
        digest: Set(secret.digest()),
        session_id: Set(session),
        created_at: Set(now),
        used_at: Set(None),
    };
    row.insert(&**write).await?;
    Ok(secret)
}

/// Makes room for a new session: ended ones go, and the least recently used beyond [`SESSIONS_MAX`].
async fn forget_old(write: &Write, user: Id, now: DateTime<Utc>) -> Result<(), CatalogError> {
    let keep = live(&**write, user, now).await?.into_iter().take(SESSIONS_MAX - 1).map(|session| session.id);
    session::Entity::delete_many()
        .filter(session::Column::UserId.eq(user))
        .filter(session::Column::Id.is_not_in(keep))
        .exec(&**write)
        .await?;
    Ok(())
}

/// Forgets used tokens of a long-lived session that are older than any session unused since could be.
async fn forget_used(write: &Write, session: Id, now: DateTime<Utc>) -> Result<(), CatalogError> {
    refresh_token::Entity::delete_many()
        .filter(refresh_token::Column::SessionId.eq(session))
        .filter(refresh_token::Column::UsedAt.lt(now - SESSION_IDLE))
        .exec(&**write)
        .await?;
    Ok(())
}

impl From<session::Model> for Session {
    fn from(row: session::Model) -> Session {
        let session::Model { id, user_id, created_at, last_used_at, expires_at, user_agent, address, .. } =
            row;
        Session { id, user_id, created_at, last_used_at, expires_at, user_agent, address }
    }
}
