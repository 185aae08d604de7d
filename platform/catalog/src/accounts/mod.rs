//! Accounts: the people and organisations that own plugins and install them.

mod members;
mod names;
mod organisations;
mod platform;
mod users;

use chrono::{DateTime, Utc};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

pub use members::Member;
pub use organisations::{NewOrganisation, Organisation};
pub use users::{NewUser, ProfileChange, User, UserFilter};
pub(crate) use users::{PreparedUser, active_admins, lock as lock_user};

use crate::{Catalog, CatalogError, Id, entity::account, text_enum::text_enum};

text_enum! {
    /// What an account is.
    pub enum AccountKind {
        /// One person.
        User = "user",
        /// Several people, by membership.
        Organisation = "organisation",
    }
}

text_enum! {
    /// What a member may do, least first: each role includes those before it.
    pub enum Role {
        /// Edits, publishes and releases the account's plugins.
        Developer = "developer",
        /// Also manages developers, prices and visibility.
        Admin = "admin",
        /// Also manages admins and owners, transfers plugins and deletes.
        Owner = "owner",
    }
}

/// An account's public face.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// Its identifier.
    pub id: Id,
    /// A person or an organisation.
    pub kind: AccountKind,
    /// Its unique name, as in addresses: lower-case letters, digits and hyphens.
    pub name: String,
    /// How it likes to be called.
    pub display_name: String,
    /// When it was made.
    pub created_at: DateTime<Utc>,
}

impl From<account::Model> for Account {
    fn from(row: account::Model) -> Account {
        Account {
            id: row.id,
            kind: row.kind,
            name: row.name,
            display_name: row.display_name,
            created_at: row.created_at,
        }
    }
}

/// Users, organisations and memberships. From [`Catalog::accounts`].
///
/// Names, email addresses and passwords are checked here; who may ask for a change is checked here where it depends
/// on roles, and by the caller where it depends on the credential.
#[derive(Debug)]
pub struct Accounts<'a> {
    catalog: &'a Catalog,
}

impl Catalog {
    /// Users, organisations and memberships.
    pub fn accounts(&self) -> Accounts<'_> {
        Accounts { catalog: self }
    }
}

impl Accounts<'_> {
    /// The account of this name, whoever it is.
    pub async fn by_name(&self, name: &str) -> Result<Account, CatalogError> {
        let row =
            account::Entity::find().filter(account::Column::Name.eq(name)).one(self.catalog.db()).await?;
        row.map(Account::from).ok_or(CatalogError::NotFound { what: "account" })
    }

    /// The names of these accounts; those that are gone have none.
    pub async fn names(
        &self,
        ids: impl IntoIterator<Item = Id>,
    ) -> Result<std::collections::HashMap<Id, String>, CatalogError> {
        let ids: std::collections::HashSet<Id> = ids.into_iter().collect();
        let rows =
            account::Entity::find().filter(account::Column::Id.is_in(ids)).all(self.catalog.db()).await?;
        Ok(rows.into_iter().map(|row| (row.id, row.name)).collect())
    }

    /// The account with this identifier.
    pub async fn by_id(&self, id: Id) -> Result<Account, CatalogError> {
        let row = account::Entity::find_by_id(id).one(self.catalog.db()).await?;
        row.map(Account::from).ok_or(CatalogError::NotFound { what: "account" })
    }
}
