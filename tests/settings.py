"""The portal's own settings with the few things a test run must have otherwise."""

import atexit
import os
import shutil
import tempfile

from tests.guards.templates import UndefinedVariable

# Unset, so that the tests have the defaults, and set what they need themselves.
for _name in [name for name in os.environ if name.startswith("DANE_")]:
    del os.environ[_name]
# One folder a process: with xdist each worker has its own database, mail and files.
_folder = tempfile.mkdtemp(prefix="modenhed-test-")
atexit.register(shutil.rmtree, _folder, ignore_errors=True)
os.environ.update(
    {
        "SECRET_KEY": "only-for-tests-only-for-tests-only-for-tests",
        "SITE_URL": "http://localhost:8000",
        "DEMO": "1",
        "DEBUG": "0",
        "VAR_DIR": _folder,
        # A developer's own settings have no say in the tests; DATABASE_URL in the environment has.
        "ENV_FILE": os.devnull,
        "REDIS_URL": "",
        "EMAIL_HOST": "",
        "SEAL_KEY": "",
        "SEAL_CERTIFICATE": "",
    }
)

from config.settings import *  # noqa: E402, F403 - the point of this file
from config.settings import DATABASES, TEMPLATES  # noqa: E402 - changed below

ALLOWED_HOSTS = ["*"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
TEMPLATES[0]["OPTIONS"]["string_if_invalid"] = UndefinedVariable()
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A file, as in production: Django's default in memory has neither WAL nor a second connection that waits.
    DATABASES["default"]["TEST"] = {"NAME": os.path.join(_folder, "test.sqlite3")}
