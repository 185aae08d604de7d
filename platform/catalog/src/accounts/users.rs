//! Users: signing up, proving who one is, changing oneself, being disabled.

use chrono::{DateTime, Utc};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter,
    QueryOrder, QuerySelect, sea_query::LikeExpr,
};

use super::{Account, AccountKind, Accounts, names};
use crate::{
    CatalogError, Id,
    catalog::Write,
    entity::{account, user},
    password, sessions,
};

/// A user, without the password.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct User {
    /// The user's account.
    pub id: Id,
    /// Unique name.
    pub name: String,
    /// How the user likes to be called.
    pub display_name: String,
    /// Unique email address, in lower case.
    pub email: String,
    /// Whether the user administers the platform.
    pub is_admin: bool,
    /// Since when the user may do nothing any more.
    pub disabled_at: Option<DateTime<Utc>>,
    /// When the user signed up.
    pub created_at: DateTime<Utc>,
}

/// What it takes to make a user.
#[derive(Clone)]
pub struct NewUser {
    /// Unique name.
    pub name: String,
    /// Unique email address.
    pub email: String,
    /// Empty: the name.
    pub display_name: String,
    /// The password in clear; only its argon2id hash is kept.
    pub password: String,
    /// Whether the user administers the platform.
    pub is_admin: bool,
}

/// What a user may change of themselves; `None` leaves it.
#[derive(Clone, Debug, Default)]
pub struct ProfileChange {
    /// A new display name.
    pub display_name: Option<String>,
    /// A new email address.
    pub email: Option<String>,
}

/// Which users to list.
#[derive(Clone, Debug, Default)]
pub struct UserFilter {
    /// Only users whose name or email address contains this.
    pub query: Option<String>,
    /// Only users after this one (newest first).
    pub after: Option<Id>,
    /// At most so many.
    pub limit: u64,
}

/// A new user whose password has been hashed: what may enter a transaction.
pub(crate) struct PreparedUser {
    account: account::ActiveModel,
    user: user::ActiveModel,
}

