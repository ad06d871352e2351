"""One file of settings, read from the environment, safe by default. `docs/deploying.md` explains each variable."""

import ssl
from email.utils import parseaddr
from pathlib import Path
from urllib.parse import urlsplit

import pghistory
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from sustaining.common.database_settings import database_settings, direct_database_settings
from sustaining.common.environment import ENVIRONMENT as env
from sustaining.common.error_reports import start_error_reports
from sustaining.common.log_settings import logging_settings
from sustaining.schedule import beat_schedule

BASE_DIR = Path(__file__).resolve().parent.parent
LOCAL_DIR = BASE_DIR / ".local"

# --- The essentials -------------------------------------------------------------------------------------------------

DEBUG = env.bool("DEBUG", default=False)
SECRET_KEY = env.str("SECRET_KEY", default="")
if not SECRET_KEY:
    if not DEBUG:
        raise ImproperlyConfigured("Set SECRET_KEY to a long random value (or DEBUG=true on a developer's machine).")
    SECRET_KEY = "for-development-only"  # noqa: S105
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])

SITE_URL = env.str("SITE_URL", default="http://127.0.0.1:8000").rstrip("/")
if urlsplit(SITE_URL).path:
    raise ImproperlyConfigured("SITE_URL has a path. Sustaining needs a host name of its own.")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]"] if DEBUG else [])
CSRF_TRUSTED_ORIGINS = [SITE_URL] if SITE_URL.startswith("https://") else []
INTERNAL_IPS = ["127.0.0.1"]
# Invented schools and people, loaded again each night; the real site links to it by TRAINING_SITE_URL (decision 135).
TRAINING_SITE = env.bool("TRAINING_SITE", default=False)
TRAINING_SITE_URL = env.str("TRAINING_SITE_URL", default="")

DATABASES = {"default": database_settings(env, is_debug=DEBUG)}
DIRECT_DATABASE = direct_database_settings(env)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# History is asked for by the row that it is of. An index of everything else that a row points at would cost every change.
PGHISTORY_FOREIGN_KEY_FIELD = pghistory.ForeignKey(db_index=False)
PGHISTORY_OBJ_FIELD = pghistory.ObjForeignKey(db_index=True)

# --- Applications ---------------------------------------------------------------------------------------------------

LOCAL_APPS = [
    "sustaining.common",
    "sustaining.accounts",
    "sustaining.outbox",
    "schools",
    "specialists",
    "sustaining.applications",
    "devplans",
    "sustaining.workgroups",
    "funding",
    "sustaining.casework",
    "sustaining.learning",
    "sustaining.rolling",
    "sustaining.onboarding",
    "sustaining.desk",
    "sustaining.reports",
    "sustaining.assurance",
    "sustaining.help",
    "sustaining.privacy",
    "sustaining.sampledata",
    "sustaining.training",
]
INSTALLED_APPS = [
    "sustaining.accounts.admin_app.SustainingAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "sustaining.accounts.two_step_app.TwoStepConfig",
    "allauth.usersessions",
    "crispy_forms",
    "crispy_bootstrap5",
    "csp",
    "django_htmx",
    "pgtrigger",
    "pghistory",
    "rules",
    "template_partials",
    *LOCAL_APPS,
]
MIDDLEWARE = [
    "sustaining.common.middleware.ProbeMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "sustaining.common.middleware.RequestSizeMiddleware",
    "sustaining.common.request_log.RequestLogMiddleware",
    "sustaining.common.middleware.SecurityHeadersMiddleware",
    "sustaining.common.middleware.StorageFaultMiddleware",
    "sustaining.common.middleware.TypedTextMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "sustaining.outbox.limits.OutsideSenderMiddleware",
    "sustaining.accounts.sessions.SessionMiddleware",
    "sustaining.accounts.second_factor.SecondFactorMiddleware",
    "sustaining.common.middleware.HistoryContextMiddleware",
    "schools.middleware.ViewerMiddleware",
]
ROOT_URLCONF = "sustaining.urls"
WSGI_APPLICATION = "sustaining.wsgi.application"

FORM_RENDERER = "sustaining.common.form_renderer.FormRenderer"
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
                "sustaining.common.context.page",
                "schools.context_processors.roles",
            ],
            "builtins": [
                "sustaining.common.templatetags.sustaining",
                "sustaining.common.templatetags.components",
                "template_partials.templatetags.partials",
            ],
        },
    }
]
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"
CRISPY_FAIL_SILENTLY = False

