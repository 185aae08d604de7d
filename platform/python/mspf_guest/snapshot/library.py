"""Keeps what frameworks and the standard library may still read or import at run time, when their folders are gone:
modules that the snapshot has not imported, templates, translations, time zones, the metadata of packages."""

import importlib.abc
import importlib.machinery
import importlib.util
import os
import sys

from mspf_guest.gaps.files import library

# Folders that no plugin can have use for.
_SKIPPED_FOLDERS = frozenset(
    (
        "__pycache__ bin config-3.14-wasm32-wasi curses ctypes ensurepip idlelib pydoc_data site-packages static test "
        "tests tkinter turtledemo venv"
    ).split()
)
# What plugins' own tests are made with.
_KEPT_FOLDERS = ("/django/test",)
_SKIPPED_FILES = (".pyc", ".so", ".po", ".pyi", "RECORD", "/turtle.py")


def fill() -> None:
    """Reads every folder that modules come from, and takes its place."""
    roots = [path for path in sys.path if os.path.isdir(path)]
    for root in roots:
        for path, data in _walk(root):
            library.add(path, data)
    library.open(roots)
    sys.path_hooks.insert(0, _Finder)
    sys.path_importer_cache.clear()


def _walk(root: str):
    with os.scandir(root) as entries:
        found = sorted(entries, key=lambda entry: entry.name)
    for entry in found:
        if entry.is_dir():
            if entry.name not in _SKIPPED_FOLDERS or entry.path.endswith(_KEPT_FOLDERS):
                yield from _walk(entry.path)
        elif not entry.path.endswith(_SKIPPED_FILES):
            with open(entry.path, "rb") as file:
                yield entry.path, file.read()


class _Finder(importlib.abc.PathEntryFinder):
    """Finds the modules of one folder of the library; a hook of `sys.path_hooks`."""

    def __init__(self, folder: str):
        if not library.holds(folder):
            raise ImportError("not a folder of the library")
        self._folder = folder

    def find_spec(self, fullname, target=None):
        """The module of this name, if it is here."""
        base = f"{self._folder}/{fullname.rpartition('.')[2]}"
        for file, package in ((f"{base}/__init__.py", [base]), (f"{base}.py", None)):
            if library.size(file) is not None:
                loader = _Loader(fullname, file)
                return importlib.util.spec_from_file_location(
                    fullname, file, loader=loader, submodule_search_locations=package
                )
        return None

    def iter_modules(self, prefix=""):
        """What `pkgutil` asks for."""
        for entry in library.names(self._folder) or ():
            is_package = library.size(f"{self._folder}/{entry}/__init__.py") is not None
            if is_package or (entry.endswith(".py") and entry != "__init__.py"):
                yield prefix + entry.removesuffix(".py"), is_package


class _Loader(importlib.machinery.SourceFileLoader):
    """Loads a module from the library."""

    def get_data(self, path):
        """The file's contents."""
        data = library.read(path)
        if data is None:
            raise FileNotFoundError(path)
        return data

    def path_stats(self, path):
        """Refused: there is no compiled file beside it to compare with."""
        raise OSError