impl Accounts<'_> {
    /// Makes a user.
    ///
    /// # Errors
    /// `account.name_*`, `account.email_*`, `password.weak`: a value is not acceptable or taken.
    pub async fn create_user(&self, new: NewUser, now: DateTime<Utc>) -> Result<User, CatalogError> {
        let prepared = PreparedUser::new(new, now).await?;
        let write = self.catalog.begin().await?;
        let user = prepared.insert(&write).await?;
        write.commit().await?;
        Ok(user)
    }

    /// The user with this identifier.
    pub async fn user(&self, id: Id) -> Result<User, CatalogError> {
        find(self.catalog.db(), user::Column::AccountId.eq(id)).await?.map(|(user, _)| user).ok_or(NO_USER)
    }

    /// The user of this name.
    pub async fn user_by_name(&self, name: &str) -> Result<User, CatalogError> {
        find(self.catalog.db(), account::Column::Name.eq(name)).await?.map(|(user, _)| user).ok_or(NO_USER)
    }

    /// The user whom `login` (a name or an email address) and `password` prove; `None` when they prove nobody. It
    /// takes the same time whether or not there is such a user.
    ///
    /// # Errors
    /// `auth.account_disabled`, only when the password was right; [`CatalogError::Busy`].
    pub async fn authenticate(&self, login: &str, password: String) -> Result<Option<User>, CatalogError> {
        let login = login.trim().to_lowercase();
        let column =
            if login.contains('@') { user::Column::Email.eq(login) } else { account::Column::Name.eq(login) };
        let (user, hash) = find(self.catalog.db(), column).await?.unzip();
        if !password::verify(password, hash).await? {
            return Ok(None);
        }
        match user {
            Some(user) if user.disabled_at.is_some() => Err(CatalogError::forbidden(
                "auth.account_disabled",
                "An administrator has disabled this account.",
            )),
            user => Ok(user),
        }
    }

    /// Changes what a user may change of themselves.
    pub async fn change_profile(&self, id: Id, change: ProfileChange) -> Result<User, CatalogError> {
        let write = self.catalog.begin().await?;
        let (before, _) = find(&*write, user::Column::AccountId.eq(id)).await?.ok_or(NO_USER)?;
        if let Some(name) = &change.display_name {
            let display_name = Set(names::display_name(name, &before.name)?);
            account::ActiveModel { id: Set(id), display_name, ..Default::default() }.update(&*write).await?;
        }
        if let Some(email) = &change.email {
            let email = Set(names::email(email)?);
            let row = user::ActiveModel { account_id: Set(id), email, ..Default::default() };
            row.update(&*write).await.map_err(|error| CatalogError::on_duplicate(error, email_taken))?;
        }
        let (user, _) = find(&*write, user::Column::AccountId.eq(id)).await?.ok_or(NO_USER)?;
        write.commit().await?;
        Ok(user)
    }

    /// Replaces the password and ends every session but `keep`: whoever knew the old one is out.
    ///
    /// # Errors
    /// `password.wrong`: `current` is not the present one; `password.weak`.
    pub async fn change_password(
        &self,
        id: Id,
        current: String,
        new: String,
        keep: Option<Id>,
        now: DateTime<Utc>,
    ) -> Result<(), CatalogError> {
        let (user, hash) = find(self.catalog.db(), user::Column::AccountId.eq(id)).await?.ok_or(NO_USER)?;
        if !password::verify(current, Some(hash)).await? {
            let detail = "This is not your present password.";
            return Err(CatalogError::invalid("current_password", "password.wrong", detail));
        }
        self.set_password(&user, new, keep, now).await
    }

    /// Replaces the password without the old one, for an administrator on the server; ends every session.
    pub async fn reset_password(&self, id: Id, new: String, now: DateTime<Utc>) -> Result<(), CatalogError> {
        let user = self.user(id).await?;
        self.set_password(&user, new, None, now).await
    }

    async fn set_password(
        &self,
        user: &User,
        new: String,
        keep: Option<Id>,
        now: DateTime<Utc>,
    ) -> Result<(), CatalogError> {
        password::check(&new, &[&user.name, &user.email])?;
        let password_hash = Set(password::hash(new).await?);
        let write = self.catalog.begin().await?;
        user::ActiveModel { account_id: Set(user.id), password_hash, ..Default::default() }
            .update(&*write)
            .await?;
        sessions::revoke_all(&*write, user.id, keep, now).await?;
        write.commit().await
    }

    /// Disables a user, which ends their sessions and refuses their tokens at once, or enables them again.
    ///
    /// # Errors
    /// `admin.last`: somebody must be left who can administer.
    pub async fn set_disabled(
        &self,
        id: Id,
        disabled: bool,
        now: DateTime<Utc>,
    ) -> Result<User, CatalogError> {
        let disabled_at = disabled.then_some(now);
        self.change_standing(
            id,
            user::ActiveModel { disabled_at: Set(disabled_at), ..Default::default() },
            now,
        )
        .await
    }

    /// Makes a user an administrator of the platform, or one no longer.
    ///
    /// # Errors
    /// `admin.last`: somebody must be left who can administer.
    pub async fn set_admin(&self, id: Id, is_admin: bool, now: DateTime<Utc>) -> Result<User, CatalogError> {
        self.change_standing(id, user::ActiveModel { is_admin: Set(is_admin), ..Default::default() }, now)
            .await
    }

    async fn change_standing(
        &self,
        id: Id,
        mut change: user::ActiveModel,
        now: DateTime<Utc>,
    ) -> Result<User, CatalogError> {
        let write = self.catalog.begin().await?;
        let admins = active_admins(&write).await?;
        find(&*write, user::Column::AccountId.eq(id)).await?.ok_or(NO_USER)?;
        change.account_id = Set(id);
        change.update(&*write).await?;
        let (user, _) = find(&*write, user::Column::AccountId.eq(id)).await?.ok_or(NO_USER)?;
        let administers = user.is_admin && user.disabled_at.is_none();
        if admins == [id] && !administers {
            return Err(CatalogError::conflict(
                "admin.last",
                "This is the last administrator. Appoint another first.",
            ));
        }
        if user.disabled_at.is_some() {
            sessions::revoke_all(&*write, id, None, now).await?;
        }
        write.commit().await?;
        Ok(user)
    }

    /// Users, newest first.
    pub async fn list_users(&self, filter: UserFilter) -> Result<Vec<User>, CatalogError> {
        let mut select = user::Entity::find().find_also_related(account::Entity);
        if let Some(query) = filter.query.filter(|query| !query.is_empty()) {
            let like = LikeExpr::new(format!("%{}%", escape_like(&query.to_lowercase()))).escape('\\');
            let by_name = Condition::any().add(account::Column::Name.like(like.clone()));
            select = select.filter(by_name.add(user::Column::Email.like(like)));
        }
        if let Some(after) = filter.after {
            select = select.filter(user::Column::AccountId.lt(after));
        }
        let rows =
            select.order_by_desc(user::Column::AccountId).limit(filter.limit).all(self.catalog.db()).await?;
        Ok(rows.into_iter().filter_map(|(user, account)| Some(join(user, account?).0)).collect())
    }
}