# --- Signing in -----------------------------------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "desk:home"
LOGOUT_REDIRECT_URL = "/accounts/login/?signed-out=yes"  # queue-notice.js removes the kept pages
ACCOUNT_ADAPTER = "sustaining.accounts.adapter.AccountAdapter"
_OUR_FORMS = "login reset_password add_email request_login_code change_password set_password reset_password_from_key"
_OUR_FORMS += " reauthenticate"
ACCOUNT_FORMS = {name: f"sustaining.accounts.forms.{name.title().replace('_', '')}Form" for name in _OUR_FORMS.split()}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"  # an account begins with an invitation that came by email
# One address an account, and a new one counts once the link in it was followed; changes are emailed, and ask who it is.
ACCOUNT_CHANGE_EMAIL = ACCOUNT_EMAIL_NOTIFICATIONS = ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if SITE_URL.startswith("https://") else "http"
# One address may be a whole hub's, on a training day. Wrong passwords count by client and account (the adapter's key).
ACCOUNT_RATE_LIMITS = {
    "login": "120/m/ip",
    "login_failed": "30/m/ip,5/5m/key",
    "login_failed_anywhere": "100/h/key",
    "reset_password": "20/m/ip,5/m/key",
    "request_login_code": "20/m/ip,3/m/key",
    "confirm_certificate": "30/m/ip",
}
TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", default=None)
MFA_FORMS = {f"{act}_webauthn": f"sustaining.accounts.forms.{act.title()}WebAuthnForm" for act in ("login", "add")}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_ALLOW_UNVERIFIED_EMAIL = True  # the mailbox is proved before the first factor (accounts/second_factor.py)
MFA_TOTP_ISSUER = "Sustaining"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEBUG
ADMIN_NEEDS_SECOND_FACTOR = env.bool("ADMIN_NEEDS_SECOND_FACTOR", default=not DEBUG)

# --- Redis: Celery and the shared cache -----------------------------------------------------------------------------

REDIS_URL = env.str("REDIS_URL", default="redis://127.0.0.1:6379/0")
_SOCKET = REDIS_URL.removeprefix("unix://") if REDIS_URL.startswith("unix://") else ""
CACHES = {
    "default": {
        "BACKEND": "sustaining.common.cache.FailOpenRedisCache",
        "LOCATION": REDIS_URL,
        "OPTIONS": {"socket_connect_timeout": 1, "socket_timeout": 1},
    }
}
CELERY_BROKER_URL = f"redis+socket://{_SOCKET}" if _SOCKET else REDIS_URL
# Without this Celery, unlike the cache, takes any certificate. Parameters in the address (`?ssl_ca_certs=`) replace it.
CELERY_BROKER_USE_SSL = {"ssl_cert_reqs": ssl.CERT_REQUIRED} if REDIS_URL.startswith("rediss://") else False
# Without ack_emulation: what a task is about stands in the database, so nothing need be given back to a queue, and a worker
# that tried to, on a line that had just gone, ended of it (kombu 5.7, Redis's QoS.restore_unacked).
CELERY_BROKER_TRANSPORT_OPTIONS = {"socket_connect_timeout": 1, "socket_timeout": 5, "max_retries": 0}
CELERY_BROKER_TRANSPORT_OPTIONS |= {"ack_emulation": False}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None  # Redis away for a night: the workers come back by themselves
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_TIME_LIMIT = 600
CELERY_TASK_SOFT_TIME_LIMIT = 540
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TIMEZONE = "Europe/London"
CELERY_TASK_DEFAULT_QUEUE = env.str("CELERY_QUEUE", default="sustaining")
CELERY_BEAT_SCHEDULER = "sustaining.outbox.beat:LeasedScheduler"
CELERY_BEAT_SCHEDULE = beat_schedule(is_training=TRAINING_SITE)

# --- Email ----------------------------------------------------------------------------------------------------------

_EMAIL = env.email_url("EMAIL_URL", default=f"filemail:///{LOCAL_DIR / 'mail'}" if DEBUG else "smtp://localhost:25")
EMAIL_BACKEND = _EMAIL["EMAIL_BACKEND"]
if EMAIL_BACKEND.startswith("django.core.mail.backends.smtp."):
    EMAIL_BACKEND = "sustaining.outbox.smtp.EmailBackend"
