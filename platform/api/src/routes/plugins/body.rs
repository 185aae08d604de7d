//! A plugin as JSON.

use chrono::{DateTime, Utc};
use mspf_catalog::{Account, Id, Plugin, PluginId};
use serde::Serialize;
use serde_json::{Map, Value};
use utoipa::{ToSchema, openapi::Object};

use crate::schema::words;

/// A plugin.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Plugin)]
pub(in crate::routes) struct PluginBody {
    /// Identifier, for ever.
    #[schema(value_type = String, example = "SP_1424952348698091520")]
    pub(in crate::routes) id: PluginId,
    /// The account it belongs to now.
    owner: OwnerBody,
    /// The user who made it.
    #[schema(value_type = Option<String>)]
    creator: Option<Id>,
    /// The plugin it was forked from.
    #[schema(value_type = Option<String>)]
    parent: Option<PluginId>,
    /// Name in addresses, unique with its owner.
    #[schema(example = "hello")]
    name: String,
    /// Name for people.
    #[schema(example = "Hello")]
    title: String,
    /// Who wrote it.
    #[schema(example = "Ada Lovelace")]
    developer: String,
    /// The version that answers at its address; null before the first release.
    #[schema(example = "1.2.0")]
    version: Option<String>,
    /// What it does, in Markdown.
    description: String,
    /// Who holds the copyright.
    copyright: String,
    /// Words to find it by.
    keywords: Vec<String>,
    /// How it runs.
    #[schema(schema_with = kind)]
    kind: &'static str,
    /// Where the marketplace files it.
    category: Option<String>,
    /// SPDX expression.
    #[schema(example = "MIT OR Apache-2.0")]
    licence: Option<String>,
    /// Its page on the web.
    homepage: Option<String>,
    /// Where its logo is.
    logo: Option<String>,
    /// Options of installations that have set none.
    default_options: Map<String, Value>,
    /// Whether it costs nothing.
    free: bool,
    /// Price in minor units of the currency.
    price: u64,
    /// ISO 4217 code.
    #[schema(example = "EUR")]
    currency: Option<String>,
    /// Who finds it.
    #[schema(schema_with = visibility)]
    visibility: &'static str,
    /// How often it was used: calls and pages, without those that a frame merely showed.
    use_count: u64,
    /// Users who like it.
    like_count: u64,
    /// Whether the caller likes it.
    liked: bool,
    /// Why an administrator stopped it.
    ban_reason: Option<String>,
    /// The path of its address on this host.
    #[schema(example = "/plugins.SP_1424952348698091520/")]
    address: String,
    /// When it was made.
    created_at: DateTime<Utc>,
    /// When these data changed last.
    updated_at: DateTime<Utc>,
}

/// The account a plugin belongs to.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Owner)]
pub(in crate::routes) struct OwnerBody {
    /// Identifier.
    #[schema(value_type = String)]
    id: Id,
    /// `user` or `organisation`.
    #[schema(schema_with = owner_kind)]
    kind: &'static str,
    /// Unique name.
    #[schema(example = "ada")]
    name: String,
    /// How it likes to be called.
    display_name: String,
}

impl From<Account> for OwnerBody {
    fn from(account: Account) -> OwnerBody {
        OwnerBody {
            id: account.id,
            kind: account.kind.as_str(),
            name: account.name,
            display_name: account.display_name,
        }
    }
}

impl PluginBody {
    pub(in crate::routes) fn new(plugin: Plugin, liked: bool) -> PluginBody {
        let logo = |digest: String| format!("/api/v1/plugins/{}/logo?digest={digest}", plugin.id);
        PluginBody {
            address: format!("/plugins.{}/", plugin.id),
            logo: plugin.logo.map(|file| logo(file.digest)).or(plugin.logo_url),
            id: plugin.id,
            owner: plugin.owner.into(),
            creator: plugin.creator,
            parent: plugin.parent,
            name: plugin.name,
            title: plugin.title,
            developer: plugin.developer,
            version: plugin.version,
            description: plugin.description,
            copyright: plugin.copyright,
            keywords: plugin.keywords,
            kind: plugin.kind.as_str(),
            category: plugin.category,
            licence: plugin.licence,
            homepage: plugin.homepage,
            default_options: plugin.default_options,
            free: plugin.price.is_free(),
            price: plugin.price.amount,
            currency: plugin.price.currency,
            visibility: plugin.visibility.as_str(),
            use_count: plugin.use_count,
            like_count: plugin.like_count,
            liked,
            ban_reason: plugin.ban_reason,
            created_at: plugin.created_at,
            updated_at: plugin.updated_at,
        }
    }
}

pub(super) fn kind() -> Object {
    words(mspf_catalog::RuntimeKind::ALL.iter().map(|kind| kind.as_str()))
}

pub(super) fn visibility() -> Object {
    words(mspf_catalog::Visibility::ALL.iter().map(|visibility| visibility.as_str()))
}

fn owner_kind() -> Object {
    words(mspf_catalog::AccountKind::ALL.iter().map(|kind| kind.as_str()))
}
