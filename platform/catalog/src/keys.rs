//! The keys that sign access tokens, shared by all nodes through the database.
//!
//! Time is cut into periods with one key each. A period's key is made and published [`PUBLISH_AHEAD`] before it signs,
//! so that whoever caches the public keys has it in time, and stays published for [`VERIFY_OVERLAP`] after.

use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair};
use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, sea_query::OnConflict};

use crate::{Catalog, CatalogError, Id, entity::signing_key};

/// How long a key signs. Ed25519 does not wear out; the period bounds what a stolen key is worth.
pub const KEY_PERIOD: TimeDelta = TimeDelta::days(30);
/// How long before its first signature a key is published. Longer than any cache of the public keys should live.
pub const PUBLISH_AHEAD: TimeDelta = TimeDelta::days(1);
/// How long after its last signature a key is published. Longer than any access token lives.
pub const VERIFY_OVERLAP: TimeDelta = TimeDelta::hours(1);

/// A key pair.
#[derive(Clone)]
pub struct SigningKey {
    /// The `kid` of what it signs.
    pub id: Id,
    /// The private half, PKCS#8.
    pub private_key: Vec<u8>,
    /// The public half, 32 bytes.
    pub public_key: Vec<u8>,
    period: i64,
}

impl std::fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SigningKey").field("id", &self.id).finish_non_exhaustive()
    }
}

/// The keys of one moment.
#[derive(Clone, Debug)]
pub struct KeyRing {
    /// Signs now.
    pub signing: SigningKey,
    /// All whose signatures are accepted now, or soon will be; the one that signs among them.
    pub published: Vec<SigningKey>,
}

/// Signing keys. From [`Catalog::keys`].
#[derive(Debug)]
pub struct Keys<'a> {
    catalog: &'a Catalog,
}

impl Catalog {
    /// The keys that sign access tokens.
    pub fn keys(&self) -> Keys<'_> {
        Keys { catalog: self }
    }
}

impl Keys<'_> {
    /// The keys of this moment; missing ones are made, outdated ones forgotten.
    pub async fn ring(&self, now: DateTime<Utc>) -> Result<KeyRing, CatalogError> {
        let current = period(now);
        let needed = [period(now - VERIFY_OVERLAP), current, period(now + PUBLISH_AHEAD)];
        let mut published = self.load(&needed).await?;
        if needed[1..].iter().any(|period| !published.iter().any(|key| key.period == *period)) {
            self.make(&needed[1..], now).await?;
            published = self.load(&needed).await?;
        }
        let signing = published.iter().find(|key| key.period == current).cloned();
        let signing =
            signing.ok_or_else(|| CatalogError::Internal("the signing key just made is gone".to_owned()))?;
        Ok(KeyRing { signing, published })
    }

    /// Forgets every key, when one may have been stolen: all access tokens stop working, sessions go on with their
    /// next refresh.
    pub async fn replace_all(&self) -> Result<(), CatalogError> {
        let write = self.catalog.begin().await?;
        signing_key::Entity::delete_many().exec(&*write).await?;
        write.commit().await
    }

    async fn load(&self, periods: &[i64]) -> Result<Vec<SigningKey>, CatalogError> {
        let rows = signing_key::Entity::find()
            .filter(signing_key::Column::Period.is_in(periods.iter().copied()))
            .order_by_asc(signing_key::Column::Period)
            .all(self.catalog.db())
            .await?;
        Ok(rows.into_iter().map(SigningKey::from).collect())
    }

    /// Makes the keys of these periods, unless another node is faster, and forgets those no longer needed.
    async fn make(&self, periods: &[i64], now: DateTime<Utc>) -> Result<(), CatalogError> {
        let write = self.catalog.begin().await?;
        for period in periods {
            let keep = OnConflict::column(signing_key::Column::Period).do_nothing().to_owned();
            let insert = signing_key::Entity::insert(generate(*period, now)?).on_conflict(keep);
            insert.exec_without_returning(&*write).await?;
        }
        signing_key::Entity::delete_many()
            .filter(signing_key::Column::Period.lt(period(now - VERIFY_OVERLAP)))
            .exec(&*write)
            .await?;
        write.commit().await
    }
}

fn period(at: DateTime<Utc>) -> i64 {
    at.timestamp().div_euclid(KEY_PERIOD.num_seconds())
}

fn generate(period: i64, now: DateTime<Utc>) -> Result<signing_key::ActiveModel, CatalogError> {
    let failed = || CatalogError::Internal("the system gave no randomness for a signing key".to_owned());
    let pair = Ed25519KeyPair::generate().map_err(|_| failed())?;
    let private_key = pair.to_pkcs8v1().map_err(|_| failed())?;
    Ok(signing_key::ActiveModel {
        id: Set(Id::generate()),
        period: Set(period),
        private_key: Set(private_key.as_ref().to_vec()),
        public_key: Set(pair.public_key().as_ref().to_vec()),
        created_at: Set(now),
    })
}

impl From<signing_key::Model> for SigningKey {
    fn from(row: signing_key::Model) -> SigningKey {
        let signing_key::Model { id, period, private_key, public_key, .. } = row;
        SigningKey { id, private_key, public_key, period }
    }
}
