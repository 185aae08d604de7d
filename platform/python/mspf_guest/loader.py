"""Loads a plugin's source into a fresh instance."""

import importlib
import os
import sys

from mspf_guest import PLUGIN, VENDORED, django_app, django_project, gaps
from mspf_guest.gaps import files

# A factory is named as `module:create_app()`, as other WSGI servers have it.
_FACTORY = "()"

package = ""
"""The package that the loaded plugin's root is; empty where its modules have no package."""


def load(app: str, framework: str):
    """The plugin's WSGI application.

    `app` is `module:callable`; for the framework `django-app` it is the name of the package below `plugins`.
    Raises whatever the plugin raises while it is imported.
    """
    global package
    gaps.refresh()
    sys.dont_write_bytecode = True
    os.chdir(PLUGIN)
    # The folders of the library are no more, but their place has been taken.
    sys.path[:] = [VENDORED, *files.library.roots]
    sys.path_importer_cache.clear()
    if framework == "django-app":
        package = django_app.package(app)
        application = django_app.load(package)
    else:
        sys.path.insert(0, PLUGIN)
        _uncover()
        application = _callable(app)
    django_project.settle()
    return application


def _uncover() -> None:
    """A plugin's own modules go before others of the same name, as in any program, also where the snapshot has
    imported the other one already."""
    for entry in os.listdir(PLUGIN):
        name = entry.removesuffix(".py")
        is_module = entry != name or os.path.exists(f"{PLUGIN}/{name}/__init__.py")
        if name in sys.modules and is_module:
            for loaded in [other for other in sys.modules if other == name or other.startswith(name + ".")]:
                del sys.modules[loaded]


def _callable(app: str):
    module_name, _, path = app.partition(":")
    found = importlib.import_module(module_name)
    is_factory = path.endswith(_FACTORY)
    path = path.removesuffix(_FACTORY) or "app"
    for name in path.split("."):
        if not hasattr(found, name):
            raise AttributeError(f"{app!r} names no application: {module_name!r} has no {path!r}")
        found = getattr(found, name)
    if not callable(found):
        raise TypeError(f"{app!r} is a {type(found).__name__}, not a WSGI application")
    return found() if is_factory else found
