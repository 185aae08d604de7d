"""Settings of a plugin: no database, no cache, and whatever a visitor keeps is in a signed cookie of theirs."""

from pathlib import Path

import mspf

BASE_DIR = Path(__file__).resolve().parent.parent
DEBUG = False
# The platform has checked the host already.
ALLOWED_HOSTS = ["*"]
# Signs the cookies. It belongs to this installation alone, and is the same in all its instances.
SECRET_KEY = mspf.secret_key("django").hex()

INSTALLED_APPS = ["django.contrib.sessions", "django.contrib.messages", "notes"]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
]
ROOT_URLCONF = "project.urls"
WSGI_APPLICATION = "project.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]
DATABASES = {}
SESSION_ENGINE = "django.contrib.sessions.backends.signed_cookies"
SESSION_COOKIE_HTTPONLY = True
MESSAGE_STORAGE = "django.contrib.messages.storage.cookie.CookieStorage"
STATIC_URL = "static/"
USE_TZ = True
