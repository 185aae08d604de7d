//! The rules for a manifest's values, beyond their types.

mod check;
mod plugin;
mod runtime;
mod text;

use self::check::Check;
use self::text::{is_slug, shorten};
pub(crate) use self::text::{slug_like, slug_of};
use super::ceilings as most;
use super::{MANIFEST_VERSION, Manifest, Problem, RuntimeKind, options};
use crate::archive::check_path;

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
    plugin::plugin(&manifest.plugin, &mut check);
    runtime::runtime(&manifest.runtime, &mut check);
    runtime::dependencies(manifest, &mut check);
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
    let slug = |part: &str| is_slug(part, most::MAX_NAME_LENGTH);
    text.split_once('/').is_some_and(|(owner, name)| slug(owner) && slug(name))
}
