//! Searching and listing, page by page.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, Order, QueryFilter, QueryOrder, QuerySelect, QueryTrait, Select,
    sea_query::{Expr, ExprTrait, JoinType},
};

use super::tokens;
use crate::{
    Actor, CatalogError, Plugin, PluginId, RuntimeKind, Visibility,
    entity::{account, like, membership, plugin, search_token},
    plugins::{Plugins, assemble},
    text_enum::text_enum,
};

/// The most items of a page.
const MAX_PER_PAGE: u64 = 100;

/// A part of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page<T> {
    /// The items.
    pub items: Vec<T>,
    /// Where the next part begins; none if this was the last.
    pub next: Option<String>,
}

text_enum! {
    /// In which order plugins are listed.
    pub enum PluginSort {
        /// The best finds first; without a text to find, the most used.
        Relevance = "relevance",
        /// The most used first.
        Uses = "uses",
        /// The most liked first.
        Likes = "likes",
        /// The newest first.
        Newest = "newest",
    }
}

/// Which plugins are wanted. What is `None` does not matter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PluginQuery {
    /// What was typed: looked for in names, titles, keywords and descriptions.
    pub text: Option<String>,
    /// The marketplace's category.
    pub category: Option<String>,
    /// The licence, as written.
    pub licence: Option<String>,
    /// How it runs.
    pub kind: Option<RuntimeKind>,
    /// The plugin it is a fork of.
    pub parent: Option<PluginId>,
    /// Whether it costs nothing.
    pub free: Option<bool>,
    /// The owner's name.
    pub owner: Option<String>,
    /// Only those the asking user likes.
    pub liked: bool,
    /// In which order.
    pub sort: PluginSort,
}

impl Default for PluginQuery {
    fn default() -> Self {
        PluginQuery {
            text: None,
            category: None,
            licence: None,
            kind: None,
            parent: None,
            free: None,
            owner: None,
            liked: false,
            sort: PluginSort::Relevance,
        }
    }
}

impl Plugins<'_> {
    /// The plugins that match and that `actor` may find: public ones that are not banned, and whatever belongs to
    /// the actor's accounts. `after` is the `next` of the page before; a page has `limit` items, 100 at most.
    ///
    /// # Errors
    /// `page.after_malformed`.
    pub async fn search(
        &self,
        actor: &Actor,
        query: &PluginQuery,
        after: Option<&str>,
        limit: u64,
    ) -> Result<Page<Plugin>, CatalogError> {
        let limit = limit.clamp(1, MAX_PER_PAGE);
        let wanted = match query.text.as_deref().map(str::trim).filter(|text| !text.is_empty()) {
            None => None,
            Some(text) => match tokens::wanted(text) {
                Some(wanted) => Some(wanted),
                None => return Ok(Page { items: Vec::new(), next: None }),
            },
        };
        let sort = match (query.sort, &wanted) {
            (PluginSort::Relevance, None) => PluginSort::Uses,
            (sort, _) => sort,
        };
        let mut select = filtered(query, actor).select_only().column(plugin::Column::Id);
        let score =
            if wanted.is_some() { sort_key(PluginSort::Relevance) } else { Expr::cust("CAST(0 AS BIGINT)") };
        QueryTrait::query(&mut select).expr_as(score, "score");
        if let Some(wanted) = wanted {
            join_matches(&mut select, wanted);
        }
        if let Some(after) = after {
            let beyond = beyond(sort, after)?;
            // What a plugin is worth is known only of the group.
            select =
                if sort == PluginSort::Relevance { select.having(beyond) } else { select.filter(beyond) };
        }
        let mut select = select.order_by(sort_key(sort), Order::Desc).order_by(id_key(), Order::Desc);
        select = select.limit(limit + 1);
        let mut found: Vec<(PluginId, i64)> = select.into_tuple().all(self.catalog.db()).await?;
        let more = found.len() as u64 > limit;
        found.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
        let items = self.load(found.iter().map(|(id, _)| id.clone()).collect()).await?;
        let last = found.last().zip(items.last()).filter(|_| more);
        let next = last.map(|((_, score), plugin)| cursor(sort, *score, plugin));
        Ok(Page { items, next })
    }

    /// Whole plugins, in the order of `ids`; those that are gone meanwhile are left out.
    pub(crate) async fn load(&self, ids: Vec<PluginId>) -> Result<Vec<Plugin>, CatalogError> {
        let rows = plugin::Entity::find()
            .find_also_related(account::Entity)
            .filter(plugin::Column::Id.is_in(ids.clone()))
            .all(self.catalog.db())
            .await?;
        let with_owner =
            |(row, owner): (plugin::Model, Option<account::Model>)| Some((row.id.clone(), (row, owner?)));
        let mut rows: HashMap<_, _> = rows.into_iter().filter_map(with_owner).collect();
        let plugins = ids.iter().filter_map(|id| rows.remove(id));
        Ok(plugins.map(|(row, owner)| assemble(row, owner.into())).collect())
    }
}

