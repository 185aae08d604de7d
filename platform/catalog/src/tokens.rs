//! API tokens: secrets for programs, with only the rights they were made for.

use std::{collections::BTreeSet, fmt, str::FromStr};

use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
    sea_query::Expr,
};

use crate::{
    Catalog, CatalogError, Id, PluginId,
    accounts::{User, lock_user},
    entity::api_token,
    secret::{Secret, digest},
    text_enum::text_enum,
};

/// What every API token starts with, so that people and secret scanners recognise one.
pub const TOKEN_PREFIX: &str = "mspf_";
/// The longest life of a token. A token that nobody has to renew is a token that nobody remembers.
pub const TOKEN_LIFE_MAX: TimeDelta = TimeDelta::days(366);
/// Most tokens of one user: a person has some programs, each with one or two.
const TOKENS_MAX: u64 = 100;
/// Most characters of a token's name.
const NAME_MAX_CHARS: usize = 100;
/// How exactly `last_used_at` is kept: finer would write a row for every request.
const LAST_USED_RESOLUTION: TimeDelta = TimeDelta::minutes(1);

text_enum! {
    /// What an API token allows. Each needs the user's own right to do it, too.
    pub enum Scope {
        /// See who one is, one's organisations and their members.
        AccountRead = "account:read",
        /// Manage organisations and their members.
        OrganisationsWrite = "organisations:write",
        /// See one's private plugins, their sources, versions and builds.
        PluginsRead = "plugins:read",
        /// Create, change, like, transfer and delete plugins; edit workspaces.
        PluginsWrite = "plugins:write",
        /// Upload packages, publish versions, release and roll back.
        VersionsPublish = "versions:publish",
        /// Read logs and statistics of one's plugins.
        LogsRead = "logs:read",
        /// Administer the platform; only administrators can make such a token.
        Admin = "admin",
    }
}

/// A set of scopes; stored and shown as words with spaces between, in a fixed order.
#[derive(Clone, Debug, Default, PartialEq, Eq, sea_orm::DeriveValueType)]
#[sea_orm(value_type = "String")]
pub struct Scopes(BTreeSet<Scope>);

impl Scopes {
    /// Whether `scope` is among them.
    pub fn contains(&self, scope: Scope) -> bool {
        self.0.contains(&scope)
    }

    /// Each scope once.
    pub fn iter(&self) -> impl Iterator<Item = Scope> {
        self.0.iter().copied()
    }
}

impl FromIterator<Scope> for Scopes {
    fn from_iter<I: IntoIterator<Item = Scope>>(scopes: I) -> Scopes {
        Scopes(scopes.into_iter().collect())
    }
}

impl fmt::Display for Scopes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let words: Vec<&str> = self.iter().map(Scope::as_str).collect();
        f.write_str(&words.join(" "))
    }
}

impl FromStr for Scopes {
    type Err = sea_orm::sea_query::ValueTypeErr;

    /// Words this version does not know are left out: they allow nothing here.
    fn from_str(words: &str) -> Result<Scopes, Self::Err> {
        Ok(words.split_whitespace().filter_map(|word| word.parse().ok()).collect())
    }
}

/// An API token, without its secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApiToken {
    /// Its identifier.
    pub id: Id,
    /// Whose it is.
    pub user_id: Id,
    /// What its owner calls it.
    pub name: String,
    /// What it allows.
    pub scopes: Scopes,
    /// The only plugin it may be used for, if it is bound to one.
    pub plugin: Option<PluginId>,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it stops working.
    pub expires_at: DateTime<Utc>,
    /// When it was last used, to the minute.
    pub last_used_at: Option<DateTime<Utc>>,
}

/// What it takes to make a token.
#[derive(Clone, Debug)]
pub struct NewToken {
    /// What its owner calls it.
    pub name: String,
    /// What it allows; at least one.
    pub scopes: Scopes,
    /// The only plugin it may be used for.
    pub plugin: Option<PluginId>,
    /// When it stops working, [`TOKEN_LIFE_MAX`] from now at the latest.
    pub expires_at: DateTime<Utc>,
}

/// API tokens. From [`Catalog::tokens`].
#[derive(Debug)]
pub struct Tokens<'a> {
    catalog: &'a Catalog,
}

impl Catalog {
    /// API tokens.
    pub fn tokens(&self) -> Tokens<'_> {
        Tokens { catalog: self }
    }
}

