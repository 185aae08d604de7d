//! Memberships: who may act for an organisation, and who may change that.

use chrono::{DateTime, Utc};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};

use super::{Account, AccountKind, Accounts, Role};
use crate::{
    Actor, CatalogError, Id,
    catalog::Write,
    entity::{account, membership, organisation},
};

/// Most members of an organisation, so that the list of members needs no pages.
const MEMBERS_MAX: usize = 500;

/// A member of an organisation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// The user's account.
    pub user: Account,
    /// What the member may do.
    pub role: Role,
    /// Since when.
    pub since: DateTime<Utc>,
}

impl Accounts<'_> {
    /// What `user` may do for `account`: a user is the owner of themselves; `None` is a stranger.
    pub async fn role(&self, user: Id, account: Id) -> Result<Option<Role>, CatalogError> {
        if user == account {
            return Ok(Some(Role::Owner));
        }
        let row = membership::Entity::find_by_id((account, user)).one(self.catalog.db()).await?;
        Ok(row.map(|row| row.role))
    }

    /// Refuses unless `actor` may do for `account` what needs `role`. Administrators may.
    ///
    /// # Errors
    /// `account.role_required`, naming the role.
    pub async fn require_role(&self, actor: &Actor, account: Id, role: Role) -> Result<(), CatalogError> {
        if actor.is_administrator() {
            return Ok(());
        }
        let held = match actor.user() {
            Some(user) => self.role(user, account).await?,
            None => None,
        };
        if held >= Some(role) { Ok(()) } else { Err(role_required(role)) }
    }

    /// The members of an organisation, oldest first. Members and administrators may see them.
    pub async fn members(&self, actor: &Actor, organisation: Id) -> Result<Vec<Member>, CatalogError> {
        self.require_role(actor, organisation, Role::Developer).await?;
        let rows = membership::Entity::find()
            .filter(membership::Column::OrganisationId.eq(organisation))
            .order_by_asc(membership::Column::CreatedAt)
            .order_by_asc(membership::Column::UserId)
            .all(self.catalog.db())
            .await?;
        let users = account::Entity::find()
            .filter(account::Column::Id.is_in(rows.iter().map(|row| row.user_id)))
            .all(self.catalog.db())
            .await?;
        let member = |row: membership::Model| {
            let user = users.iter().find(|user| user.id == row.user_id)?.clone().into();
            Some(Member { user, role: row.role, since: row.created_at })
        };
        Ok(rows.into_iter().filter_map(member).collect())
    }

    /// Makes the user called `name` a member.
    ///
    /// # Errors
    /// `account.role_required`; `organisation.already_member`; `organisation.too_many_members`; no such user.
    pub async fn add_member(
        &self,
        actor: &Actor,
        organisation: Id,
        name: &str,
        role: Role,
        now: DateTime<Utc>,
    ) -> Result<Member, CatalogError> {
        let user = self.by_name(name).await?;
        if user.kind != AccountKind::User {
            return Err(CatalogError::invalid(
                "username",
                "organisation.member_not_user",
                "Only users can be members.",
            ));
        }
        let write = self.catalog.begin().await?;
        let members = locked_members(&write, organisation).await?;
        may_change(actor, &members, role)?;
        if members.len() >= MEMBERS_MAX {
            let detail = format!("An organisation has at most {MEMBERS_MAX} members.");
            return Err(CatalogError::conflict("organisation.too_many_members", detail));
        }
        let row = membership::ActiveModel {
            organisation_id: Set(organisation),
            user_id: Set(user.id),
            role: Set(role),
            created_at: Set(now),
        };
        row.insert(&*write).await.map_err(|error| CatalogError::on_duplicate(error, already_member))?;
        write.commit().await?;
        Ok(Member { user, role, since: now })
    }

    /// Gives the member called `name` another role.
    ///
    /// # Errors
    /// `account.role_required`, also for what the member is now; `organisation.last_owner`; no such member.
    pub async fn change_role(
        &self,
        actor: &Actor,
        organisation: Id,
        name: &str,
        role: Role,
    ) -> Result<Member, CatalogError> {
        let user = self.by_name(name).await?;
        let write = self.catalog.begin().await?;
        let members = locked_members(&write, organisation).await?;
        let member = members.iter().find(|member| member.user_id == user.id).ok_or(NO_MEMBER)?;
        may_change(actor, &members, member.role.max(role))?;
        if role != Role::Owner {
            keep_an_owner(&members, user.id)?;
        }
        let row = membership::ActiveModel { role: Set(role), ..member.clone().into() };
        let row = row.update(&*write).await?;
        write.commit().await?;
        Ok(Member { user, role: row.role, since: row.created_at })
    }

    /// Ends a membership. Members may always leave themselves.
    ///
    /// # Errors
    /// `account.role_required`; `organisation.last_owner`; no such member.
    pub async fn remove_member(
        &self,
        actor: &Actor,
        organisation: Id,
        name: &str,
    ) -> Result<(), CatalogError> {
        let user = self.by_name(name).await?;
        let write = self.catalog.begin().await?;
        let members = locked_members(&write, organisation).await?;
        let member = members.iter().find(|member| member.user_id == user.id);
        let leaves = member.is_some() && actor.user() == Some(user.id);
        if !leaves {
            may_change(actor, &members, member.map_or(Role::Developer, |member| member.role))?;
        }
        let member = member.ok_or(NO_MEMBER)?;
        keep_an_owner(&members, user.id)?;
        membership::Entity::delete_by_id((member.organisation_id, member.user_id)).exec(&*write).await?;
        write.commit().await
    }
}

const NO_MEMBER: CatalogError = CatalogError::NotFound { what: "member" };

fn already_member() -> CatalogError {
    CatalogError::conflict(
        "organisation.already_member",
        "This user is a member already. Change the role instead.",
    )
}

fn role_required(role: Role) -> CatalogError {
    CatalogError::forbidden(
        "account.role_required",
        format!("Only a member with the role {role} may do this."),
    )
}

/// All members, while the organisation is locked: two owners cannot dismiss each other at the same moment.
async fn locked_members(write: &Write, organisation: Id) -> Result<Vec<membership::Model>, CatalogError> {
    let lock = organisation::Entity::find_by_id(organisation).lock_exclusive().one(&**write).await?;
    lock.ok_or(CatalogError::NotFound { what: "organisation" })?;
    let members = membership::Entity::find().filter(membership::Column::OrganisationId.eq(organisation));
    Ok(members.all(&**write).await?)
}

/// Refuses unless `actor` may give or take `role`: owners any, admins developers.
fn may_change(actor: &Actor, members: &[membership::Model], role: Role) -> Result<(), CatalogError> {
    let held = members.iter().find(|member| Some(member.user_id) == actor.user()).map(|member| member.role);
    let needed = if role == Role::Developer { Role::Admin } else { Role::Owner };
    if actor.is_administrator() || held >= Some(needed) { Ok(()) } else { Err(role_required(needed)) }
}

/// Refuses to take the last owner away.
fn keep_an_owner(members: &[membership::Model], leaving: Id) -> Result<(), CatalogError> {
    let mut others = members.iter().filter(|member| member.user_id != leaving);
    let was_owner = members.iter().any(|member| member.user_id == leaving && member.role == Role::Owner);
    if was_owner && !others.any(|member| member.role == Role::Owner) {
        let detail = "This is the last owner. Make another member an owner first.";
        return Err(CatalogError::conflict("organisation.last_owner", detail));
    }
    Ok(())
}
