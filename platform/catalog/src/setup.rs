//! The first administrator: made by a link that only whoever starts the server can see, and that works once.

use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};

use crate::{
    Catalog, CatalogError,
    accounts::{NewUser, PreparedUser, User, active_admins},
    entity::setup_link,
    secret::{Secret, digest},
};

/// How long a link works. A restart prints a new one.
pub const SETUP_LINK_LIFE: TimeDelta = TimeDelta::hours(24);

/// The way to the first administrator. From [`Catalog::setup`].
#[derive(Debug)]
pub struct Setup<'a> {
    catalog: &'a Catalog,
}

impl Catalog {
    /// The way to the first administrator.
    pub fn setup(&self) -> Setup<'_> {
        Setup { catalog: self }
    }
}

impl Setup<'_> {
    /// A new link's secret while there is no administrator, otherwise `None`. Links of other nodes go on working.
    pub async fn issue(&self, now: DateTime<Utc>) -> Result<Option<Secret>, CatalogError> {
        let write = self.catalog.begin().await?;
        if !active_admins(&write).await?.is_empty() {
            return Ok(None);
        }
        setup_link::Entity::delete_many()
            .filter(setup_link::Column::ExpiresAt.lte(now))
            .exec(&*write)
            .await?;
        let secret = Secret::generate("");
        let row = setup_link::ActiveModel {
            digest: Set(secret.digest()),
            created_at: Set(now),
            expires_at: Set(now + SETUP_LINK_LIFE),
        };
        row.insert(&*write).await?;
        write.commit().await?;
        Ok(Some(secret))
    }

    /// Makes the first administrator; every link stops working.
    ///
    /// # Errors
    /// `setup.link_invalid`: unknown, used or expired; those of [`crate::Accounts::create_user`].
    pub async fn redeem(&self, secret: &str, new: NewUser, now: DateTime<Utc>) -> Result<User, CatalogError> {
        // Before the costly hash; decided again below, under lock.
        let known = setup_link::Entity::find_by_id(digest(secret)).one(self.catalog.db()).await?;
        known.filter(|link| link.expires_at > now).ok_or_else(invalid)?;
        let prepared = PreparedUser::new(NewUser { is_admin: true, ..new }, now).await?;
        let write = self.catalog.begin().await?;
        let links = setup_link::Entity::find()
            .order_by_asc(setup_link::Column::Digest)
            .lock_exclusive()
            .all(&*write)
            .await?;
        let digest = digest(secret);
        if !links.iter().any(|link| link.digest == digest && link.expires_at > now) {
            return Err(invalid());
        }
        setup_link::Entity::delete_many().exec(&*write).await?;
        let user = prepared.insert(&write).await?;
        write.commit().await?;
        Ok(user)
    }
}

fn invalid() -> CatalogError {
    CatalogError::forbidden(
        "setup.link_invalid",
        "This link has been used or has expired. If there is no administrator yet, restart the server for a new one.",
    )
}
