"""Imports Django with throw-away settings, answers a request with them, and makes Django forget them.

Models can only be imported into a configured project. A plugin's own settings come later, by the usual
`django.setup()`; the contrib apps' model classes are used again.
"""

import functools
import gc
import sys
import types

from mspf_guest.snapshot import modules, warm_up

_APPS = ["admin", "auth", "contenttypes", "humanize", "messages", "sessions", "staticfiles"]
_URLCONF = "mspf_warm_up_urls"

_MODULES = """
apps conf conf.global_settings conf.locale conf.locale.en.formats conf.locale.zh_Hans.formats conf.urls
contrib.admin contrib.admin.helpers contrib.admin.templatetags.admin_list contrib.admin.templatetags.admin_modify
contrib.admin.templatetags.admin_urls contrib.admin.templatetags.base contrib.admin.templatetags.log
contrib.admin.views.autocomplete contrib.admin.views.main
contrib.auth.admin contrib.auth.backends contrib.auth.context_processors contrib.auth.decorators contrib.auth.forms
contrib.auth.hashers contrib.auth.management contrib.auth.middleware contrib.auth.mixins contrib.auth.password_validation
contrib.auth.templatetags.auth contrib.auth.tokens contrib.auth.urls contrib.auth.validators contrib.auth.views
contrib.contenttypes.admin contrib.contenttypes.fields contrib.contenttypes.forms contrib.contenttypes.management
contrib.contenttypes.views
contrib.humanize.templatetags.humanize
contrib.messages.context_processors contrib.messages.middleware contrib.messages.storage.cookie
contrib.messages.storage.fallback contrib.messages.storage.session contrib.messages.views
contrib.sessions.backends.cache contrib.sessions.backends.db contrib.sessions.backends.file
contrib.sessions.backends.signed_cookies contrib.sessions.middleware contrib.sessions.serializers
contrib.staticfiles.checks contrib.staticfiles.finders contrib.staticfiles.handlers contrib.staticfiles.storage
contrib.staticfiles.urls
core.asgi core.cache.backends.dummy core.cache.backends.filebased core.cache.backends.locmem
core.checks core.exceptions core.files.images core.files.storage core.files.storage.memory core.files.temp
core.files.uploadedfile core.files.uploadhandler core.handlers.exception core.handlers.wsgi core.mail
core.mail.backends.console core.mail.backends.dummy core.mail.backends.locmem core.mail.backends.smtp core.paginator
core.serializers.json core.serializers.python core.signing core.validators core.wsgi
db.backends.sqlite3.base db.migrations.operations db.models db.models.functions db.transaction
dispatch forms forms.models forms.renderers http
middleware.cache middleware.clickjacking middleware.common middleware.csp middleware.csrf middleware.gzip middleware.http
middleware.locale middleware.security
shortcuts template.autoreload template.backends.django template.backends.jinja2 template.context_processors
template.loader template.loaders.app_directories template.loaders.cached template.loaders.filesystem
template.loaders.locmem template.response
templatetags.cache templatetags.i18n templatetags.l10n templatetags.static templatetags.tz
test.client urls utils utils.autoreload utils.cache utils.dateparse utils.decorators utils.feedgenerator utils.formats
utils.html utils.http utils.log utils.text utils.timesince utils.timezone utils.translation.reloader
utils.translation.trans_real
views.csrf views.debug views.decorators.cache views.decorators.clickjacking views.decorators.csp views.decorators.csrf
views.decorators.debug views.decorators.gzip views.decorators.http views.decorators.vary views.defaults views.generic
views.i18n views.static
""".split()


