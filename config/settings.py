"""The one settings file. Every value comes from the environment, and the defaults are the safe ones."""

import sys
from pathlib import Path
from urllib.parse import urlsplit

from csp.constants import NONE, SELF

from config.database import read_database
from config.env import (
    SettingError,
    env_bool,
    env_choice,
    env_domain,
    env_ehlo,
    env_int,
    env_list,
    env_page,
    env_resolvers,
    env_secret,
    env_site_url,
    env_str,
    load_env_file,
)
from config.seal import read_seal

BASE_DIR = Path(__file__).resolve().parent.parent
load_env_file("ENV_FILE", BASE_DIR / ".env")

# --- Where the portal lives -------------------------------------------------
SECRET_KEY = env_secret("SECRET_KEY")
DEBUG = env_bool("DEBUG")
SITE_URL = env_site_url("SITE_URL")
DEMO = env_bool("DEMO")
VAR_DIR = Path(env_str("VAR_DIR", str(BASE_DIR / "var")))
# Never below a folder that anything serves: a file leaves it only through a view that asks who may.
EVIDENCE_DIR = Path(env_str("EVIDENCE_DIR", str(VAR_DIR / "evidence")))

_site = urlsplit(SITE_URL)
IS_HTTPS = _site.scheme == "https"
ALLOWED_HOSTS = [_site.hostname, *env_list("ALLOWED_HOSTS")]
CSRF_TRUSTED_ORIGINS = [SITE_URL]
TRUSTED_PROXIES = env_int("TRUSTED_PROXIES", default=0)

# --- Applications -----------------------------------------------------------
INSTALLED_APPS = [
    "municipalities",
    "surveys",
    "reports",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "config.staticfiles.PortalStaticFiles",
    "allauth",
    "allauth.account",
    "auditlog",
    "crispy_forms",
    "csp",
    "django_htmx",
    "django_q",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "municipalities.middleware.SessionLimitMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "municipalities.middleware.SignInMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "auditlog.middleware.AuditlogMiddleware",
    "municipalities.middleware.MunicipalityMiddleware",
    "config.errors.WrongMethodMiddleware",
]
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "config.context.site",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.DjangoTemplates"
CRISPY_ALLOWED_TEMPLATE_PACKS = ("dkfds",)
CRISPY_TEMPLATE_PACK = "dkfds"

# --- Database ---------------------------------------------------------------
DATABASES = {"default": read_database(env_str("DATABASE_URL", ""), VAR_DIR)}

# --- Cache and background work ----------------------------------------------
REDIS_URL = env_str("REDIS_URL", "")
if REDIS_URL and not REDIS_URL.startswith(("redis://", "rediss://", "unix://")):
    raise SettingError("REDIS_URL", "is not understood: write redis://host:6379/0 or leave it out.")
# It holds the rate limits, and whose file is being read. Of Django's 300 entries a crowd of invented addresses would
# push the real ones out.
DATABASE_CACHE = {
    "BACKEND": "django.core.cache.backends.db.DatabaseCache",
    "LOCATION": "cache",
    "OPTIONS": {"MAX_ENTRIES": 10_000},
}
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}
    if REDIS_URL
    else DATABASE_CACHE,
    "own_process": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
}
Q_CLUSTER = {
    "name": "modenhed",
    "workers": env_int("WORKERS", default=2, minimum=1),
    "timeout": 300,
    # A job whose worker was killed is handed out again after this many seconds.
    "retry": 360,
    "max_attempts": 5,
    "ack_failures": True,
    "save_limit": 1000,
    "poll": 1,
    "catch_up": False,
    "label": "Arbejdskø",
    # The worker writes down how it is twice a second; in the shared cache that is two database writes, for nobody.
    "cache": "own_process",
} | ({"redis": REDIS_URL} if REDIS_URL else {"orm": "default"})

