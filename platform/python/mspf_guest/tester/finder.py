"""Finds a plugin's tests where `python -m unittest` finds them: `test*.py` at its root and in its packages."""

import importlib
import os
import unittest

from mspf_guest import PLUGIN

# By names that no plugin can take away.
_Anything, _Left = BaseException, unittest.SkipTest


def find(package: str, result):
    """The tests of every module of tests; a module that cannot be imported is a failure of its own."""
    loader = unittest.TestLoader()
    suites = []
    for name in _modules(PLUGIN, package):
        try:
            suites.append(loader.loadTestsFromModule(importlib.import_module(name)))
        except _Left:
            result.leave_out()
        except _Anything as error:  # Also one that exits.
            result.fail(name, error)
    return suites


def _modules(folder: str, package: str):
    for entry in sorted(os.listdir(folder)):
        stem = entry.removesuffix(".py")
        name = f"{package}.{stem}" if package else stem
        if not stem.isidentifier():
            continue
        if stem != entry:
            if stem.startswith("test"):
                yield name
        elif os.path.exists(f"{folder}/{entry}/__init__.py"):
            yield from _modules(f"{folder}/{entry}", name)