def load() -> list[str]:
    """Imports Django and warms it up; the modules that could not be imported."""
    import django
    from django.conf import settings
    from django.utils import log

    # The platform's handler of the root logger takes these lines; Django's own would write them once more.
    log.DEFAULT_LOGGING["loggers"]["django"]["handlers"] = []
    log.DEFAULT_LOGGING["loggers"]["django.server"] = {"level": "INFO"}
    _add_urls()
    settings.configure(
        SECRET_KEY="only while the snapshot is taken",
        ALLOWED_HOSTS=["*"],
        INSTALLED_APPS=[f"django.contrib.{app}" for app in _APPS],
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
        MIDDLEWARE=[
            "django.middleware.security.SecurityMiddleware",
            "django.contrib.sessions.middleware.SessionMiddleware",
            "django.middleware.locale.LocaleMiddleware",
            "django.middleware.common.CommonMiddleware",
            "django.middleware.csrf.CsrfViewMiddleware",
            "django.contrib.auth.middleware.AuthenticationMiddleware",
            "django.contrib.messages.middleware.MessageMiddleware",
            "django.middleware.clickjacking.XFrameOptionsMiddleware",
        ],
        SESSION_ENGINE="django.contrib.sessions.backends.signed_cookies",
        ROOT_URLCONF=_URLCONF,
        TEMPLATES=[
            {
                "BACKEND": "django.template.backends.django.DjangoTemplates",
                "APP_DIRS": True,
                "OPTIONS": {
                    "context_processors": [
                        "django.template.context_processors.request",
                        "django.contrib.auth.context_processors.auth",
                        "django.contrib.messages.context_processors.messages",
                    ]
                },
            }
        ],
        STATIC_URL="static/",
    )
    django.setup()
    missing = modules.load([f"django.{name}" for name in _MODULES])
    warm_up.django()
    _forget()
    return missing


_PAGE = """{% load i18n static %}{% for n in list %}{{ n }}{% endfor %}{% static "a" %}{% url "admin:index" %}{% csrf_token %}{{ form }}"""


def _add_urls() -> None:
    urls = types.ModuleType(_URLCONF)

    def page(request):
        from django import forms
        from django.http import HttpResponse
        from django.template import engines

        form = type("WarmUp", (forms.Form,), {"text": forms.CharField(), "file": forms.FileField(required=False)})
        template = engines["django"].from_string(_PAGE)
        return HttpResponse(template.render({"list": [1, 2], "form": form()}, request))

    def __getattr__(name):
        # Asked for when everything has been set up: the admin site's addresses need its models.
        if name != "urlpatterns":
            raise AttributeError(name)
        from django.contrib import admin
        from django.urls import path

        return [path("", page), path("data/<int:number>/", page, name="data"), path("admin/", admin.site.urls)]

    urls.__getattr__ = __getattr__
    sys.modules[_URLCONF] = urls


def _forget() -> None:
    """Puts Django back to where it has not been configured. The registry keeps its model classes."""
    import django.db
    from asgiref.local import Local
    from django.apps import apps
    from django.conf import settings
    from django.contrib.staticfiles.storage import staticfiles_storage
    from django.core.cache import caches
    from django.core.files.storage import default_storage, storages
    from django.template import engines
    from django.urls import base
    from django.utils.functional import empty
    from django.utils.translation import trans_real

    del sys.modules[_URLCONF]
    apps.app_configs = {}
    apps.apps_ready = apps.models_ready = apps.ready = apps.loading = False
    apps.ready_event.clear()
    settings._wrapped = empty
    for handler in (django.db.connections, caches):
        handler.__dict__.pop("settings", None)
        handler._settings = None
        handler._connections = Local(getattr(handler, "thread_critical", False))
    engines.__dict__.pop("templates", None)
    engines.__init__()
    base.clear_url_caches()
    base.set_urlconf(None)
    base.set_script_prefix("/")
    trans_real._translations.clear()
    trans_real._default = None
    trans_real._active = Local()
    storages._storages.clear()
    storages.__dict__.pop("backends", None)
    storages._backends = None
    default_storage._wrapped = staticfiles_storage._wrapped = empty
    for found in gc.get_objects():
        if type(found) is functools._lru_cache_wrapper and (found.__module__ or "").startswith("django."):
            found.cache_clear()
