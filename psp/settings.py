"""Settings: one file, read from the environment (README, "Configuration").

``PSP_ENV=embedded`` (the default) needs nothing: SQLite, a broker of files, mail kept under ``var/``.
``PSP_ENV=production`` refuses to start until everything it needs is set, and names all that is missing at once.
"""

import contextlib
import os
import secrets
import socket
import sys
from datetime import timedelta
from pathlib import Path

from celery.schedules import crontab
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _
from redis.backoff import NoBackoff
from redis.retry import Retry

from psp.core.keys import weakness_of
from psp.core.release import release
from psp.environment import Environment, refuse
from psp.log import logging_config
from psp.private_files import FILE, FOLDER, keep_private

BASE_DIR = Path(__file__).resolve().parent.parent
env = Environment(os.environ)

PRODUCTION = env.choice("PSP_ENV", ("embedded", "production"), default="embedded") == "production"
VAR_DIR = Path(env.str("VAR_DIR", default="") or BASE_DIR / "var")
if not PRODUCTION:
    keep_private(VAR_DIR, "broker", "broker/in", "broker/control", "cache", "files", "mail", "static")
    FILE_UPLOAD_PERMISSIONS, FILE_UPLOAD_DIRECTORY_PERMISSIONS = FILE, FOLDER


def _kept_secret(name):
    """Read a secret of the embedded mode from ``var/``; made at the first start, readable by its owner alone."""
    path = VAR_DIR / name
    if not path.exists():
        # Web, worker and beat start together: a secret appears whole or not at all, and the first one stays.
        draft = VAR_DIR / f"{name}.{os.getpid()}"
        draft.touch(mode=FILE)
        draft.write_text(secrets.token_urlsafe(50))
        with contextlib.suppress(FileExistsError):
            os.link(draft, path)
        draft.unlink()
    return path.read_text().strip()


REQUIRED_IN_PRODUCTION = (
    "SECRET_KEY",
    "BID_SEAL_KEY",
    "DATABASE_URL",
    "REDIS_URL",
    "EMAIL_URL",
    "ALLOWED_HOSTS",
    "BASE_URL",
    "DEFAULT_FROM_EMAIL",
)
if PRODUCTION and (_missing := [name for name in REQUIRED_IN_PRODUCTION if not env.str(name, default="").strip()]):
    raise ImproperlyConfigured(
        f"Set {', '.join(_missing)} (or each with _FILE added, naming a file that holds the value). See README, Configuration."
    )


def _is_set(name):
    return bool(env.str(name, default=""))


def _require_for(*names, why):
    """Refuse to start where settings mean nothing without others that are missing, and name these."""
    if missing := [name for name in names if not _is_set(name)]:
        raise ImproperlyConfigured(f"Set {', '.join(missing)} too: {why}. See README, Configuration.")


if any(map(_is_set, ("OIDC_SERVER_URL", "OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET"))):
    _require_for("OIDC_SERVER_URL", "OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET", why="single sign-on needs all three")
if any(map(_is_set, ("S3_ENDPOINT_URL", "S3_ACCESS_KEY", "S3_SECRET_KEY"))):
    _require_for("S3_BUCKET", why="without it files stay on this machine")
if any(map(_is_set, ("S3_ACCESS_KEY", "S3_SECRET_KEY"))):
    _require_for("S3_ACCESS_KEY", "S3_SECRET_KEY", why="one key opens nothing without the other")

SECRET_KEY = env.str("SECRET_KEY") if PRODUCTION else env.str("SECRET_KEY", default="") or _kept_secret("secret_key")
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
# Bids are sealed with a key of their own, so that turning the session key never locks a bid away.
BID_SEAL_KEY = (
    env.str("BID_SEAL_KEY") if PRODUCTION else env.str("BID_SEAL_KEY", default="") or _kept_secret("bid_seal_key")
)

if weakness := weakness_of(BID_SEAL_KEY):
    raise refuse(f"BID_SEAL_KEY {weakness}.")

DEBUG = env.flag("DEBUG", default=False)
if DEBUG and PRODUCTION:
    raise refuse("DEBUG is on: in production it would show settings and data to everyone. Leave it out.")
