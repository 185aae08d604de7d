//! The platform's own account: an organisation without members, so nobody can act for it but the platform itself.

use chrono::{DateTime, Utc};
use sea_orm::{ActiveModelTrait, ActiveValue::Set};

use super::{Account, AccountKind, Accounts};
use crate::{
    CatalogError, Id,
    entity::{account, organisation},
};

/// Its name, which nobody can choose.
const PLATFORM_ACCOUNT: &str = "mspf";

impl Accounts<'_> {
    /// The platform's own account, which owns the examples; made when it is first asked for.
    pub async fn platform(&self, now: DateTime<Utc>) -> Result<Account, CatalogError> {
        match self.by_name(PLATFORM_ACCOUNT).await {
            Err(CatalogError::NotFound { .. }) => {}
            known => return known,
        }
        let write = self.catalog.begin().await?;
        let id = Id::generate();
        let account = account::ActiveModel {
            id: Set(id),
            kind: Set(AccountKind::Organisation),
            name: Set(PLATFORM_ACCOUNT.to_owned()),
            display_name: Set("Mspf".to_owned()),
            created_at: Set(now),
        };
        let made = account.insert(&*write).await;
        let made = made.map_err(|error| CatalogError::on_duplicate(error, super::names::name_taken))?;
        organisation::ActiveModel { account_id: Set(id), description: Set(String::new()) }
            .insert(&*write)
            .await?;
        write.commit().await?;
        Ok(made.into())
    }
}