fn filtered(query: &PluginQuery, actor: &Actor) -> Select<plugin::Entity> {
    let mut select = plugin::Entity::find().filter(plugin::Column::DeletedAt.is_null());
    if !actor.is_administrator() {
        select = select.filter(findable(actor));
    }
    if let Some(category) = &query.category {
        select = select.filter(plugin::Column::Category.eq(category));
    }
    if let Some(licence) = &query.licence {
        select = select.filter(plugin::Column::Licence.eq(licence));
    }
    if let Some(kind) = query.kind {
        select = select.filter(plugin::Column::Kind.eq(kind));
    }
    if let Some(parent) = &query.parent {
        select = select.filter(plugin::Column::ParentId.eq(parent.clone()));
    }
    match query.free {
        Some(true) => select = select.filter(plugin::Column::Price.eq(0)),
        Some(false) => select = select.filter(plugin::Column::Price.gt(0)),
        None => {}
    }
    if let Some(owner) = &query.owner {
        let owner = account::Entity::find()
            .select_only()
            .column(account::Column::Id)
            .filter(account::Column::Name.eq(owner))
            .into_query();
        select = select.filter(plugin::Column::AccountId.in_subquery(owner));
    }
    if query.liked {
        let user = actor.user().map_or(-1, |id| id.get());
        let liked = like::Entity::find()
            .select_only()
            .column(like::Column::PluginId)
            .filter(like::Column::UserId.eq(user))
            .into_query();
        select = select.filter(plugin::Column::Id.in_subquery(liked));
    }
    select
}

/// Public and not banned, or the actor's own.
fn findable(actor: &Actor) -> Condition {
    let public = Condition::all()
        .add(plugin::Column::Visibility.eq(Visibility::Public))
        .add(plugin::Column::BanReason.is_null());
    let mut findable = Condition::any().add(public);
    if let Some(user) = actor.user() {
        let organisations = membership::Entity::find()
            .select_only()
            .column(membership::Column::OrganisationId)
            .filter(membership::Column::UserId.eq(user))
            .into_query();
        findable = findable
            .add(plugin::Column::AccountId.eq(user))
            .add(plugin::Column::AccountId.in_subquery(organisations));
    }
    findable
}

/// Keeps the plugins that hold enough of the pieces.
///
/// One join grouped by plugin, not a join with a grouped query: PostgreSQL without fresh statistics would compare each
/// plugin with each match.
fn join_matches(select: &mut Select<plugin::Entity>, wanted: tokens::Wanted) {
    let of_plugin = Expr::col((search_token::Entity, search_token::Column::PluginId))
        .equals(plugin_column(plugin::Column::Id));
    QueryTrait::query(select)
        .join(JoinType::InnerJoin, search_token::Entity, of_plugin)
        .and_where(Expr::col((search_token::Entity, search_token::Column::Token)).is_in(wanted.tokens))
        .add_group_by([id_key()])
        .and_having(Expr::col((search_token::Entity, search_token::Column::Token)).count().gte(wanted.least));
}

fn plugin_column(column: plugin::Column) -> (plugin::Entity, plugin::Column) {
    (plugin::Entity, column)
}

fn id_key() -> Expr {
    Expr::col(plugin_column(plugin::Column::Id))
}

fn sort_key(sort: PluginSort) -> Expr {
    match sort {
        PluginSort::Relevance => Expr::col((search_token::Entity, search_token::Column::Weight)).sum(),
        PluginSort::Uses => Expr::col(plugin_column(plugin::Column::UseCount)),
        PluginSort::Likes => Expr::col(plugin_column(plugin::Column::LikeCount)),
        PluginSort::Newest => Expr::col(plugin_column(plugin::Column::CreatedAt)),
    }
}

/// Where a page ends: the sort key and the identifier of its last item.
fn cursor(sort: PluginSort, score: i64, plugin: &Plugin) -> String {
    let key = match sort {
        PluginSort::Relevance => score,
        PluginSort::Uses => i64::try_from(plugin.use_count).unwrap_or(i64::MAX),
        PluginSort::Likes => i64::try_from(plugin.like_count).unwrap_or(i64::MAX),
        PluginSort::Newest => plugin.created_at.timestamp_micros(),
    };
    format!("{key}.{}", plugin.id)
}

/// The rows after a cursor.
fn beyond(sort: PluginSort, after: &str) -> Result<Condition, CatalogError> {
    let malformed = || {
        CatalogError::invalid("after", "page.after_malformed", "Pass `next` of the page before, unchanged.")
    };
    let (key, id) = after.split_once('.').ok_or_else(malformed)?;
    let key: i64 = key.parse().map_err(|_| malformed())?;
    let id: PluginId = id.parse().map_err(|_| malformed())?;
    let (less, same) = if sort == PluginSort::Newest {
        let time = DateTime::<Utc>::from_timestamp_micros(key).ok_or_else(malformed)?;
        (sort_key(sort).lt(time), sort_key(sort).eq(time))
    } else {
        (sort_key(sort).lt(key), sort_key(sort).eq(key))
    };
    Ok(Condition::any().add(less).add(Condition::all().add(same).add(id_key().lt(id.to_string()))))
}