# What it opens is open on this machine alone (psp.core.nearby).
DEMO_MODE = env.flag("DEMO_MODE", default=not PRODUCTION)
if DEMO_MODE and PRODUCTION:
    raise refuse("DEMO_MODE is on: in production it would open accounts without a password. Leave it out.")
# Known to everyone: demonstration people have it in demo mode only, where one click signs in without it.
DEMO_PASSWORD = "kirkton stands in for everywhere"  # noqa: S105
PORT = env.count("PORT", default=8000, least=0, most=65535)
BASE_URL = env.address("BASE_URL", ("https", "http"), default=f"http://localhost:{PORT}")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[BASE_URL] if PRODUCTION else [])

INSTALLED_APPS = [
    "psp.apps.PspConfig",
    "partnerships.apps.PartnershipsConfig",
    "procurement.apps.ProcurementConfig",
    "evaluation.apps.EvaluationConfig",
    "psp.apps.PspAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
    "crispy_forms",
    "django_filters",
    "django_htmx",
    "import_export",
    "rules",
    "csp",
]

MIDDLEWARE = [
    "psp.core.middleware.RequestIdMiddleware",
    "psp.core.addresses.AddressMiddleware",
    "psp.core.bodies.BodyLimitMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "psp.core.private.PrivatePagesMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "psp.core.away.AwayMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "psp.core.middleware.SignInRequiredMiddleware",
    "psp.core.middleware.SecondFactorMiddleware",
    "psp.core.session_length.SessionLengthMiddleware",
    "psp.core.middleware.UnsavedFormsMiddleware",
    "psp.core.contention.ContentionMiddleware",
    "psp.core.middleware.SealBrokenMiddleware",
]