impl PreparedUser {
    /// Checks every value and hashes the password; slow, so outside any transaction.
    pub(crate) async fn new(new: NewUser, now: DateTime<Utc>) -> Result<PreparedUser, CatalogError> {
        names::check_name(&new.name)?;
        let email = names::email(&new.email)?;
        let display_name = names::display_name(&new.display_name, &new.name)?;
        password::check(&new.password, &[&new.name, &email])?;
        let id = Id::generate();
        Ok(PreparedUser {
            account: account::ActiveModel {
                id: Set(id),
                kind: Set(AccountKind::User),
                name: Set(new.name),
                display_name: Set(display_name),
                created_at: Set(now),
            },
            user: user::ActiveModel {
                account_id: Set(id),
                email: Set(email),
                password_hash: Set(password::hash(new.password).await?),
                is_admin: Set(new.is_admin),
                disabled_at: Set(None),
            },
        })
    }

    /// Stores the user.
    pub(crate) async fn insert(self, write: &Write) -> Result<User, CatalogError> {
        let account = self.account.insert(&**write).await;
        let account = account.map_err(|error| CatalogError::on_duplicate(error, names::name_taken))?;
        let user = self.user.insert(&**write).await;
        let user = user.map_err(|error| CatalogError::on_duplicate(error, email_taken))?;
        Ok(join(user, account).0)
    }
}

const NO_USER: CatalogError = CatalogError::NotFound { what: "user" };

fn email_taken() -> CatalogError {
    CatalogError::conflict(
        "account.email_taken",
        "Somebody has signed up with this email address. Sign in instead.",
    )
}

/// The administrators who can sign in, locked so that two cannot dismiss each other at the same moment.
pub(crate) async fn active_admins(write: &Write) -> Result<Vec<Id>, CatalogError> {
    let admins = user::Entity::find()
        .filter(user::Column::IsAdmin.eq(true))
        .filter(user::Column::DisabledAt.is_null())
        .order_by_asc(user::Column::AccountId)
        .lock_exclusive()
        .all(&**write)
        .await?;
    Ok(admins.into_iter().map(|admin| admin.account_id).collect())
}

/// Locks a user, so that what they may have a number of is counted and added to by one transaction at a time.
pub(crate) async fn lock(write: &Write, id: Id) -> Result<(), CatalogError> {
    let user = user::Entity::find_by_id(id).lock_exclusive().one(&**write).await?;
    user.map(|_| ()).ok_or(NO_USER)
}

/// A user and their password hash.
async fn find(
    db: &impl ConnectionTrait,
    condition: impl sea_orm::sea_query::IntoCondition,
) -> Result<Option<(User, String)>, CatalogError> {
    let row = user::Entity::find().find_also_related(account::Entity).filter(condition).one(db).await?;
    Ok(row.and_then(|(user, account)| Some(join(user, account?))))
}

fn join(user: user::Model, account: account::Model) -> (User, String) {
    let Account { id, name, display_name, created_at, .. } = account.into();
    let user::Model { email, password_hash, is_admin, disabled_at, .. } = user;
    (User { id, name, display_name, email, is_admin, disabled_at, created_at }, password_hash)
}

/// The text with the wildcards of `LIKE` taken literally.
fn escape_like(text: &str) -> String {
    text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_")
}