# --- People and sign-in -----------------------------------------------------
AUTH_USER_MODEL = "municipalities.User"
AUTHENTICATION_BACKENDS = ["municipalities.backends.PasswordBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "municipalities.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_USER_DISPLAY = "municipalities.adapter.display_name"
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_SESSION_REMEMBER = True
ALLAUTH_TRUSTED_PROXY_COUNT = TRUSTED_PROXIES
# In addition to allauth's own limits. A code has 80 random bits, so this is for the machine's sake.
ACCOUNT_RATE_LIMITS = {"verify_letter": "20/m/ip"}
PASSWORD_RESET_TIMEOUT = 7 * 24 * 3600
INVITATION_DAYS = 7
SESSION_IDLE_SECONDS = 60 * 60
SESSION_MAX_SECONDS = 12 * 60 * 60
SESSION_COOKIE_AGE = SESSION_MAX_SECONDS
# auditlog would take the sender's word for it: it believes any X-Forwarded-For header.
AUDITLOG_DISABLE_REMOTE_ADDR = True

# --- Mail -------------------------------------------------------------------
DEFAULT_FROM_EMAIL = env_str("DEFAULT_FROM_EMAIL", "Modenhed <ingen-svar@localhost>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
EMAIL_HOST = env_str("EMAIL_HOST", "")
EMAIL_PORT = env_int("EMAIL_PORT", default=25, minimum=1, maximum=65_535)
EMAIL_HOST_USER = env_str("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = env_str("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = env_bool("EMAIL_USE_TLS", default=True)
EMAIL_TIMEOUT = 15
EMAIL_FILE_PATH = VAR_DIR / "mail"
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if EMAIL_HOST else 'filebased'}.EmailBackend"

# --- Language, time, numbers ------------------------------------------------
LANGUAGE_CODE = "da"
LANGUAGES = [("da", "Dansk")]
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = ["config.formats"]
TIME_ZONE = "Europe/Copenhagen"
USE_TZ = True
USE_THOUSAND_SEPARATOR = True

# --- Files we serve ourselves -----------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [
    BASE_DIR / "static",
    # Of this, config/staticfiles.py collects only what the pages use.
    ("dkfds", BASE_DIR / "node_modules" / "dkfds" / "dist"),
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
# What browsers ask for by a name of their own, such as the icon of a tab that shows a PDF.
WHITENOISE_ROOT = BASE_DIR / "static" / "root"
# Compressing source maps and fonts no browser asks for took nine tenths of collectstatic's time.
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = ("png", "jpg", "gif", "webp", "gz", "br", "woff", "woff2", "ttf", "eot", "map")

# --- Safety around every page -----------------------------------------------
SECURE_SSL_REDIRECT = IS_HTTPS
SECURE_HSTS_SECONDS = 31536000 if IS_HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = IS_HTTPS
SECURE_HSTS_PRELOAD = IS_HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXIES else None
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SESSION_COOKIE_SECURE = IS_HTTPS
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SECURE = IS_HTTPS
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
# Otherwise a message would first be tried in a cookie of its own, a third one to explain.
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
CSRF_FAILURE_VIEW = "config.errors.csrf_failure"
X_FRAME_OPTIONS = "DENY"
DEFAULT_EXCEPTION_REPORTER_FILTER = "config.reporting.SilentReporterFilter"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
# A long case has a choice for each of its parts on one page; Django's own limit is 1000.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
FILE_UPLOAD_HANDLERS = ["surveys.uploads.receiving.LimitedUploads"]

# --- Who sends the letters --------------------------------------------------
SENDER_NAME = env_str("SENDER_NAME", "Tilsynsmyndigheden")
SENDER_ADDRESS = env_str("SENDER_ADDRESS", "")
SENDER_CVR = env_str("SENDER_CVR", "")
SENDER_PHONE = env_str("SENDER_PHONE", "")
SENDER_EMAIL = env_str("SENDER_EMAIL", "")
SEAL = read_seal(
    key=env_str("SEAL_KEY", ""),
    certificate=env_str("SEAL_CERTIFICATE", ""),
    password=env_str("SEAL_KEY_PASSWORD", ""),
    is_demo=DEMO,
)
ACCESSIBILITY_STATEMENT_URL = env_page("ACCESSIBILITY_STATEMENT_URL")

# --- Measuring DANE ---------------------------------------------------------
# Only these are asked, and what they say of a signature is believed: they must be ours, over a path nobody else is on.
DANE_RESOLVERS = env_resolvers("DANE_RESOLVERS", default="127.0.0.1")
DANE_SIGNED_NAME = env_domain("DANE_SIGNED_NAME", default="iana.org")
DANE_BOGUS_NAME = env_domain("DANE_BOGUS_NAME", default="dnssec-failed.org")
DANE_EHLO = env_ehlo("DANE_EHLO", host=_site.hostname)
DANE_PORT = env_int("DANE_PORT", default=25, minimum=1, maximum=65_535)
DANE_RUNS = env_int("DANE_RUNS", default=1, minimum=1, maximum=5)
# Tarpits hold their greeting back for half a minute and more. All of a domain must fit into a job's timeout above.
DANE_GREETING_SECONDS = env_int("DANE_GREETING_SECONDS", default=60, minimum=1, maximum=120)
DANE_ALLOW_LOCAL = env_bool("DANE_ALLOW_LOCAL")

# --- Logging ----------------------------------------------------------------
LOG_LEVEL = env_choice("LOG_LEVEL", default="INFO", choices=("DEBUG", "INFO", "WARNING", "ERROR"))
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler", "stream": sys.stderr}},
    "root": {"handlers": ["console"], "level": LOG_LEVEL},
    # These tell each step they take; what goes wrong is still heard.
    "loggers": {name: {"level": "WARNING"} for name in ("fontTools", "weasyprint.progress", "django-q")},
}