EMAIL_FILE_PATH = _EMAIL["EMAIL_FILE_PATH"] if "filebased" in EMAIL_BACKEND else None
EMAIL_HOST = _EMAIL["EMAIL_HOST"]
EMAIL_PORT = _EMAIL["EMAIL_PORT"]
EMAIL_HOST_USER = _EMAIL["EMAIL_HOST_USER"]
EMAIL_HOST_PASSWORD = _EMAIL["EMAIL_HOST_PASSWORD"]
EMAIL_USE_TLS = _EMAIL.get("EMAIL_USE_TLS", False)
EMAIL_USE_SSL = _EMAIL.get("EMAIL_USE_SSL", False)
EMAIL_TIMEOUT = env.int("EMAIL_TIMEOUT", default=20)
EMAIL_ANSWER_TIMEOUT = env.int(
    "EMAIL_ANSWER_TIMEOUT", default=60
)  # a server that has the whole email may scan it first
# Waits before the second and every later attempt: 1, 5 and 30 minutes, 2 and 8 hours; six attempts in all.
EMAIL_RETRY_SECONDS = env.list("EMAIL_RETRY_SECONDS", cast=int, default=[60, 300, 1800, 7200, 28800])
EMAIL_RATE_PER_MINUTE = env.int("EMAIL_RATE_PER_MINUTE", default=0)  # what the mail server allows; 0 for no limit
# A provider with an interface of its own, and its bounces by webhook (django-anymail): EMAIL_PROVIDER=postmark and
# ANYMAIL={"POSTMARK_SERVER_TOKEN": "…", "WEBHOOK_SECRET": "name:password"}.
EMAIL_PROVIDER = env.str("EMAIL_PROVIDER", default="")
ANYMAIL = env.json("ANYMAIL", default={})
if EMAIL_PROVIDER:
    INSTALLED_APPS.append("anymail")
    EMAIL_BACKEND = f"anymail.backends.{EMAIL_PROVIDER}.EmailBackend"
DEFAULT_FROM_EMAIL = env.str("FROM_EMAIL", default="Sustaining <no-reply@sustaining.invalid>")
# Who answers people without a hub, or whose hub has no address: the programme's administrators.
PROGRAMME_CONTACT = env.str("PROGRAMME_CONTACT", default="programme@demo.example" if DEBUG else "")
SERVER_EMAIL = parseaddr(DEFAULT_FROM_EMAIL)[1]

# --- Links without signing in ---------------------------------------------------------------------------------------

# Days after which a link that came by email ends by itself; 0 for one that works until it is renewed.
_AGES = {"invitation": 14, "application-draft": 90, "application-status": 90, "head-agreement": 30, "rsvp": 180}
_AGES |= {"interest": 30, "stop": 400, "query-answer": 30, "run-file": 1, "calendar": 0, "impact": 366}
_AGES |= {"next-year": 120, "stop-summary": 400, "certificate": 400, "feedback": 30, "remittance": 400}
LINK_DAYS = {name: env.int(f"LINK_DAYS_{name.replace('-', '_').upper()}", default=days) for name, days in _AGES.items()}
# Emails that people who have not signed in, or who act by a link, can cause.
OUTSIDE_EMAIL_LIMITS = {
    "origin_an_hour": env.int("OUTSIDE_EMAILS_PER_ORIGIN_AN_HOUR", default=40),
    "address_a_day": env.int("OUTSIDE_EMAILS_PER_ADDRESS_A_DAY", default=10),
    "known_address_a_day": env.int("OUTSIDE_EMAILS_PER_KNOWN_ADDRESS_A_DAY", default=60),
}

# --- Language and time ----------------------------------------------------------------------------------------------

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_I18N = True
USE_TZ = True

# --- Files ----------------------------------------------------------------------------------------------------------

