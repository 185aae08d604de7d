"""Apps of version 1: a Django app alone, which the platform's own project contained as `plugins.<name>`."""

import importlib.abc
import importlib.machinery
import importlib.util
import os
import sys
import types

from mspf_guest import PLUGIN

_URLCONF = "mspf_django_app_urls"


def package(name: str) -> str:
    """The package of the app `name`."""
    return f"plugins.{name}"


def load(package: str):
    """The WSGI application of a project around the app that is `package`, whose files lie at the plugin's root."""
    sys.meta_path.insert(0, _AppFinder(package))
    _configure(package)
    from django.core.wsgi import get_wsgi_application

    application = get_wsgi_application()
    _install_urls(package)
    return application


class _AppFinder(importlib.abc.MetaPathFinder):
    """Finds `plugins` and the one app in it. What is inside the app is found by Python's own means."""

    def __init__(self, package: str):
        self._package = package

    def find_spec(self, fullname, path=None, target=None):
        if fullname == "plugins":
            spec = importlib.machinery.ModuleSpec(fullname, None, is_package=True)
            spec.submodule_search_locations = []
            return spec
        if fullname != self._package:
            return None
        init = f"{PLUGIN}/__init__.py"
        if os.path.exists(init):
            return importlib.util.spec_from_file_location(fullname, init, submodule_search_locations=[PLUGIN])
        spec = importlib.machinery.ModuleSpec(fullname, None, is_package=True)
        spec.submodule_search_locations = [PLUGIN]
        return spec


def _configure(package: str) -> None:
    """The settings of version 1's project, as far as they make sense in a sandbox."""
    from django.conf import settings

    import mspf

    settings.configure(
        # Of this installation alone, and the same in all its instances.
        SECRET_KEY=mspf.secret_key("django").hex(),
        # Tracebacks go to the plugin's log, not to its visitors.
        DEBUG=False,
        ALLOWED_HOSTS=["*"],
        INSTALLED_APPS=[
            "django.contrib.admin",
            "django.contrib.auth",
            "django.contrib.contenttypes",
            "django.contrib.sessions",
            "django.contrib.messages",
            "django.contrib.staticfiles",
            package,
        ],
        MIDDLEWARE=[
            "django.middleware.security.SecurityMiddleware",
            "django.contrib.sessions.middleware.SessionMiddleware",
            "django.middleware.common.CommonMiddleware",
            "django.middleware.csrf.CsrfViewMiddleware",
            "django.contrib.auth.middleware.AuthenticationMiddleware",
            "django.contrib.messages.middleware.MessageMiddleware",
            "django.middleware.clickjacking.XFrameOptionsMiddleware",
        ],
        ROOT_URLCONF=_URLCONF,
        TEMPLATES=[
            {
                "BACKEND": "django.template.backends.django.DjangoTemplates",
                "APP_DIRS": True,
                "OPTIONS": {
                    "context_processors": [
                        "django.template.context_processors.debug",
                        "django.template.context_processors.request",
                        "django.contrib.auth.context_processors.auth",
                        "django.contrib.messages.context_processors.messages",
                    ],
                },
            },
        ],
        # Nothing can be written to a disk: a database lives as long as its instance, a session in its cookie.
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
        SESSION_ENGINE="django.contrib.sessions.backends.signed_cookies",
        MESSAGE_STORAGE="django.contrib.messages.storage.cookie.CookieStorage",
        AUTH_PASSWORD_VALIDATORS=[
            {"NAME": f"django.contrib.auth.password_validation.{validator}"}
            for validator in (
                "UserAttributeSimilarityValidator",
                "MinimumLengthValidator",
                "CommonPasswordValidator",
                "NumericPasswordValidator",
            )
        ],
        LANGUAGE_CODE="zh-hans",
        TIME_ZONE="Asia/Shanghai",
        USE_I18N=True,
        USE_TZ=True,
        # Relative, so that it is below the plugin's own address.
        STATIC_URL="static/",
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    )


def _install_urls(package: str) -> None:
    """The project's URLs: the app's own, at the root."""
    from django.urls import include, path

    urls = types.ModuleType(_URLCONF)
    urls.urlpatterns = [path("", include(f"{package}.urls"))]
    sys.modules[_URLCONF] = urls
