//! Finding plugins: the same pieces of words on both databases, so the same results.
//!
//! When a plugin's texts change, the pieces they can be found by are written to `search_tokens` with what a find is
//! worth (see [`tokens`]). A search asks which plugins hold at least half the pieces of what was typed, so that a
//! misspelt word still finds, in any script, without any extension of the database.

mod query;
mod tokens;

use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};

pub use query::{Page, PluginQuery, PluginSort};

use crate::{
    CatalogError, PluginId,
    catalog::Write,
    entity::{plugin, search_token},
    plugins::keywords,
};

/// What a find in a name, a title or a keyword is worth, against 1 in the description.
const NAME_WORTH: i32 = 8;
/// See [`NAME_WORTH`].
const KEYWORD_WORTH: i32 = 5;
/// Rows of one `INSERT`: three values each, below SQLite's limit of 32,766 parameters.
const ROWS_PER_INSERT: usize = 5_000;

/// Makes a plugin's present texts the ones it is found by.
pub(crate) async fn index(write: &Write, row: &plugin::Model) -> Result<(), CatalogError> {
    forget(write, &row.id).await?;
    let mut found = tokens::Index::default();
    found.add(&row.name, NAME_WORTH);
    found.add(&row.title, NAME_WORTH);
    for keyword in keywords(&row.keywords) {
        found.add(&keyword, KEYWORD_WORTH);
    }
    found.add(&row.developer, 1);
    found.add(&row.description, 1);
    let rows: Vec<_> = found
        .into_tokens()
        .map(|(token, weight)| search_token::ActiveModel {
            token: Set(token),
            plugin_id: Set(row.id.clone()),
            weight: Set(weight),
        })
        .collect();
    for rows in rows.chunks(ROWS_PER_INSERT) {
        search_token::Entity::insert_many(rows.to_vec()).exec_without_returning(&**write).await?;
    }
    Ok(())
}

/// Makes a plugin unfindable.
pub(crate) async fn forget(write: &Write, id: &PluginId) -> Result<(), CatalogError> {
    let tokens = search_token::Entity::delete_many().filter(search_token::Column::PluginId.eq(id.clone()));
    tokens.exec(&**write).await?;
    Ok(())
}
