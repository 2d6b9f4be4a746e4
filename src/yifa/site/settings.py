"""Django settings: wiring only. Values that differ between instances come from ``yifa.site.env``."""

from __future__ import annotations

import os

from yifa.site import env

HOME = env.home()
SECRET_KEY = env.secret_key(HOME)
DEBUG = False
YIFA_HOST = os.environ.get("YIFA_HOST", "127.0.0.1")
YIFA_PORT = int(os.environ.get("YIFA_PORT", "8000"))
#: Web processes; 0: one on SQLite, one a core and at most four on PostgreSQL.
YIFA_PROCESSES = int(os.environ.get("YIFA_PROCESSES", "0"))
ALLOWED_HOSTS = [h for h in os.environ.get("YIFA_ALLOWED_HOSTS", "127.0.0.1,localhost,[::1]").split(",") if h] + [
    YIFA_HOST
]

#: Whether only this machine can reach the site: demo accounts may sign in nowhere else.
YIFA_LOOPBACK = all(env.is_loopback(name) for name in (YIFA_HOST, *ALLOWED_HOSTS))

#: Modules of the house, in menu order. Each is an AppConfig that is also the manifest.
MODULES = [
    "yifa.governance.rule_of_law_plan.module.App",
    "yifa.governance.duty_lists.module.App",
    "yifa.governance.legal_study.module.App",
    "yifa.governance.publicity.module.App",
    "yifa.governance.decisions.module.App",
    "yifa.governance.legality_review.module.App",
    "yifa.governance.contracts.module.App",
    "yifa.governance.counsel.module.App",
    "yifa.governance.instruments.module.App",
    "yifa.governance.standards.module.App",
    "yifa.governance.disclosure.module.App",
    "yifa.governance.enforcement.module.App",
    "yifa.governance.disputes.module.App",
    "yifa.governance.petitions.module.App",
    "yifa.affairs.service_desk.module.App",
    "yifa.affairs.vehicles.module.App",
    "yifa.affairs.energy.module.App",
    "yifa.affairs.digital.module.App",
]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "yifa.kernel.ui",
    "allauth",
    "allauth.account",
    "allauth.usersessions",
    "axes",
    "django_htmx",
    "django_filters",
    "django_tables2",
    "ninja",
    "django_tasks",
    "django_tasks_db",
    "yifa.kernel.accounts.apps.Config",
    "yifa.kernel.ledger.apps.Config",
    "yifa.kernel.events.apps.Config",
    "yifa.kernel.files.apps.Config",
    "yifa.kernel.search.apps.Config",
    "yifa.kernel.jobs.apps.Config",
    "yifa.kernel.imports.apps.Config",
    "yifa.kernel.gates.apps.Config",
    "yifa.kernel.api.apps.Config",
    "yifa.kernel.resource.apps.Config",
    "yifa.kernel.relay.apps.Config",
    "yifa.core.org.module.App",
    "yifa.core.statutes.module.App",
    "yifa.core.legaltime.module.App",
    "yifa.core.process.module.App",
    "yifa.core.documents.module.App",
    "yifa.core.seals.module.App",
    "yifa.core.metrics.module.App",
    *MODULES,
    "yifa.suites.annual_report.module.App",
    "yifa.suites.disclosure_report.module.App",
    "yifa.suites.report_desk.module.App",
    "yifa.suites.collection.module.App",
    "yifa.suites.my_work.module.App",
    "yifa.suites.cockpit.module.App",
    "yifa.suites.year_end.module.App",
    "yifa.site.apps.Config",
]

AUTH_USER_MODEL = "kernel_accounts.User"
#: The unit table that kernel records point to; the bureau is its root unit.
YIFA_UNIT_MODEL = "core_org.Unit"

MIDDLEWARE = [
    "yifa.site.middleware.SecurityHeaders",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "yifa.site.middleware.Uploads",
    "django.contrib.messages.middleware.MessageMiddleware",
    "yifa.site.typed.Typed",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "yifa.site.middleware.Scope",
    "yifa.site.middleware.Refusals",
    "axes.middleware.AxesMiddleware",
]

#: inner: the records and everything; outer: only the pages of outlets, for people outside (docs/operations/outer.md).
YIFA_SIDE = env.side()
ROOT_URLCONF = "yifa.site.urls_outer" if YIFA_SIDE == "outer" else "yifa.site.urls"
#: Outer side: take packages from the network at /relay/, from paired inner instances only.
YIFA_RELAY_ENDPOINT = os.environ.get("YIFA_RELAY_ENDPOINT") == "1"
#: Inner side: the certificate (PEM) by which the outer side's is checked, where no public authority has signed it.
YIFA_RELAY_CA = os.environ.get("YIFA_RELAY_CA", "")
WSGI_APPLICATION = "yifa.site.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "yifa.site.shell.context",
            ]
        },
    }
]
FORM_RENDERER = "yifa.kernel.ui.forms.YifaRenderer"

DATABASES = {"default": env.database(os.environ.get("YIFA_DATABASE_URL"), HOME)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "kernel_cache"}}
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "yifa.site.login.Backend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
LOGIN_URL = "/accounts/login/"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_ADAPTER = "yifa.site.accounts.Adapter"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_RATE_LIMITS = {"login": "60/m/ip", "login_failed": "20/5m/key"}
ACCOUNT_SESSION_REMEMBER = False
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.5  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_CALLABLE = "yifa.site.accounts.locked_out"
AXES_ENABLE_ACCESS_FAILURE_LOG = False
AXES_VERBOSE = False

SESSION_COOKIE_AGE = 8 * 3600
SESSION_SAVE_EVERY_REQUEST = False
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "yifa.site.errors.csrf_failure"
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
_https = os.environ.get("YIFA_HTTPS") == "1"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _https
if _https:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_I18N = True
USE_TZ = True
STATIC_URL = "/static/"
STATIC_ROOT = None  # served from the packages (WHITENOISE_USE_FINDERS): nothing is collected
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": str(HOME / "files")}},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
#: Requests a minute that one account may make of the programming interface.
#: Public pages of disclosure (目录、申请、查询); an inner instance without a public switches them off.
YIFA_VEHICLE_PLATFORM_URL = os.environ.get("YIFA_VEHICLE_PLATFORM_URL", "")
YIFA_VEHICLE_PLATFORM_ACCOUNT = os.environ.get("YIFA_VEHICLE_PLATFORM_ACCOUNT", "")
YIFA_VEHICLE_PLATFORM_SECRET = os.environ.get("YIFA_VEHICLE_PLATFORM_SECRET", "")
YIFA_PUBLIC_PAGES = os.environ.get("YIFA_PUBLIC_PAGES", "1") != "0"
YIFA_API_PER_MINUTE = int(os.environ.get("YIFA_API_PER_MINUTE", "600"))
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
HTMX_META = '{"allowEval":false,"includeIndicatorStyles":false}'

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"stderr": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
}
