//! Organisations: accounts that several people share.

use chrono::{DateTime, Utc};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder,
    QuerySelect,
};

use super::{Account, AccountKind, Accounts, Role, names};
use crate::{
    CatalogError, Id,
    entity::{account, membership, organisation},
};

/// Most characters of an organisation's description: a paragraph.
const DESCRIPTION_MAX_CHARS: usize = 1_000;
/// Most organisations one user may belong to; more would be a way to hoard names.
const ORGANISATIONS_MAX: usize = 50;

/// An organisation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Organisation {
    /// The organisation's account.
    pub id: Id,
    /// Unique name.
    pub name: String,
    /// How it likes to be called.
    pub display_name: String,
    /// What it says of itself.
    pub description: String,
    /// When it was made.
    pub created_at: DateTime<Utc>,
}

/// What it takes to make an organisation.
#[derive(Clone, Debug)]
pub struct NewOrganisation {
    /// Unique name.
    pub name: String,
    /// Empty: the name.
    pub display_name: String,
    /// May be empty.
    pub description: String,
}

impl Accounts<'_> {
    /// Makes an organisation, which `founder` then owns.
    ///
    /// # Errors
    /// `account.name_*`, `account.display_name_malformed`, `organisation.*`: a value is not acceptable or taken.
    pub async fn create_organisation(
        &self,
        founder: Id,
        new: NewOrganisation,
        now: DateTime<Utc>,
    ) -> Result<Organisation, CatalogError> {
        names::check_name(&new.name)?;
        let display_name = names::display_name(&new.display_name, &new.name)?;
        let description = check_description(&new.description)?;
        let write = self.catalog.begin().await?;
        super::lock_user(&write, founder).await?;
        if memberships(&*write, founder).await?.len() >= ORGANISATIONS_MAX {
            return Err(CatalogError::conflict(
                "organisation.too_many",
                format!(
                    "You belong to {ORGANISATIONS_MAX} organisations, the most one may. Leave one first."
                ),
            ));
        }
        let id = Id::generate();
        let account = account::ActiveModel {
            id: Set(id),
            kind: Set(AccountKind::Organisation),
            name: Set(new.name),
            display_name: Set(display_name),
            created_at: Set(now),
        };
        let account = account
            .insert(&*write)
            .await
            .map_err(|error| CatalogError::on_duplicate(error, names::name_taken))?;
        let organisation = organisation::ActiveModel { account_id: Set(id), description: Set(description) }
            .insert(&*write)
            .await?;
        let owner = membership::ActiveModel {
            organisation_id: Set(id),
            user_id: Set(founder),
            role: Set(Role::Owner),
            created_at: Set(now),
        };
        owner.insert(&*write).await?;
        write.commit().await?;
        Ok(join(organisation, account))
    }

    /// The organisation of this name.
    pub async fn organisation(&self, name: &str) -> Result<Organisation, CatalogError> {
        let row = organisation::Entity::find()
            .find_also_related(account::Entity)
            .filter(account::Column::Name.eq(name))
            .one(self.catalog.db())
            .await?;
        row.and_then(|(organisation, account)| Some(join(organisation, account?)))
            .ok_or(CatalogError::NotFound { what: "organisation" })
    }

    /// The organisations a user belongs to, by name, and as what.
    pub async fn organisations_of(&self, user: Id) -> Result<Vec<(Organisation, Role)>, CatalogError> {
        let roles = memberships(self.catalog.db(), user).await?;
        let rows = organisation::Entity::find()
            .find_also_related(account::Entity)
            .filter(organisation::Column::AccountId.is_in(roles.iter().map(|row| row.organisation_id)))
            .order_by_asc(account::Column::Name)
            .all(self.catalog.db())
            .await?;
        let with_role = |(organisation, account): (organisation::Model, Option<account::Model>)| {
            let role = roles.iter().find(|row| row.organisation_id == organisation.account_id)?.role;
            Some((join(organisation, account?), role))
        };
        Ok(rows.into_iter().filter_map(with_role).collect())
    }
}

fn check_description(description: &str) -> Result<String, CatalogError> {
    let description = description.trim();
    if description.chars().count() > DESCRIPTION_MAX_CHARS {
        let detail = format!("A description has at most {DESCRIPTION_MAX_CHARS} characters.");
        return Err(CatalogError::invalid("description", "organisation.description_too_long", detail));
    }
    Ok(description.to_owned())
}

async fn memberships(db: &impl ConnectionTrait, user: Id) -> Result<Vec<membership::Model>, CatalogError> {
    let most = u64::try_from(ORGANISATIONS_MAX).unwrap_or(u64::MAX);
    Ok(membership::Entity::find().filter(membership::Column::UserId.eq(user)).limit(most).all(db).await?)
}

fn join(organisation: organisation::Model, account: account::Model) -> Organisation {
    let Account { id, name, display_name, created_at, .. } = account.into();
    Organisation { id, name, display_name, description: organisation.description, created_at }
}