ROOT_URLCONF = "psp.urls"
WSGI_APPLICATION = "psp.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": [
                "psp.templatetags.psp",
                "psp.templatetags.marks",
                "django.templatetags.i18n",
                "django.templatetags.static",
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "psp.context.frame",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
CRISPY_ALLOWED_TEMPLATE_PACKS = ("psp_forms",)
CRISPY_TEMPLATE_PACK = "psp_forms"

# Data -----------------------------------------------------------------------------------------------------------------
env.address("DATABASE_URL", ("postgres", "postgresql", "sqlite"))
_database = env.db_url("DATABASE_URL", default=f"sqlite:///{VAR_DIR / 'psp.sqlite3'}")
if "sqlite" in _database["ENGINE"]:
    # Without WAL and IMMEDIATE, a few people saving at once end in "database is locked".
    _database["OPTIONS"] = {
        "timeout": 20,
        "transaction_mode": "IMMEDIATE",
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-32000;",
    }
else:
    # A new connection for each request costs most of PostgreSQL's speed.
    _database |= {"CONN_MAX_AGE": 300, "CONN_HEALTH_CHECKS": True}
    # A server that is gone without a word is noticed within half a minute.
    _database["OPTIONS"] = {
        "connect_timeout": 3,
        "keepalives_idle": 10,
        "keepalives_interval": 5,
        "keepalives_count": 3,
        "tcp_user_timeout": 25_000,
    } | _database.get("OPTIONS", {})
DATABASES = {"default": _database}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
REDIS_URL = env.address("REDIS_URL", ("redis", "rediss", "unix"))
CACHES = {
    "default": {
        "BACKEND": "psp.core.caches.ForgivingRedisCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": release(),
        # Pages wait this long once, then go without for a while (psp.core.caches).
        "OPTIONS": {"socket_timeout": 0.5, "socket_connect_timeout": 0.5, "retry": Retry(NoBackoff(), 0)},
    }
    if REDIS_URL
    else {
        "BACKEND": "psp.core.caches.ForgivingFileCache",
        "LOCATION": VAR_DIR / "cache",
        "KEY_PREFIX": release(),
        # Counters of failed sign-ins are here too: a full cache drops what it likes.
        "OPTIONS": {"MAX_ENTRIES": 10_000},
    }
}

S3_BUCKET = env.str("S3_BUCKET", default="")
STORAGES = {
    "default": {
        "BACKEND": "psp.core.storages.PatientS3Storage",
        "OPTIONS": {
            "bucket_name": S3_BUCKET,
            "endpoint_url": env.address("S3_ENDPOINT_URL", ("https", "http")) or None,
            "access_key": env.str("S3_ACCESS_KEY", default=None),
            "secret_key": env.str("S3_SECRET_KEY", default=None),
            "default_acl": "private",
            "file_overwrite": False,
        },
    }
    if S3_BUCKET
    else {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": VAR_DIR / "files"}},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
WHITENOISE_MANIFEST_STRICT = False
MAX_UPLOAD_BYTES = 20 * 1024 * 1024
# What a form may hold in addition to its files; larger bodies are refused before they are read (psp.core.bodies).
DATA_UPLOAD_MAX_MEMORY_SIZE = FILE_UPLOAD_MAX_MEMORY_SIZE = 2_621_440

# People ---------------------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "partnerships.User"
AUTHENTICATION_BACKENDS = [
    "rules.permissions.ObjectPermissionBackend",
    "psp.sign_in.SignInBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "psp.sign_in.GuessablePasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "psp.sign_in.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "psp.sign_in_forms.SignInForm",
    "reset_password": "psp.sign_in_forms.ForgottenPasswordForm",
    "add_email": "psp.sign_in_forms.NewAddressForm",
}
SOCIALACCOUNT_ADAPTER = "psp.sign_in.SocialAccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 900
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_PRESERVE_USERNAME_CASING = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_RATE_LIMITS = {"login": "30/m/ip", "login_failed": "10/m/ip,5/300s/key"}
# Limits count by the reader's address, which a proxy in front passes on; trusting one proxy too many lets anyone forge it.
ALLAUTH_TRUSTED_PROXY_COUNT = env.count("TRUSTED_PROXY_COUNT", default=1 if PRODUCTION else 0, least=0, most=10)
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = False
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Manage public social partnerships"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not PRODUCTION
MFA_ADAPTER = "psp.sign_in.SecondFactorAdapter"
MFA_FORMS = {"activate_totp": "psp.sign_in_forms.AuthenticatorAppForm"}
SOCIALACCOUNT_EMAIL_AUTHENTICATION = True
SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True
SOCIALACCOUNT_ONLY = False
# Who can change what the provider answers can be anybody here.
OIDC_SERVER_URL = env.address("OIDC_SERVER_URL", ("https",) if PRODUCTION else ("https", "http"))
SOCIALACCOUNT_PROVIDERS = (
    {
        "openid_connect": {
            "OAUTH_PKCE_ENABLED": True,
            # Some providers never say that an address is verified, though they gave it to the person themselves.
            "VERIFIED_EMAIL": env.flag("OIDC_TRUST_EMAIL", default=False),
            "APPS": [
                {
                    "provider_id": env.str("OIDC_ID", default="sso"),
                    "name": env.str("OIDC_NAME", default="your organisation's account"),
                    "client_id": env.str("OIDC_CLIENT_ID"),
                    "secret": env.str("OIDC_CLIENT_SECRET"),
                    "settings": {"server_url": OIDC_SERVER_URL},
                }
            ],
        }
    }
    if OIDC_SERVER_URL
    else {}
)
USERSESSIONS_TRACK_ACTIVITY = False
# Counted from what a person did last (psp.core.session_length).
SESSION_COOKIE_AGE = int(
    timedelta(hours=env.figure("SESSION_HOURS", default=12, least=0.1, most=24 * 31)).total_seconds()
)

# Language and time ----------------------------------------------------------------------------------------------------
LANGUAGE_CODE = "en-gb"
LANGUAGES = [("en-gb", _("English"))]
LOCALE_PATHS = [BASE_DIR / "psp" / "locale"]
TIME_ZONE = "Europe/London"
USE_TZ = True
DATE_FORMAT = "j F Y"
FORMAT_MODULE_PATH = "psp.formats"

# Mail -----------------------------------------------------------------------------------------------------------------
# Letters that open accounts belong neither into a log nor into nothing.
env.address(
    "EMAIL_URL", ("smtp", "smtps", "smtp+tls", "smtp+ssl", *(() if PRODUCTION else ("filemail", "consolemail")))
)
if PRODUCTION or env.str("EMAIL_URL", default=""):
    vars().update(env.email_url("EMAIL_URL"))
else:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = VAR_DIR / "mail"
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="Manage public social partnerships <noreply@localhost>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
REPLY_TO_EMAIL = env.str("REPLY_TO_EMAIL", default="")

# Background work ------------------------------------------------------------------------------------------------------
CELERY_TIMEZONE = TIME_ZONE
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_WORKER_MAX_TASKS_PER_CHILD = 200
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_PUBLISH_RETRY_POLICY = {"max_retries": 1, "interval_start": 0.1, "interval_max": 0.2}
if REDIS_URL:
    CELERY_BROKER_URL = REDIS_URL
    # Without the retries named here, every page that queues something waits six seconds while the broker is away.
    CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, object] = {
        "visibility_timeout": 900,
        "socket_timeout": 1.5,
        "socket_connect_timeout": 1,
        "max_retries": 1,
        "interval_start": 0,
        "interval_step": 0.1,
        "interval_max": 0.2,
    }
else:
    CELERY_BROKER_URL = "filesystem://localhost"
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(VAR_DIR / "broker" / "in"),
        "data_folder_out": str(VAR_DIR / "broker" / "in"),
        "control_folder": str(VAR_DIR / "broker" / "control"),
        "polling_interval": 0.1,
    }
# A lease longer than the slowest honest run: after it, another worker may take the row over.
WORK_LEASE = timedelta(seconds=env.count("WORK_LEASE_SECONDS", default=300, least=1, most=86_400))
CELERY_BEAT_SCHEDULE = {
    "morning reminders": {"task": "partnerships.sweep_reminders", "schedule": crontab(hour=7, minute=0)},
    "reminders missed while we were down": {"task": "partnerships.catch_up_reminders", "schedule": crontab(minute=10)},
    "daily digests": {"task": "partnerships.send_digests", "schedule": crontab(hour=7, minute=30)},
    "mail left behind": {"task": "partnerships.requeue_mail", "schedule": 30.0},
    "reports left behind": {"task": "partnerships.requeue_reports", "schedule": 30.0},
    "register imports left behind": {"task": "partnerships.requeue_imports", "schedule": 60.0},
    "simulations left behind": {"task": "evaluation.requeue_simulations", "schedule": 30.0},
    "words the directory is searched by": {"task": "partnerships.renew_words", "schedule": crontab(hour=2, minute=40)},
    "tenders whose publication has come": {"task": "procurement.release_due_tenders", "schedule": 60.0},
    "files nothing refers to": {"task": "partnerships.look_through_storage", "schedule": crontab(hour=3, minute=20)},
    "data past its time": {"task": "partnerships.carry_out_retention", "schedule": crontab(hour=2, minute=30)},
    "everything verified": {"task": "partnerships.verify_nightly", "schedule": crontab(hour=1, minute=40)},
    "verifications left behind": {"task": "partnerships.requeue_verifications", "schedule": 60.0},
    "worker heartbeat": {"task": "psp.heartbeat", "schedule": 30.0, "options": {"expires": 60}},
}

# Safety ---------------------------------------------------------------------------------------------------------------
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF, *([OIDC_SERVER_URL] if OIDC_SERVER_URL else [])],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_HTTPONLY = True
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "psp.core.signed_out.csrf_failure"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
if PRODUCTION:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_SSL_REDIRECT = env.flag("SECURE_SSL_REDIRECT", default=True)
    SECURE_REDIRECT_EXEMPT = [r"^health/$"]
    SECURE_HSTS_SECONDS = env.count("SECURE_HSTS_SECONDS", default=31_536_000, least=0)
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True

# The prefix registered with the Open Contracting Partnership; pages warn until it is set.
OCID_PREFIX = env.str("OCID_PREFIX", default="")

# Which of several machines or containers this is, in logs and reports of faults.
INSTANCE = env.str("INSTANCE", default="") or socket.gethostname()
LOGGING = logging_config(as_json=PRODUCTION, instance=INSTANCE if PRODUCTION else "")
METRICS_TOKEN = env.str("METRICS_TOKEN", default="")
if METRICS_TOKEN and len(METRICS_TOKEN) < 20:
    raise refuse("METRICS_TOKEN is short enough to be guessed: use at least 20 random characters.")
SENTRY_DSN = env.address("SENTRY_DSN", ("https",) if PRODUCTION else ("https", "http"))
LOGGING_CONFIG = "logging.config.dictConfig"
TESTING = "pytest" in sys.modules
