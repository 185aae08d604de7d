//! Plugins: the catalogue's entries, and who may do what with them.
//!
//! | who | may |
//! |---|---|
//! | everyone | see public plugins, and unlisted ones whose address they know |
//! | a signed-in user | like what they can see |
//! | a developer of the owning account | see its private plugins, edit, publish, release |
//! | an admin of it | also change price and visibility |
//! | an owner of it | also transfer and delete |
//! | an administrator of the platform | all of it, and ban |
//!
//! What somebody may not see does not exist for them: [`CatalogError::NotFound`], never `Forbidden`.

mod access;
mod change;
mod create;
mod likes;
mod metadata;
mod moderation;
mod transfer;

use std::{fmt, str::FromStr};

pub(crate) use access::lock_even_deleted;
pub(crate) use change::touch;
pub use change::{LogoChange, PluginChange};
use chrono::{DateTime, Utc};
pub use create::NewPlugin;
pub(crate) use create::insert;
pub use metadata::Price;
pub(crate) use metadata::{describe, keywords};
use serde::{Deserialize, Deserializer};
use serde_json::{Map, Value};
pub use transfer::Transfer;

use crate::{
    Account, AccountKind, Audience, Catalog, CatalogError, EventKind, Id, NewEvent, ParseIdError, PluginId,
    Visibility, entity::plugin, text_enum::text_enum,
};

pub(crate) const NOT_FOUND: CatalogError = CatalogError::NotFound { what: "plugin" };

text_enum! {
    /// How a plugin runs.
    pub enum RuntimeKind {
        /// It is a WASI HTTP component.
        Component = "component",
        /// It is Python source.
        Python = "python",
        /// It has static files only.
        Static = "static",
    }
}

impl From<mspf_package::manifest::RuntimeKind> for RuntimeKind {
    fn from(kind: mspf_package::manifest::RuntimeKind) -> Self {
        match kind {
            mspf_package::manifest::RuntimeKind::Component => RuntimeKind::Component,
            mspf_package::manifest::RuntimeKind::Python => RuntimeKind::Python,
            mspf_package::manifest::RuntimeKind::Static => RuntimeKind::Static,
        }
    }
}

/// Either way to name a plugin: `SP_1424952348698091520` or `ada/hello`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PluginRef {
    /// By its identifier, for ever.
    Id(PluginId),
    /// By its owner and name, as long as it has them.
    Name {
        /// The owner's name.
        owner: String,
        /// The plugin's name.
        name: String,
    },
}

impl FromStr for PluginRef {
    type Err = ParseIdError;

    fn from_str(text: &str) -> Result<Self, ParseIdError> {
        match text.split_once('/') {
            Some((owner, name)) => Ok(PluginRef::Name { owner: owner.to_owned(), name: name.to_owned() }),
            None => text.parse().map(PluginRef::Id),
        }
    }
}

impl<'de> Deserialize<'de> for PluginRef {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

impl fmt::Display for PluginRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            PluginRef::Id(id) => id.fmt(f),
            PluginRef::Name { owner, name } => write!(f, "{owner}/{name}"),
        }
    }
}

/// A plugin, as those who may see it see it.
#[derive(Clone, Debug, PartialEq)]
pub struct Plugin {
    /// Its identifier.
    pub id: PluginId,
    /// The account it belongs to now: a user or an organisation.
    pub owner: Account,
    /// The user who made it.
    pub creator: Option<Id>,
    /// The plugin it was forked from.
    pub parent: Option<PluginId>,
    /// Its name in addresses, unique with its owner.
    pub name: String,
    /// Its name for people.
    pub title: String,
    /// Who wrote it, as the author likes to put it.
    pub developer: String,
    /// The version that answers, if one was released.
    pub version: Option<String>,
    /// What it does; Markdown.
    pub description: String,
    /// Who holds the copyright.
    pub copyright: String,
    /// Words to find it by.
    pub keywords: Vec<String>,
    /// How it runs.
    pub kind: RuntimeKind,
    /// Where the marketplace files it.
    pub category: Option<String>,
    /// SPDX expression.
    pub licence: Option<String>,
    /// Its page on the web.
    pub homepage: Option<String>,
    /// The logo's file.
    pub logo: Option<Logo>,
    /// Where its logo is on the web, if it has no file.
    pub logo_url: Option<String>,
    /// Options of an installation that has set none, over the manifest's defaults.
    pub default_options: Map<String, Value>,
    /// What it costs.
    pub price: Price,
    /// Who finds it.
    pub visibility: Visibility,
    /// How often it was used, within a flush of the truth.
    pub use_count: u64,
    /// How many users like it.
    pub like_count: u64,
    /// Why an administrator stopped it.
    pub ban_reason: Option<String>,
    /// Counts changes of these data, for conditional requests.
    pub revision: i64,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When these data changed last.
    pub updated_at: DateTime<Utc>,
}

/// A logo: a file of the version that was released last, or one that was uploaded since.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Logo {
    /// Its blob.
    pub digest: String,
    /// Its path in the package, or its name; the ending says what kind of image it is.
    pub path: String,
}

impl Plugin {
    /// Whether the owner is an organisation.
    pub fn is_organisations(&self) -> bool {
        self.owner.kind == AccountKind::Organisation
    }
}

/// The plugins. From [`Catalog::plugins`].
#[derive(Clone, Copy, Debug)]
pub struct Plugins<'a> {
    pub(crate) catalog: &'a Catalog,
}

impl Catalog {
    /// The plugins.
    pub fn plugins(&self) -> Plugins<'_> {
        Plugins { catalog: self }
    }
}

/// A plugin from its row and its owner.
pub(crate) fn assemble(row: plugin::Model, owner: Account) -> Plugin {
    let count = |count: i64| u64::try_from(count).unwrap_or(0);
    Plugin {
        id: row.id,
        owner,
        creator: row.creator_id,
        parent: row.parent_id,
        name: row.name,
        title: row.title,
        developer: row.developer,
        version: row.version,
        description: row.description,
        copyright: row.copyright,
        keywords: metadata::keywords(&row.keywords),
        kind: row.kind,
        category: row.category,
        licence: row.licence,
        homepage: row.homepage,
        logo: row.logo_digest.zip(row.logo_path).map(|(digest, path)| Logo { digest, path }),
        logo_url: row.logo_url,
        default_options: row.default_options.as_object().cloned().unwrap_or_default(),
        price: Price { amount: count(row.price), currency: row.currency },
        visibility: row.visibility,
        use_count: count(row.use_count),
        like_count: count(row.like_count),
        ban_reason: row.ban_reason,
        revision: row.revision,
        created_at: row.created_at,
        updated_at: row.updated_at,
    }
}

/// An event about a plugin, for whoever may see the plugin.
pub(crate) fn event(row: &plugin::Model, kind: EventKind, data: Value) -> NewEvent {
    let audience = match row.visibility {
        Visibility::Public => Audience::Everyone,
        Visibility::Unlisted => Audience::Knowing,
        Visibility::Private => Audience::Maintainers,
    };
    NewEvent { kind, plugin: row.id.clone(), audience, data }
}

/// An event about the inside of a plugin.
pub(crate) fn inner_event(row: &plugin::Model, kind: EventKind, data: Value) -> NewEvent {
    NewEvent { audience: Audience::Maintainers, ..event(row, kind, data) }
}
