"""What a Django project needs once its own settings are there. Does nothing for other frameworks."""

import sys


def settings():
    """The project's settings, once there are any."""
    conf = sys.modules.get("django.conf")
    return conf.settings if conf and conf.settings.configured else None


def settle() -> None:
    """Completes settings that mean "not decided yet", and imports the URLs, so that their errors are errors of loading."""
    project = settings()
    if project is None:
        return
    # Only the platform's own host names lead to a plugin: an empty list, which Django takes for localhost alone with
    # DEBUG and for nothing at all without, leaves the choice to it.
    if not project.ALLOWED_HOSTS:
        project.ALLOWED_HOSTS = ["*"]
    from django.urls import get_resolver

    _import_urls(get_resolver())


def _import_urls(resolver) -> None:
    for pattern in resolver.url_patterns:
        if hasattr(pattern, "url_patterns"):
            _import_urls(pattern)


def forget_prefix() -> None:
    """Forgets the addresses of static and media files that Django has made for another prefix."""
    project = settings()
    if project is None:
        return
    from django.contrib.staticfiles.storage import staticfiles_storage
    from django.core.files.storage import default_storage, storages
    from django.utils.functional import empty

    for name in ("STATIC_URL", "MEDIA_URL"):
        project.__dict__.pop(name, None)
    # The storage of static files took its address when it was made; that of media files takes it when first asked,
    # and may hold files.
    storages._storages.pop("staticfiles", None)
    staticfiles_storage._wrapped = empty
    media = default_storage.__dict__["_wrapped"]
    if media is not empty:
        media.__dict__.pop("base_url", None)
