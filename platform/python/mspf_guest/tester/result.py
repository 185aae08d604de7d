"""Counts tests, and keeps what is told of those that have not passed."""

import unittest

from wit_world.exports.tester import Failure, Report

from mspf_guest import failure
from mspf_guest.gaps import logs

# What one person repairs before the tests run again.
_MAX_FAILURES = 20
# Characters of a test's name.
_MAX_NAME = 200
# Characters of a traceback: its end, where the cause is.
_MAX_TRACEBACK = 4 << 10
_UNEXPECTED = "It passed, but is marked as one that is expected to fail.\n"


class Result(unittest.TestResult):
    """What came of the tests. Each counts once, however many of its parts fail."""

    def __init__(self):
        super().__init__()
        self._passed = self._failed = self._left_out = 0
        self._told = []
        # Of the test that runs at present.
        self._is_running = self._has_failed = self._was_left_out = False

    def report(self) -> Report:
        """For the host."""
        return Report(self._passed, self._failed, self._left_out, self._told)

    def fail(self, name: str, error: BaseException) -> None:
        """Something has not passed."""
        failure.repair()
        self._tell(name, failure.report(error))

    def leave_out(self) -> None:
        """Something asked to be left out."""
        if self._is_running:
            self._was_left_out = True
        else:
            self._left_out += 1

    def _tell(self, name: str, text: str) -> None:
        if self._is_running:
            self._has_failed = True
        else:
            self._failed += 1
        if len(self._told) < _MAX_FAILURES:
            self._told.append(Failure(name[:_MAX_NAME], text[-_MAX_TRACEBACK:]))

    # What `unittest` calls.

    def startTest(self, test) -> None:
        # A test that never ends is then the last one in the log.
        logs.emit(logs.INFO, "", test.id()[:_MAX_NAME])
        self.testsRun += 1
        self._is_running, self._has_failed, self._was_left_out = True, False, False

    def stopTest(self, test) -> None:
        self._is_running = False
        if self._has_failed:
            self._failed += 1
        elif self._was_left_out:
            self._left_out += 1
        else:
            self._passed += 1

    def addError(self, test, err) -> None:
        self.fail(test.id(), err[1])

    def addFailure(self, test, err) -> None:
        self.fail(test.id(), err[1])

    def addSubTest(self, test, subtest, err) -> None:
        if err is not None:
            self.fail(subtest.id(), err[1])

    def addSkip(self, test, reason) -> None:
        self.leave_out()

    def addUnexpectedSuccess(self, test) -> None:
        self._tell(test.id(), _UNEXPECTED)
