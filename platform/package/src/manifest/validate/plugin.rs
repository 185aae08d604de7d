//! `[plugin]`: what the plugin is.

use url::Url;

use super::check::Check;
use super::text::{is_unprintable, shorten};
use crate::manifest::PluginSection;
use crate::manifest::ceilings as most;

/// Endings of a logo that browsers show as an image.
const LOGO_ENDINGS: [&str; 6] = [".png", ".jpg", ".jpeg", ".webp", ".gif", ".svg"];

pub(super) fn plugin(plugin: &PluginSection, check: &mut Check) {
    check.slug("plugin.name", &plugin.name, most::MAX_NAME_LENGTH);
    let version = plugin.version.to_string();
    check.line("plugin.version", &version, 1..=most::MAX_SHORT_TEXT_LENGTH);
    if let Some(title) = &plugin.title {
        check.line("plugin.title", title, 1..=most::MAX_TITLE_LENGTH);
    }
    if let Some(text) = &plugin.description {
        let count = text.chars().count();
        check.require(count <= most::MAX_DESCRIPTION_LENGTH, "plugin.description", || {
            format!(
                "`plugin.description` has {count} characters; {} are possible",
                most::MAX_DESCRIPTION_LENGTH
            )
        });
        check.require(
            !text.chars().any(|it| is_unprintable(it) && !matches!(it, '\n' | '\r' | '\t')),
            "plugin.description",
            || "`plugin.description` has a control character; remove it".into(),
        );
    }
    keywords(&plugin.keywords, check);
    if let Some(category) = &plugin.category {
        check.slug("plugin.category", category, most::MAX_KEYWORD_LENGTH);
    }
    if let Some(licence) = &plugin.licence {
        check.line("plugin.licence", licence, 1..=most::MAX_SHORT_TEXT_LENGTH);
        if let Err(error) = spdx::Expression::parse(licence) {
            let message = format!(
                "`plugin.licence` is no SPDX expression ({}); write one such as `MIT OR Apache-2.0`, or `LicenseRef-` \
                 and a name for a licence of your own",
                error.reason
            );
            check.invalid("plugin.licence", message);
        }
    }
    if let Some(copyright) = &plugin.copyright {
        check.line("plugin.copyright", copyright, 0..=most::MAX_SHORT_TEXT_LENGTH);
    }
    check.require(plugin.authors.len() <= most::MAX_AUTHORS, "plugin.authors", || {
        format!("`plugin.authors` names {} authors; {} are possible", plugin.authors.len(), most::MAX_AUTHORS)
    });
    plugin
        .authors
        .iter()
        .for_each(|author| check.line("plugin.authors", author, 1..=most::MAX_SHORT_TEXT_LENGTH));
    if let Some(homepage) = &plugin.homepage {
        check.line("plugin.homepage", homepage, 1..=most::MAX_URL_LENGTH);
        let is_web = Url::parse(homepage).is_ok_and(|url| matches!(url.scheme(), "http" | "https"));
        check.require(is_web, "plugin.homepage", || {
            format!("`plugin.homepage` is `{}`; it must be a full http or https URL", shorten(homepage))
        });
    }
    if let Some(logo) = &plugin.logo {
        check.path("plugin.logo", logo);
        let lower = logo.to_lowercase();
        check.require(LOGO_ENDINGS.iter().any(|ending| lower.ends_with(ending)), "plugin.logo", || {
            format!("`plugin.logo` must name an image: {}", LOGO_ENDINGS.join(", "))
        });
    }
    price(plugin, check);
}

fn keywords(keywords: &[String], check: &mut Check) {
    let key = "plugin.keywords";
    check.require(keywords.len() <= most::MAX_KEYWORDS, key, || {
        format!("`{key}` has {} words; {} are possible", keywords.len(), most::MAX_KEYWORDS)
    });
    for (index, keyword) in keywords.iter().enumerate() {
        check.line(key, keyword, 1..=most::MAX_KEYWORD_LENGTH);
        let again = keywords[..index].iter().any(|earlier| earlier.to_lowercase() == keyword.to_lowercase());
        check.require(!again, key, || format!("`{key}` has `{}` twice; remove one", shorten(keyword)));
    }
}

fn price(plugin: &PluginSection, check: &mut Check) {
    let price = plugin.price.unwrap_or(0);
    check.require(price <= most::MAX_PRICE, "plugin.price", || {
        format!("`plugin.price` is {price} minor units (cents); {} at most are possible", most::MAX_PRICE)
    });
    match &plugin.currency {
        None => check.require(price == 0, "plugin.price", || {
            "`plugin.price` needs `currency`, an ISO 4217 code such as `EUR`".into()
        }),
        Some(code) => {
            check.require(iso_currency::Currency::from_code(code).is_some(), "plugin.currency", || {
                format!(
                    "`plugin.currency` is `{}`; write an ISO 4217 code in capitals, such as `EUR`",
                    shorten(code)
                )
            })
        }
    }
}
