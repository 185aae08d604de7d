//! What may stand in a plugin's fields: the rules of the manifest, so that both doors accept the same.

use mspf_package::{
    Manifest,
    manifest::{MANIFEST_VERSION, PluginSection, RuntimeKind, RuntimeSection},
};
use serde_json::Value;

use crate::{CatalogError, entity::plugin};

/// The longest name of a developer in characters, as of an author in the manifest.
const MAX_DEVELOPER_LENGTH: usize = 200;
/// The largest default options as JSON text in bytes, as in the manifest.
const MAX_OPTIONS_BYTES: usize = 32 << 10;

/// The longest address of a logo in bytes: what common servers take.
const MAX_LOGO_URL_BYTES: usize = 2_048;

/// What a plugin costs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Price {
    /// In minor units of the currency (cents); 0 is free.
    pub amount: u64,
    /// ISO 4217 code; needed with an amount above 0.
    pub currency: Option<String>,
}

impl Price {
    /// Costs nothing.
    pub const FREE: Price = Price { amount: 0, currency: None };

    /// Whether it costs nothing.
    pub fn is_free(&self) -> bool {
        self.amount == 0
    }
}

pub(crate) fn keywords(json: &Value) -> Vec<String> {
    let words = json.as_array().into_iter().flatten();
    words.filter_map(Value::as_str).map(str::to_owned).collect()
}

/// Checks a row about to be written by the manifest's rules.
pub(super) fn check(row: &plugin::Model) -> Result<(), CatalogError> {
    let manifest = Manifest {
        manifest_version: MANIFEST_VERSION,
        plugin: PluginSection {
            name: row.name.clone(),
            version: semver::Version::new(0, 0, 0),
            title: Some(row.title.clone()),
            description: Some(row.description.clone()),
            keywords: keywords(&row.keywords),
            category: row.category.clone(),
            licence: row.licence.clone(),
            copyright: Some(row.copyright.clone()).filter(|text| !text.is_empty()),
            authors: Vec::new(),
            homepage: row.homepage.clone(),
            logo: None,
            price: u64::try_from(row.price).ok(),
            currency: row.currency.clone(),
        },
        runtime: RuntimeSection {
            kind: RuntimeKind::Component,
            source: Some("plugin.wasm".to_owned()),
            app: None,
            framework: None,
            reuse: None,
            isolation: None,
        },
        python: None,
        static_files: None,
        capabilities: Default::default(),
        options: None,
        limits: Default::default(),
        build: None,
    };
    if let Some(problem) = manifest.problems().into_iter().next() {
        return Err(CatalogError::invalid(field(&problem.key), "plugin.invalid_value", problem.message));
    }
    check_developer(&row.developer)?;
    check_logo(row.logo_url.as_deref())?;
    check_options(&row.default_options)
}

fn check_developer(developer: &str) -> Result<(), CatalogError> {
    let length = developer.chars().count();
    if length > MAX_DEVELOPER_LENGTH || developer.chars().any(char::is_control) {
        let detail =
            format!("A developer's name has at most {MAX_DEVELOPER_LENGTH} characters, on one line.");
        return Err(CatalogError::invalid("developer", "plugin.invalid_value", detail));
    }
    Ok(())
}

fn check_logo(url: Option<&str>) -> Result<(), CatalogError> {
    let is_sound = |url: &str| {
        let is_web = url.starts_with("https://") || url.starts_with("http://");
        is_web && url.len() <= MAX_LOGO_URL_BYTES && url.bytes().all(|byte| byte.is_ascii_graphic())
    };
    if url.is_none_or(is_sound) {
        return Ok(());
    }
    let detail = format!("A logo is an http or https URL of at most {MAX_LOGO_URL_BYTES} characters.");
    Err(CatalogError::invalid("logo", "plugin.invalid_value", detail))
}

fn check_options(options: &Value) -> Result<(), CatalogError> {
    let text = options.to_string();
    // PostgreSQL cannot store the zero character, which JSON writes as an escape.
    if text.len() > MAX_OPTIONS_BYTES || text.contains("\\u0000") {
        let detail =
            format!("Default options have at most {MAX_OPTIONS_BYTES} bytes and no zero characters.");
        return Err(CatalogError::invalid("default_options", "plugin.invalid_value", detail));
    }
    Ok(())
}

/// The API's name of a manifest's key.
fn field(key: &str) -> &'static str {
    const FIELDS: [&str; 9] = [
        "name",
        "title",
        "description",
        "keywords",
        "category",
        "licence",
        "copyright",
        "homepage",
        "currency",
    ];
    let key = key.strip_prefix("plugin.").unwrap_or(key);
    FIELDS.into_iter().find(|field| key.starts_with(field)).unwrap_or("price")
}

/// A plugin's title when none is given: its name, as a person would write it.
pub(super) fn title_of(name: &str) -> String {
    let mut title = name.replace('-', " ");
    if let Some(first) = title.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    title
}

/// The developer a manifest names: its first author, without the address.
pub(super) fn developer_of(manifest: &Manifest) -> Option<String> {
    let first = manifest.plugin.authors.first()?;
    let name = first.split('<').next().unwrap_or(first).trim();
    (!name.is_empty()).then(|| name.to_owned())
}

/// Takes over what a released version's manifest says about the plugin. What it does not say stays; price and
/// name are the plugin's own and not a version's.
pub(crate) fn describe(row: &mut plugin::Model, manifest: &Manifest) {
    let section = &manifest.plugin;
    let given = |to: &mut String, from: &Option<String>| {
        if let Some(text) = from {
            to.clone_from(text);
        }
    };
    given(&mut row.title, &section.title);
    given(&mut row.description, &section.description);
    given(&mut row.copyright, &section.copyright);
    given(&mut row.developer, &developer_of(manifest));
    if !section.keywords.is_empty() {
        row.keywords = section.keywords.clone().into();
    }
    for (to, from) in [
        (&mut row.category, &section.category),
        (&mut row.licence, &section.licence),
        (&mut row.homepage, &section.homepage),
    ] {
        if from.is_some() {
            to.clone_from(from);
        }
    }
    row.kind = manifest.runtime.kind.into();
}
