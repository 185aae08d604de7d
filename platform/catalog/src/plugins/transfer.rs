//! Giving a plugin to another account: offered by an owner, accepted by an owner of the other account.

use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder,
    QuerySelect, sea_query::Expr,
};
use serde_json::json;

use super::{
    NOT_FOUND, Plugin, PluginRef, Plugins, access::lock_row, assemble, change::touch, create::name_taken,
    event,
};
use crate::{
    Account, Actor, CatalogError, EventKind, Id, PluginId, Role,
    entity::{installation, plugin, transfer},
    time,
};

/// How long an offer stands: long enough for a holiday.
const OFFER_LASTS: TimeDelta = TimeDelta::days(14);
/// The most offers that are listed: anyone may make some to anyone.
const LISTED_MAX: u64 = 100;

const NO_OFFER: CatalogError = CatalogError::NotFound { what: "transfer" };

/// An offer of a plugin to an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Transfer {
    /// The plugin.
    pub plugin: PluginId,
    /// The account it is offered to.
    pub to: Account,
    /// When the offer was made.
    pub created_at: DateTime<Utc>,
    /// When it ends.
    pub expires_at: DateTime<Utc>,
}

impl Plugins<'_> {
    /// Offers a plugin to the account called `to`; an earlier offer is replaced. Nothing changes until it is
    /// accepted.
    ///
    /// # Errors
    /// `account.role_required`, `transfer.same_owner`; no such account.
    pub async fn offer(&self, actor: &Actor, id: &PluginId, to: &str) -> Result<Transfer, CatalogError> {
        // Who may not see the plugin learns nothing about accounts either.
        self.get(actor, id).await?;
        let to = self.catalog.accounts().by_name(to).await?;
        let (write, row) = self.lock(actor, id, Role::Owner).await?;
        if row.account_id == to.id {
            let detail = "The plugin belongs to this account already.";
            return Err(CatalogError::conflict("transfer.same_owner", detail));
        }
        let now = time::now();
        transfer::Entity::delete_by_id(id.clone()).exec(&*write).await?;
        let offer = transfer::Model {
            plugin_id: id.clone(),
            to_account_id: to.id,
            offered_by: actor.user(),
            created_at: now,
            expires_at: now + OFFER_LASTS,
        };
        offer.clone().into_active_model().reset_all().insert(&*write).await?;
        write.commit().await?;
        Ok(offer.into_transfer(to))
    }

    /// The standing offer of a plugin, as its owners see it.
    ///
    /// # Errors
    /// `account.role_required`; [`CatalogError::NotFound`] if it is not offered.
    pub async fn offered(&self, actor: &Actor, plugin: &Plugin) -> Result<Transfer, CatalogError> {
        self.catalog.accounts().require_role(actor, plugin.owner.id, Role::Owner).await?;
        let offer = transfer::Entity::find_by_id(plugin.id.clone()).one(self.catalog.db()).await?;
        let offer = offer.filter(|offer| offer.expires_at > time::now()).ok_or(NO_OFFER)?;
        let to = self.catalog.accounts().by_id(offer.to_account_id).await?;
        Ok(offer.into_transfer(to))
    }

    /// The standing offers to `user` and to the organisations that the user owns, newest first, 100 at most. The
    /// plugins are told even where they are private: whoever is to receive one has to know what it is.
    pub async fn offers_to(&self, user: Id) -> Result<Vec<(Plugin, Transfer)>, CatalogError> {
        let accounts = self.catalog.accounts();
        let mut receivers = vec![accounts.by_id(user).await?];
        for (organisation, role) in accounts.organisations_of(user).await? {
            if role == Role::Owner {
                receivers.push(accounts.by_id(organisation.id).await?);
            }
        }
        let offers = transfer::Entity::find()
            .filter(transfer::Column::ToAccountId.is_in(receivers.iter().map(|account| account.id)))
            .filter(transfer::Column::ExpiresAt.gt(time::now()))
            .order_by_desc(transfer::Column::CreatedAt)
            .limit(LISTED_MAX)
            .all(self.catalog.db())
            .await?;
        let plugins = self.load(offers.iter().map(|offer| offer.plugin_id.clone()).collect()).await?;
        let with_plugin = |offer: transfer::Model| {
            let plugin = plugins.iter().find(|plugin| plugin.id == offer.plugin_id)?.clone();
            let to = receivers.iter().find(|account| account.id == offer.to_account_id)?.clone();
            Some((plugin, offer.into_transfer(to)))
        };
        Ok(offers.into_iter().filter_map(with_plugin).collect())
    }

    /// Accepts an offer, as an owner of the account it was made to: from now on the plugin belongs to it.
    ///
    /// # Errors
    /// [`CatalogError::NotFound`] unless there is an offer that `actor` may accept; `plugin.name_taken`.
    pub async fn accept(&self, actor: &Actor, reference: &PluginRef) -> Result<Plugin, CatalogError> {
        // The receiver of a private plugin cannot see it yet, so it is found without asking who may.
        let plugin = self.find(&Actor::Platform, reference).await?;
        let offer = self.offer_to(actor, &plugin.id).await?;
        let to = self.catalog.accounts().by_id(offer.to_account_id).await?;
        let mut write = self.catalog.begin().await?;
        let mut row = lock_row(&write, &plugin.id).await?;
        let taken = transfer::Entity::delete_many()
            .filter(transfer::Column::PluginId.eq(plugin.id.clone()))
            .filter(transfer::Column::ToAccountId.eq(to.id))
            .filter(transfer::Column::ExpiresAt.gt(time::now()))
            .exec(&*write)
            .await?;
        if taken.rows_affected == 0 {
            return Err(NO_OFFER);
        }
        give(&write, &mut row, to.id).await?;
        write.record(event(&row, EventKind::PluginTransferred, json!({ "owner": to.name })));
        write.commit().await?;
        Ok(assemble(row, to))
    }

    /// Withdraws an offer as an owner of the plugin, or declines it as an owner of the account it was made to.
    ///
    /// # Errors
    /// [`CatalogError::NotFound`] unless there is an offer that `actor` may end.
    pub async fn end_offer(&self, actor: &Actor, reference: &PluginRef) -> Result<(), CatalogError> {
        let plugin = self.find(&Actor::Platform, reference).await?;
        let withdraws =
            self.catalog.accounts().require_role(actor, plugin.owner.id, Role::Owner).await.is_ok();
        if !withdraws {
            self.offer_to(actor, &plugin.id).await?;
        }
        let write = self.catalog.begin().await?;
        let ended = transfer::Entity::delete_by_id(plugin.id).exec(&*write).await?;
        write.commit().await?;
        if ended.rows_affected == 0 { Err(NO_OFFER) } else { Ok(()) }
    }

    /// The standing offer of a plugin, if `actor` may accept it.
    async fn offer_to(&self, actor: &Actor, id: &PluginId) -> Result<transfer::Model, CatalogError> {
        let offer = transfer::Entity::find_by_id(id.clone()).one(self.catalog.db()).await?;
        let offer = offer.filter(|offer| offer.expires_at > time::now()).ok_or(NOT_FOUND)?;
        match self.catalog.accounts().require_role(actor, offer.to_account_id, Role::Owner).await {
            Err(CatalogError::Forbidden { .. }) => Err(NOT_FOUND),
            other => other.map(|()| offer),
        }
    }
}

impl transfer::Model {
    fn into_transfer(self, to: Account) -> Transfer {
        Transfer { plugin: self.plugin_id, to, created_at: self.created_at, expires_at: self.expires_at }
    }
}

/// Writes the new owner, of the plugin and of the installation that came with it.
async fn give(write: &crate::catalog::Write, row: &mut plugin::Model, to: Id) -> Result<(), CatalogError> {
    let from = std::mem::replace(&mut row.account_id, to);
    touch(row);
    let given = plugin::ActiveModel {
        id: Set(row.id.clone()),
        account_id: Set(to),
        revision: Set(row.revision),
        updated_at: Set(row.updated_at),
        ..Default::default()
    };
    let given = given.update(&**write).await;
    given.map_err(|error| CatalogError::on_duplicate(error, || name_taken(&row.name)))?;
    installation::Entity::update_many()
        .col_expr(installation::Column::AccountId, Expr::value(to.get()))
        .filter(installation::Column::PluginId.eq(row.id.clone()))
        .filter(installation::Column::AccountId.eq(from))
        .filter(installation::Column::Address.eq(row.id.as_str()))
        .exec(&**write)
        .await?;
    Ok(())
}