impl Tokens<'_> {
    /// Makes a token for `user`. The secret is not kept: show it now.
    ///
    /// # Errors
    /// `token.*`: a value is not acceptable, or there are too many tokens.
    pub async fn create(
        &self,
        user: &User,
        new: NewToken,
        now: DateTime<Utc>,
    ) -> Result<(ApiToken, Secret), CatalogError> {
        let name = new.name.trim();
        check(user, name, &new, now)?;
        let secret = Secret::generate(TOKEN_PREFIX);
        let row = api_token::ActiveModel {
            id: Set(Id::generate()),
            user_id: Set(user.id),
            name: Set(name.to_owned()),
            digest: Set(secret.digest()),
            scopes: Set(new.scopes),
            plugin_id: Set(new.plugin),
            created_at: Set(now),
            expires_at: Set(new.expires_at),
            last_used_at: Set(None),
        };
        let write = self.catalog.begin().await?;
        lock_user(&write, user.id).await?;
        if api_token::Entity::find().filter(api_token::Column::UserId.eq(user.id)).count(&*write).await?
            >= TOKENS_MAX
        {
            let detail =
                format!("You have {TOKENS_MAX} tokens, the most one may. Delete those you do not use.");
            return Err(CatalogError::conflict("token.too_many", detail));
        }
        let token = row.insert(&*write).await?;
        write.commit().await?;
        Ok((token.into(), secret))
    }

    /// The token of this secret and its user; `None` when it is unknown or the user is disabled. Expired tokens are
    /// returned, for the caller to say so.
    pub async fn authenticate(
        &self,
        secret: &str,
        now: DateTime<Utc>,
    ) -> Result<Option<(ApiToken, User)>, CatalogError> {
        let row = api_token::Entity::find()
            .filter(api_token::Column::Digest.eq(digest(secret)))
            .one(self.catalog.db())
            .await?;
        let Some(token) = row.map(ApiToken::from) else { return Ok(None) };
        let user = self.catalog.accounts().user(token.user_id).await?;
        if user.disabled_at.is_some() {
            return Ok(None);
        }
        let stale = token.last_used_at.is_none_or(|used| now - used >= LAST_USED_RESOLUTION);
        if stale && token.expires_at > now {
            self.note_use(token.id, now).await?;
        }
        Ok(Some((token, user)))
    }

    async fn note_use(&self, id: Id, now: DateTime<Utc>) -> Result<(), CatalogError> {
        let write = self.catalog.begin().await?;
        api_token::Entity::update_many()
            .col_expr(api_token::Column::LastUsedAt, Expr::value(now))
            .filter(api_token::Column::Id.eq(id))
            .exec(&*write)
            .await?;
        write.commit().await
    }

    /// A user's tokens, newest first, the expired ones too.
    pub async fn list(&self, user: Id) -> Result<Vec<ApiToken>, CatalogError> {
        let rows = api_token::Entity::find()
            .filter(api_token::Column::UserId.eq(user))
            .order_by_desc(api_token::Column::Id)
            .all(self.catalog.db())
            .await?;
        Ok(rows.into_iter().map(ApiToken::from).collect())
    }

    /// Deletes a token of this user, which stops working at once.
    pub async fn delete(&self, user: Id, token: Id) -> Result<(), CatalogError> {
        let write = self.catalog.begin().await?;
        let deleted = api_token::Entity::delete_many()
            .filter(api_token::Column::Id.eq(token))
            .filter(api_token::Column::UserId.eq(user))
            .exec(&*write)
            .await?;
        if deleted.rows_affected == 0 {
            return Err(CatalogError::NotFound { what: "token" });
        }
        write.commit().await
    }
}

fn check(user: &User, name: &str, new: &NewToken, now: DateTime<Utc>) -> Result<(), CatalogError> {
    if name.is_empty() || name.chars().count() > NAME_MAX_CHARS || name.chars().any(char::is_control) {
        let detail = format!("Give the token a name of at most {NAME_MAX_CHARS} characters, on one line.");
        return Err(CatalogError::invalid("name", "token.name_malformed", detail));
    }
    if new.scopes == Scopes::default() {
        return Err(CatalogError::invalid(
            "scopes",
            "token.scopes_empty",
            "Give the token at least one scope.",
        ));
    }
    if new.scopes.contains(Scope::Admin) && !user.is_admin {
        let detail = "Only administrators can make a token with the scope admin.";
        return Err(CatalogError::forbidden("token.scope_forbidden", detail));
    }
    if new.expires_at <= now || new.expires_at > now + TOKEN_LIFE_MAX {
        let detail = format!(
            "A token expires in the future, {} days from now at the latest.",
            TOKEN_LIFE_MAX.num_days()
        );
        return Err(CatalogError::invalid("expires_at", "token.expiry_out_of_range", detail));
    }
    Ok(())
}

impl From<api_token::Model> for ApiToken {
    fn from(row: api_token::Model) -> ApiToken {
        let api_token::Model {
            id,
            user_id,
            name,
            scopes,
            plugin_id,
            created_at,
            expires_at,
            last_used_at,
            ..
        } = row;
        ApiToken { id, user_id, name, scopes, plugin: plugin_id, created_at, expires_at, last_used_at }
    }
}
