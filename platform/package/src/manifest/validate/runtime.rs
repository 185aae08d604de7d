//! `[runtime]` and `[python]`: how the plugin runs.

use super::check::Check;
use super::text::shorten;
use crate::manifest::ceilings as most;
use crate::manifest::{Framework, Isolation, Manifest, RuntimeKind, RuntimeSection, python};

pub(super) fn runtime(runtime: &RuntimeSection, check: &mut Check) {
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

pub(super) fn dependencies(manifest: &Manifest, check: &mut Check) {
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