STATIC_URL = "static/"
STATIC_ROOT = env.path("STATIC_ROOT", default=str(LOCAL_DIR / "static"))
WHITENOISE_AUTOREFRESH = WHITENOISE_USE_FINDERS = DEBUG  # a checkout serves its files from where they are
NODE_MODULES = BASE_DIR / "node_modules"
VENDOR = [
    ("vendor/bootstrap", NODE_MODULES / "bootstrap" / "dist"),
    ("vendor/source-sans-3", NODE_MODULES / "@fontsource-variable" / "source-sans-3" / "files"),
]
STATICFILES_DIRS = [BASE_DIR / "static", *((prefix, folder) for prefix, folder in VENDOR if folder.is_dir())]
# What people attach lies outside every folder that is served: `common/files.py` gives it out, after asking who may.
FILES_DIR = env.path("FILES_DIR", default=str(LOCAL_DIR / "files"))
FILES_BUCKET = env.str("FILES_BUCKET", default="")
BACKUP_RECIPIENT = env.str("BACKUP_RECIPIENT", default="")
WEB_HOSTS = env.int("WEB_HOSTS", default=1)  # more than one need a bucket: check --deploy says so
_S3 = {
    "bucket_name": FILES_BUCKET,
    "endpoint_url": env.str("FILES_S3_ENDPOINT", default=None),
    "region_name": env.str("FILES_S3_REGION", default=None),
    "default_acl": "private",
    "file_overwrite": False,
    "connect_timeout": env.int("FILES_S3_CONNECT_TIMEOUT", default=3),
    "read_timeout": env.int("FILES_S3_READ_TIMEOUT", default=10),
}
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": FILES_DIR}},
    "files": {"BACKEND": "sustaining.common.s3_storage.BucketStorage", "OPTIONS": _S3}
    if FILES_BUCKET
    else {"BACKEND": "sustaining.common.file_storage.DiskStorage", "OPTIONS": {"location": FILES_DIR}},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "sustaining.common.static_storage.ModuleStaticFilesStorage"
    },
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
MOST_REQUEST_BYTES = 110 * 1024 * 1024  # ten attachments of 10 MB, or the register; more is refused before it is read

# --- The browser's guards -------------------------------------------------------------------------------------------

SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=not DEBUG)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 0 if DEBUG else 365 * 24 * 3600
SECURE_HSTS_INCLUDE_SUBDOMAINS = not DEBUG
SECURE_HSTS_PRELOAD = not DEBUG
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_SECURE = not DEBUG
# Two checkouts on one machine differ by their port alone, which cookies do not look at.
SESSION_COOKIE_NAME = f"sustaining-{urlsplit(SITE_URL).port}" if DEBUG else "__Host-sustaining"
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 60 * 60 * 12
SESSION_MOST_HOURS = env.int("SESSION_MOST_HOURS", default=24)  # since the sign-in, however much it was used
DEVICE_COOKIE_NAME = "sustaining-device" if DEBUG else "__Host-sustaining-device"
SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"
CSRF_COOKIE_SECURE = not DEBUG
CSRF_COOKIE_NAME = f"csrf-{urlsplit(SITE_URL).port}" if DEBUG else "__Host-csrf"
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "sustaining.common.views.csrf_failure"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "worker-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
PERMISSIONS_POLICY = (
    "accelerometer=(), camera=(), geolocation=(), gyroscope=(), magnetometer=(), microphone=(), payment=(), usb=()"
)

# --- How long what is kept about people stays ---------------------------------------------------------------------

# Full academic years besides the current one; evidence of grant spending six (Academy Trust Handbook 6.5).
_LONG, _SHORT = ("people", "sessions", "money"), ("trns", "applications", "mail", "registers")
_KEEP = {"apologies": 1, **dict.fromkeys(_SHORT, 2), **dict.fromkeys(_LONG, 6)}
RETENTION_YEARS = {name: env.int(f"RETENTION_YEARS_{name.upper()}", default=years) for name, years in _KEEP.items()}
DATA_REQUEST_DAYS = env.int("DATA_REQUEST_DAYS", default=7)
# On the 15th of each month; the programme administrators are emailed on the 1st what would go.
RETENTION_APPLIES = env.bool("RETENTION_APPLIES", default=False)
SECURITY_EVENT_DAYS = env.int("SECURITY_EVENT_DAYS", default=400)

# --- Watching -------------------------------------------------------------------------------------------------------

LOGGING = logging_settings(
    env.str("LOG_LEVEL", default="INFO"), env.str("LOG_FORMAT", default="line" if DEBUG else "json"), is_debug=DEBUG
)
METRICS_TOKEN = env.str("METRICS_TOKEN", default="")
OTEL_EXPORTER_OTLP_ENDPOINT = env.str("OTEL_EXPORTER_OTLP_ENDPOINT", default="")
SENTRY_DSN = env.str("SENTRY_DSN", default="")
if SENTRY_DSN:
    start_error_reports(SENTRY_DSN)
