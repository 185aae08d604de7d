//! The rules for a manifest's values, beyond their types.

use std::ops::RangeInclusive;

use url::Url;

use super::ceilings as most;
use super::{
    Framework, Isolation, MANIFEST_VERSION, Manifest, PluginSection, Problem, RuntimeKind, RuntimeSection,
    options, python,
};
use crate::archive::check_path;

/// Endings of a logo that browsers show as an image.
const LOGO_ENDINGS: [&str; 6] = [".png", ".jpg", ".jpeg", ".webp", ".gif", ".svg"];

/// What is wrong with the values of a manifest.
pub(super) fn problems(manifest: &Manifest) -> Vec<Problem> {
    let mut check = Check::default();
    if manifest.manifest_version != MANIFEST_VERSION {
        let message = format!(
            "`manifest_version` {} is unknown here; write {MANIFEST_VERSION}",
            manifest.manifest_version
        );
        check.add("manifest.version_unsupported", "manifest_version", message);
    }
    plugin(&manifest.plugin, &mut check);
    runtime(&manifest.runtime, &mut check);
    dependencies(manifest, &mut check);
    static_files(manifest, &mut check);
    capabilities(manifest, &mut check);
    limits(manifest, &mut check);
    build(manifest, &mut check);
    if let Some(schema) = &manifest.options {
        if schema.to_string().len() > most::MAX_OPTIONS_BYTES {
            check.invalid(
                "options",
                format!("the options' schema has more than {} bytes; shorten it", most::MAX_OPTIONS_BYTES),
            );
        }
        for (key, message) in options::problems(schema) {
            check.invalid(&key, message);
        }
    }
    check.problems
}

#[derive(Default)]
struct Check {
    problems: Vec<Problem>,
}

impl Check {
    fn add(&mut self, code: &'static str, key: &str, message: String) {
        self.problems.push(Problem { code, key: key.to_owned(), line: None, message });
    }

    fn invalid(&mut self, key: &str, message: String) {
        self.add("manifest.invalid_value", key, message);
    }

    fn require(&mut self, ok: bool, key: &str, message: impl FnOnce() -> String) {
        if !ok {
            self.invalid(key, message());
        }
    }

    /// Text of one line, with a bounded number of characters and none that hide or reorder others.
    fn line(&mut self, key: &str, value: &str, length: RangeInclusive<usize>) {
        let count = value.chars().count();
        let (least, longest) = (*length.start(), *length.end());
        self.require(length.contains(&count), key, || {
            format!("`{key}` has {count} characters; {least} to {longest} are possible")
        });
        self.require(!value.chars().any(is_unprintable), key, || {
            format!("`{key}` has a line break or another control character; remove it")
        });
        self.require(value.trim() == value, key, || {
            format!("`{key}` starts or ends with a space; remove it")
        });
    }

    fn slug(&mut self, key: &str, value: &str, longest: usize) {
        let characters =
            value.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
        let shape = value.starts_with(|first: char| first.is_ascii_lowercase()) && !value.ends_with('-');
        let ok = characters && shape && !value.contains("--") && value.len() <= longest;
        self.require(ok, key, || {
            format!(
                "`{key}` is `{}`; it must have 1 to {longest} lower-case letters, digits and single hyphens, starting \
                 with a letter, such as `{}`",
                shorten(value),
                slug_like(value, longest)
            )
        });
    }

    fn range(&mut self, key: &str, value: Option<u32>, range: RangeInclusive<u32>) {
        if let Some(value) = value {
            self.require(range.contains(&value), key, || {
                format!("`{key}` is {value}; {} to {} are possible", range.start(), range.end())
            });
        }
    }

    fn path(&mut self, key: &str, value: &str) {
        if let Err(error) = check_path(value) {
            self.invalid(key, format!("`{key}` is no path in a package: {error}"));
        }
    }
}

