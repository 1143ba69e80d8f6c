"""The portal's own settings with the few things a test run must have otherwise."""

import os
import tempfile

os.environ.update(
    {
        "SECRET_KEY": "only-for-tests-only-for-tests-only-for-tests",
        "SITE_URL": "http://localhost:8000",
        "DEMO": "1",
        "DEBUG": "0",
        "VAR_DIR": tempfile.mkdtemp(prefix="modenhed-test-"),
    }
)

from config.settings import *  # noqa: E402, F403 - the point of this file

ALLOWED_HOSTS = ["*"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
