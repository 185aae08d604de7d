//! Django projects without a manifest, as `django-admin startproject` makes them.
//!
//! Such a project is told by its `manage.py`, which is read as text for the package that holds its settings.

use super::program::{code_lines, quoted};
use crate::PackageError;
use crate::archive::shown;
use crate::manifest::ceilings::MAX_NAME_LENGTH;
use crate::manifest::{is_identifier, slug_of};

/// The file at a project's root with which it is managed.
pub(crate) const MANAGE: &str = "manage.py";
/// The variable that names the settings.
const VARIABLE: &str = "DJANGO_SETTINGS_MODULE";
/// What the project's package holds.
const MODULES: [&str; 3] = ["settings.py", "urls.py", "wsgi.py"];
/// Folders in which tools keep what is not the project's source, and with which it would be public.
const TOOLS: [&str; 4] = [".git", ".venv", "venv", "node_modules"];
/// How the names of the database that `startproject` sets up and of the files beside it start.
const DATABASE: &str = "db.sqlite3";

/// The package that holds a project's settings, from the text of `manage.py`; `has` tells which files there are.
pub(super) fn package_of(manage: &str, has: impl Fn(&str) -> bool) -> Result<String, PackageError> {
    let mut named = code_lines(manage).filter_map(settings_in);
    let settings = named.next().ok_or_else(|| {
        refused(format!(
            "has no line such as `os.environ.setdefault('{VARIABLE}', 'mysite.settings')`, which names the settings"
        ))
    })?;
    if named.any(|other| other != settings) {
        return Err(refused("names more than one module of settings"));
    }
    let package = settings.strip_suffix(".settings").filter(|it| is_identifier(it));
    let package = package.filter(|it| it.len() <= MAX_NAME_LENGTH).ok_or_else(|| {
        refused(format!("names the settings `{}`, not `settings` in one package", shown(settings.as_bytes())))
    })?;
    match MODULES.into_iter().map(|module| format!("{package}/{module}")).find(|path| !has(path)) {
        Some(missing) => Err(refused(format!("names the package `{package}`, and there is no `{missing}`"))),
        None => Ok(package.to_owned()),
    }
}

/// The error of a `manage.py` that is or does this.
pub(super) fn refused(what: impl Into<String>) -> PackageError {
    PackageError::DjangoProject { what: what.into() }
}

/// What a line gives as the module of settings: `setdefault('DJANGO_SETTINGS_MODULE', 'mysite.settings')`.
fn settings_in(line: &str) -> Option<&str> {
    let code = line.split('#').next()?;
    let value = code.split_once(VARIABLE)?.1.strip_prefix(['\'', '"'])?;
    Some(quoted(value.trim_start().strip_prefix(',')?.trim_start())?.0)
}

/// The plugin's name: that of the folder around the project, else that of its package. A folder's name in another
/// script than ours gives none.
pub(super) fn plugin_name(folder: Option<&str>, package: &str) -> String {
    let slug = |name: &str| slug_of(name, MAX_NAME_LENGTH);
    folder.and_then(slug).or_else(|| slug(package)).unwrap_or_else(|| "django-project".to_owned())
}

/// What lies in a project's folder and is none of its source: the database, which holds accounts and sessions of its
/// author's machine and is of no use here, and what tools keep.
pub(super) fn is_left_out(path: &str) -> bool {
    path.split('/').any(|name| TOOLS.contains(&name)) || !path.contains('/') && path.starts_with(DATABASE)
}
