"""Django's ways of testing, for plugins that have configured it. There is no database, neither here nor later."""

from mspf_guest import django_project

_NO_DATABASE = (
    "a plugin has no database: keep what it must remember in signed cookies, or ask a service over HTTP "
    "(tests that need no database run in every class of django.test)"
)


def prepare() -> None:
    """Makes Django ready for tests: answers to `testserver`, mail in memory, templates that tell they were used."""
    if django_project.settings() is None:
        return
    from django.test import SimpleTestCase, TransactionTestCase, utils

    utils.setup_test_environment()
    # No class of tests is given a database, whatever it asks for.
    SimpleTestCase._validate_databases = classmethod(lambda cls: frozenset())
    SimpleTestCase._disallowed_database_msg = TransactionTestCase._disallowed_database_msg = _NO_DATABASE
    _explain_missing()


def _explain_missing() -> None:
    """Where settings name no database, Django would advise to name one."""
    from django.db.backends.dummy import base

    for kind in [value for value in vars(base).values() if isinstance(value, type)]:
        for name in [name for name, value in vars(kind).items() if value is base.complain]:
            setattr(kind, name, _refuse)


def _refuse(*args, **kwargs):
    from django.test.testcases import DatabaseOperationForbidden

    raise DatabaseOperationForbidden(_NO_DATABASE)