fn plugin(plugin: &PluginSection, check: &mut Check) {
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

fn runtime(runtime: &RuntimeSection, check: &mut Check) {
    check.range("runtime.reuse", runtime.reuse, 1..=most::MAX_REUSE);
    let fresh = runtime.isolation == Some(Isolation::Request);
    check.require(!fresh || runtime.reuse.unwrap_or(1) == 1, "runtime.reuse", || {
        "`runtime.isolation = \"request\"` and `runtime.reuse` above 1 contradict each other; remove one"
            .into()
    });
    if let Some(source) = &runtime.source {
        check.path("runtime.source", source);
    }
    for (key, given, kind, word) in [
        ("runtime.source", runtime.source.is_some(), RuntimeKind::Component, "component"),
        ("runtime.app", runtime.app.is_some(), RuntimeKind::Python, "python"),
        ("runtime.framework", runtime.framework.is_some(), RuntimeKind::Python, "python"),
    ] {
        check.require(!given || runtime.kind == kind, key, || {
            format!("`{key}` belongs to `kind = \"{word}\"`; remove it")
        });
    }
    match runtime.kind {
        RuntimeKind::Component => check.require(runtime.source.is_some(), "runtime.source", || {
            "`runtime.kind = \"component\"` needs `source`, the path of the component in the package".into()
        }),
        RuntimeKind::Python => app(runtime, check),
        RuntimeKind::Static => nothing_runs(runtime, check),
    }
}

fn nothing_runs(runtime: &RuntimeSection, check: &mut Check) {
    for (key, given) in
        [("runtime.reuse", runtime.reuse.is_some()), ("runtime.isolation", runtime.isolation.is_some())]
    {
        check.require(!given, key, || {
            format!("`{key}` is about instances, and `kind = \"static\"` has none; remove it")
        });
    }
}

/// What runs a Python plugin.
fn app(runtime: &RuntimeSection, check: &mut Check) {
    let framework = runtime.framework.unwrap_or_default();
    let Some(app) = &runtime.app else {
        let needed = match framework {
            Framework::DjangoApp => "the name of the Django app below `plugins`",
            _ => "the WSGI application as `module:name`",
        };
        check.invalid("runtime.app", format!("`runtime.kind = \"python\"` needs `app`, {needed}"));
        return;
    };
    check.line("runtime.app", app, 1..=most::MAX_SHORT_TEXT_LENGTH);
    match framework {
        Framework::DjangoApp => check.require(python::is_identifier(app), "runtime.app", || {
            format!(
                "`runtime.app` is `{}`; with `framework = \"django-app\"` it is the name that the app has below \
                 `plugins`, such as `SP_1424952348698091520`",
                shorten(app)
            )
        }),
        _ => check.require(python::is_object(app), "runtime.app", || {
            format!(
                "`runtime.app` is `{}`; write the module and the WSGI application in it, such as `app:app`",
                shorten(app)
            )
        }),
    }
}

fn dependencies(manifest: &Manifest, check: &mut Check) {
    let Some(section) = &manifest.python else { return };
    check.require(manifest.runtime.kind == RuntimeKind::Python, "python", || {
        "`[python]` belongs to `kind = \"python\"`; remove it".into()
    });
    let key = "python.dependencies";
    let count = section.dependencies.len();
    check.require(count <= most::MAX_DEPENDENCIES, key, || {
        format!("`{key}` names {count} packages; {} are possible", most::MAX_DEPENDENCIES)
    });
    for dependency in &section.dependencies {
        check.line(key, dependency, 1..=most::MAX_SHORT_TEXT_LENGTH);
        check.require(python::is_requirement(dependency), key, || {
            format!(
                "`{}` is no requirement; write the name of a package and its versions, such as `markdown>=3.7` \
                 (addresses, paths and options are not possible)",
                shorten(dependency)
            )
        });
    }
}

fn static_files(manifest: &Manifest, check: &mut Check) {
    let Some(section) = &manifest.static_files else {
        let needed = manifest.runtime.kind == RuntimeKind::Static;
        return check.require(!needed, "runtime.kind", || {
            "`kind = \"static\"` needs a section `[static]`, which says where the files are".into()
        });
    };
    check.path("static.dir", &section.dir);
    let mount = &section.mount;
    let path = mount.strip_prefix('/');
    check.require(
        path.is_some_and(|path| path.is_empty() || check_path(path).is_ok()),
        "static.mount",
        || {
            format!(
                "`static.mount` is `{}`; it must start with `/`, and not end with one, such as `/static`",
                shorten(mount)
            )
        },
    );
}

fn capabilities(manifest: &Manifest, check: &mut Check) {
    let asked = &manifest.capabilities;
    let hosts = asked.outbound_hosts.len();
    check.require(hosts <= most::MAX_OUTBOUND_HOSTS, "capabilities.outbound_hosts", || {
        format!(
            "`capabilities.outbound_hosts` names {hosts} hosts; {} are possible",
            most::MAX_OUTBOUND_HOSTS
        )
    });
    let plugins = asked.plugins.len();
    check.require(plugins <= most::MAX_CALLED_PLUGINS, "capabilities.plugins", || {
        format!("`capabilities.plugins` names {plugins} plugins; {} are possible", most::MAX_CALLED_PLUGINS)
    });
    for plugin in &asked.plugins {
        check.require(is_plugin(plugin), "capabilities.plugins", || {
            format!(
                "`{}` is no plugin; write `owner/name`, or an id such as `SP_1424952348698091520`",
                shorten(plugin)
            )
        });
    }
}

fn limits(manifest: &Manifest, check: &mut Check) {
    let limits = &manifest.limits;
    check.range("limits.memory_mb", limits.memory_mb, most::MIN_MEMORY_MB..=most::MAX_MEMORY_MB);
    check.range("limits.cpu_ms", limits.cpu_ms, 1..=most::MAX_CPU_MS);
    check.range("limits.wall_ms", limits.wall_ms, 1..=most::MAX_WALL_MS);
    check.range("limits.request_body_mb", limits.request_body_mb, 0..=most::MAX_REQUEST_BODY_MB);
    check.range("limits.response_body_mb", limits.response_body_mb, 1..=most::MAX_RESPONSE_BODY_MB);
    check.range("limits.concurrency", limits.concurrency, 1..=most::MAX_CONCURRENCY);
    check.range("limits.queue", limits.queue, 0..=most::MAX_QUEUE);
}

fn build(manifest: &Manifest, check: &mut Check) {
    let Some(build) = &manifest.build else { return };
    let count = build.command.chars().count();
    check.require((1..=most::MAX_COMMAND_LENGTH).contains(&count), "build.command", || {
        format!("`build.command` has {count} characters; 1 to {} are possible", most::MAX_COMMAND_LENGTH)
    });
    check.require(build.watch.len() <= most::MAX_WATCH_PATTERNS, "build.watch", || {
        format!("`build.watch` has {} patterns; {} are possible", build.watch.len(), most::MAX_WATCH_PATTERNS)
    });
    build
        .watch
        .iter()
        .for_each(|pattern| check.line("build.watch", pattern, 1..=most::MAX_SHORT_TEXT_LENGTH));
}

/// Whether a text names a plugin: an id (at most 22 characters, as the platform makes them) or `owner/name`.
fn is_plugin(text: &str) -> bool {
    if let Some(number) = text.strip_prefix("SP_") {
        return (1..=19).contains(&number.len())
            && number.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    }
    let slug = |part: &str| {
        let mut check = Check::default();
        check.slug("", part, most::MAX_NAME_LENGTH);
        check.problems.is_empty()
    };
    text.split_once('/').is_some_and(|(owner, name)| slug(owner) && slug(name))
}

/// Control characters, and those that make text appear in another order than it is.
fn is_unprintable(character: char) -> bool {
    character.is_control()
        || matches!(character, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}')
}

/// A value for a message: at most its first 60 characters, nothing unprintable.
fn shorten(value: &str) -> String {
    let mut short: String = value.chars().filter(|it| !is_unprintable(*it)).take(60).collect();
    if value.chars().count() > 60 {
        short.push('…');
    }
    short
}

/// The nearest proper name to what was written.
pub(crate) fn slug_like(value: &str, longest: usize) -> String {
    let lower: String =
        value.to_lowercase().chars().map(|it| if it.is_ascii_alphanumeric() { it } else { '-' }).collect();
    let words: Vec<&str> = lower.split('-').filter(|word| !word.is_empty()).collect();
    let joined = words.join("-");
    let slug = joined.trim_start_matches(|it: char| !it.is_ascii_lowercase());
    let slug = slug[..slug.len().min(longest)].trim_end_matches('-');
    if slug.is_empty() { "my-plugin".into() } else { slug.into() }
}
