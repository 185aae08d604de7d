"""Runs the plugin's own tests in the instance that has loaded it: what `unittest` finds, and nothing else does."""

import unittest

from mspf_guest import loader
from mspf_guest.tester import django, finder
from mspf_guest.tester.result import Result

# By names that no plugin can take away.
_Anything, _Suite = BaseException, unittest.TestSuite


def run():
    """Runs every test, and tells what came of it."""
    result = Result()
    try:
        django.prepare()
        suite = _Suite(finder.find(loader.package, result))
        suite.run(result)
    except _Anything as error:  # An interrupt, or a plugin that has taken `unittest` apart.
        result.fail("unittest", error)
    return result.report()
