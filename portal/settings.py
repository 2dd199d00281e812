"""All settings.  Development and production differ by their environment only (see .env.example)."""

import shutil
from pathlib import Path

import django_stubs_ext
import environ
from celery.schedules import crontab
from csp.constants import NONE, SELF

from portal import countries

django_stubs_ext.monkeypatch()

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()
if (BASE_DIR / ".env").exists():
    environ.Env.read_env(BASE_DIR / ".env")

# Where this installation runs ------------------------------------------------------------------
DEBUG = env.bool("DEBUG", default=False)
STAGING = env.bool("STAGING", default=False)
SITE_URL = env("SITE_URL", default="http://localhost:8000").rstrip("/")
# Everything the running product writes: database, files, queue, mails.
VAR_DIR = Path(env("VAR_DIR", default=str(BASE_DIR / "var")))
DEVELOPMENT_KEY = "development-only-key-that-the-checks-refuse-elsewhere"
SECRET_KEY = env("SECRET_KEY", default=DEVELOPMENT_KEY if DEBUG else "")
_HOST = SITE_URL.split("://", 1)[-1].split("/", 1)[0].rsplit(":", 1)[0]
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[_HOST])
if DEBUG:
    ALLOWED_HOSTS = [*ALLOWED_HOSTS, "localhost", "127.0.0.1"]
CSRF_TRUSTED_ORIGINS = [SITE_URL]
CSRF_FAILURE_VIEW = "portal.older_pages.refuse"
TRUSTED_PROXIES = env.int("TRUSTED_PROXIES", default=0)

INSTALLED_APPS = [
    "applications",
    "payments",
    "accounts",
    "notifications",
    "portal",
    "portal.sites.RuxueAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "captcha",
    "crispy_forms",
    "django_countries",
    "django_htmx",
    "django_structlog",
    "phonenumber_field",
    "simple_history",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "portal.middleware.PlainAddressMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "portal.middleware.LanguageMiddleware",
    "portal.middleware.PrivatePagesMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_structlog.middlewares.RequestMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "accounts.middleware.SessionLifeMiddleware",
    "accounts.middleware.StaffSecondFactorMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
]

ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"
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
                "portal.context_processors.site",
                "notifications.context_processors.unread",
            ],
            "builtins": ["django.templatetags.i18n", "portal.templatetags.ruxue"],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
CRISPY_ALLOWED_TEMPLATE_PACKS = ("ruxue",)
CRISPY_TEMPLATE_PACK = "ruxue"

# Data ------------------------------------------------------------------------------------------
for _folder in ("files", "mail", "queue", "control", "cache"):
    (VAR_DIR / _folder).mkdir(parents=True, exist_ok=True)

DATABASES = {"default": env.db("DATABASE_URL", default=f"sqlite:///{VAR_DIR / 'ruxue.sqlite3'}")}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # Web and worker write to one file: take the write lock at once, wait for it, keep readers free.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;",
    }
else:
    DATABASES["default"]["CONN_MAX_AGE"] = env.int("CONN_MAX_AGE", default=60)
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True

REDIS_URL = env("REDIS_URL", default="")
if REDIS_URL:
    CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": REDIS_URL,
            "KEY_PREFIX": env("REDIS_PREFIX", default="ruxue"),
        }
    }
else:
    # Limits need one cache for all processes; files are shared, memory is not.
    CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
            "LOCATION": VAR_DIR / "cache",
        }
    }
# What hardly ever changes, and pieces of pages: a copy in each process, up to a minute old.
CACHES["memory"] = {
    "BACKEND": "django.core.cache.backends.dummy.DummyCache"
    if DEBUG
    else "django.core.cache.backends.locmem.LocMemCache",
    "LOCATION": "memory",
    "TIMEOUT": 60,
    "OPTIONS": {"MAX_ENTRIES": 2000},
}
SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"
# In seconds: how long without a click, and how long in all.
SESSION_COOKIE_AGE = 14 * 24 * 3600
SESSION_LONGEST = 60 * 24 * 3600
STAFF_SESSION_IDLE = 3600
STAFF_SESSION_LONGEST = 12 * 3600

# Private by construction: there is no MEDIA_URL, files leave only through views that ask who asks.
S3_BUCKET = env("S3_BUCKET", default="")
S3_ENDPOINT = env("S3_ENDPOINT", default="")
STORAGES = {
    "default": {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "bucket_name": S3_BUCKET,
            "endpoint_url": S3_ENDPOINT or None,
            "region_name": env("S3_REGION", default="") or None,
            "access_key": env("S3_ACCESS_KEY", default="") or None,
            "secret_key": env("S3_SECRET_KEY", default="") or None,
            "default_acl": "private",
            "file_overwrite": False,
        },
    }
    if S3_BUCKET
    else {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": VAR_DIR / "files"},
    },
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
# How stored files leave: through us, unless one of these says otherwise.
ACCEL_REDIRECT = env("ACCEL_REDIRECT", default="")
S3_LINKS = env.bool("S3_LINKS", default=False)
FILE_UPLOAD_HANDLERS = [
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "portal.receiving.BoundedUploadHandler",
]
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
# A folder of photos chosen by mistake; each is answered by itself.
DATA_UPLOAD_MAX_NUMBER_FILES = 60

STATIC_URL = "/static/"
STATIC_ROOT = env("STATIC_ROOT", default=str(BASE_DIR / "staticfiles"))
_NODE = BASE_DIR / "node_modules"
STATICFILES_DIRS = [
    BASE_DIR / "static",
    *(
        (f"vendor/{name}", _NODE / folder)
        for name, folder in (
            ("bootstrap", "bootstrap/dist/css"),
            ("htmx", "htmx.org/dist"),
            ("zxcvbn/core", "@zxcvbn-ts/core"),
            ("zxcvbn/language-common", "@zxcvbn-ts/language-common"),
        )
        if (_NODE / folder).is_dir()
    ),
]
WHITENOISE_USE_FINDERS = DEBUG

# People ----------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["accounts.backend.PasswordBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
] + [
    {"NAME": "accounts.passwords.CompositionValidator"},
    {"NAME": "accounts.passwords.StrengthValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "applications:mine"
ACCOUNT_LOGOUT_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_CONFIRMATION_EXPIRE_DAYS = 3
ACCOUNT_CONFIRM_EMAIL_ON_GET = False  # mail scanners open links
ACCOUNT_LOGIN_ON_EMAIL_CONFIRMATION = False
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_LOGOUT_ON_GET = False
# The password (or a code) once more before e-mail, second factor or the whole account change.
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_USERNAME_MIN_LENGTH = 3
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 15 * 60  # seconds; mails take their time
ACCOUNT_RATE_LIMITS = {
    # Wrong passwords: for a network; for a person in that network; for a person from anywhere.
    "login_failed": "30/m/ip,5/5m/key",
    "login_failed_anywhere": "50/h/key",
    # How many of them before a verify code is asked for, where it isn't always.
    "sign_in_without_code": "3/h/key,10/h/ip",
    "request_login_code": "20/h/ip,5/15m/key",
    "signup": "20/h/ip",
    "reset_password": "20/h/ip",
    "reset_mail": "3/h/key",
    "correct_address": "20/h/ip,5/d/key",
    "confirm_email": "1/3m/key",
    "resend_activation": "20/h/ip",
    "wrong_verify_code": "60/10m/ip",
    "verify_code_picture": "300/10m/ip",
    "verify_code_sound": "60/10m/ip",
    "personal_data": "10/h/user",
    "upload": "150/5m/user",
}
ACCOUNT_FORMS = {
    "signup": "accounts.forms.SignupForm",
    "login": "accounts.forms.LoginForm",
    "reset_password": "accounts.forms.ResetPasswordForm",
    "reset_password_from_key": "accounts.forms.ResetPasswordKeyForm",
    "change_password": "accounts.forms.ChangePasswordForm",
    "reauthenticate": "accounts.forms.ReauthenticateForm",
    "add_email": "accounts.forms.NewAddressForm",
    "request_login_code": "accounts.forms.AskForCodeForm",
    "confirm_login_code": "accounts.forms.SignInCodeForm",
}
ALLAUTH_TRUSTED_PROXY_COUNT = TRUSTED_PROXIES
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_ADAPTER = "accounts.second_factor.SecondFactorAdapter"
MFA_FORMS = {
    "authenticate": "accounts.second_factor.SignInCodeForm",
    "reauthenticate": "accounts.second_factor.ConfirmCodeForm",
    "activate_totp": "accounts.second_factor.ActivateAppForm",
    "add_webauthn": "accounts.second_factor.AddKeyForm",
    "edit_webauthn": "accounts.second_factor.RenameKeyForm",
}
# Nobody signs in without a confirmed address; a new one may wait beside it.
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEBUG
PASSWORD_RESET_TIMEOUT = 3600  # seconds
STAFF_SECOND_FACTOR = env.bool("STAFF_SECOND_FACTOR", default=not DEBUG)

# always, after-failures or never: a code sent by e-mail is offered beside it.
CAPTCHA_AT_SIGN_IN = env("CAPTCHA_AT_SIGN_IN", default="always")
# Reads the letters out, for those who can't see them; where it is missing, no sound is offered.
CAPTCHA_FLITE_PATH = env("CAPTCHA_FLITE_PATH", default=shutil.which("flite") or "")
CAPTCHA_FONT_SIZE = 34
CAPTCHA_IMAGE_SIZE = (148, 46)
CAPTCHA_TIMEOUT = 15  # minutes
CAPTCHA_NOISE_FUNCTIONS = ("captcha.helpers.noise_arcs",)
CAPTCHA_LETTER_ROTATION = (-20, 20)
CAPTCHA_BACKGROUND_COLOR = "#ffffff"
CAPTCHA_FOREGROUND_COLOR = "#14242b"

# Language and time -----------------------------------------------------------------------------
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("zh-hans", "中文")]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
# Deadlines are meant in Beijing; the reader's own time is a template filter, never activated.
TIME_ZONE = "Asia/Shanghai"
COUNTRIES_OVERRIDE = countries.OVERRIDE
REFERENCE_PREFIX = env("REFERENCE_PREFIX", default="RX")

# Mail ------------------------------------------------------------------------------------------
# Every mail is first a row, written in the caller's transaction; the worker delivers rows.
EMAIL_BACKEND = "notifications.outbox.OutboxBackend"
DEFAULT_FROM_EMAIL = env("DEFAULT_FROM_EMAIL", default="Ruxue <noreply@localhost>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
if env("EMAIL_URL", default=""):
    vars().update(env.email_url("EMAIL_URL"))
    EMAIL_BACKEND = "notifications.outbox.OutboxBackend"
    DELIVERY_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
else:
    DELIVERY_BACKEND = "notifications.mailbox.MailboxBackend"
MAIL_DIR = VAR_DIR / "mail"
EMAIL_TIMEOUT = 10  # seconds
EMAIL_SUBJECT_PREFIX = ""
MAIL_LEASE_SECONDS = env.int("MAIL_LEASE_SECONDS", default=300)
MAIL_BACKOFF_SECONDS = env.int("MAIL_BACKOFF_SECONDS", default=15)
MAIL_MAX_TRIES = env.int("MAIL_MAX_TRIES", default=12)

# Work after the commit -------------------------------------------------------------------------
# Whoever saves something does not wait for a dead broker: a sweep finds what is due.
CELERY_TASK_PUBLISH_RETRY_POLICY = {"max_retries": 1, "interval_start": 0, "interval_step": 0.1}
if REDIS_URL:
    CELERY_BROKER_URL = REDIS_URL
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "visibility_timeout": 900,
        "socket_connect_timeout": 2,
        "socket_timeout": 10,
        "socket_keepalive": True,
        "global_keyprefix": env("REDIS_PREFIX", default="ruxue") + ":",
        **CELERY_TASK_PUBLISH_RETRY_POLICY,
    }
else:
    CELERY_BROKER_URL = "filesystem://localhost"
    CELERY_BROKER_TRANSPORT = "portal.file_queue:Transport"
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(VAR_DIR / "queue"),
        "data_folder_out": str(VAR_DIR / "queue"),
        "control_folder": str(VAR_DIR / "control"),
    }
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_SOFT_TIME_LIMIT = 240
CELERY_TASK_TIME_LIMIT = 300  # below the broker's visibility timeout
CELERY_TASK_IGNORE_RESULT = True
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = True
CELERY_TIMEZONE = TIME_ZONE
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR_DIR / "beat-schedule")
SWEEP_SECONDS = env.int("SWEEP_SECONDS", default=60)
CELERY_BEAT_SCHEDULE = {
    "mail-sweep": {"task": "notifications.tasks.sweep", "schedule": SWEEP_SECONDS},
    "payments-poll": {"task": "payments.tasks.ask_open_payments", "schedule": 300},
    "payments-statements": {
        "task": "payments.tasks.fetch_statements",
        # They are ready from ten o'clock in Beijing on; what was not to be had is tried again.
        "schedule": crontab(hour="10,13,17,21", minute="30"),
    },
    "payments-transfers": {"task": "payments.tasks.tend_transfers", "schedule": 3600},
    "payments-receipts": {"task": "payments.tasks.make_missing_receipts", "schedule": 600},
    "applications-expire": {"task": "applications.tasks.expire_due", "schedule": 600},
    "applications-papers": {"task": "applications.tasks.make_missing_pdfs", "schedule": 600},
    "applications-photo-tries": {
        "task": "applications.tasks.forget_photo_tries",
        "schedule": 86400,
    },
    "housekeeping": {"task": "portal.tasks.tidy", "schedule": 3600},
}

# Payments --------------------------------------------------------------------------------------
# The simulator writes its settings here; an environment that is set wins.
if (VAR_DIR / "simulator" / "simulator.env").exists():
    environ.Env.read_env(VAR_DIR / "simulator" / "simulator.env")
WECHAT_MCHID = env("WECHAT_MCHID", default="")
WECHAT_APPID = env("WECHAT_APPID", default="")
WECHAT_API_V3_KEY = env("WECHAT_API_V3_KEY", default="")
WECHAT_MERCHANT_SERIAL = env("WECHAT_MERCHANT_SERIAL", default="")
WECHAT_MERCHANT_KEY_FILE = env("WECHAT_MERCHANT_KEY_FILE", default="")
WECHAT_PLATFORM_KEYS = env("WECHAT_PLATFORM_KEYS", default="")
WECHAT_BASE_URL = env("WECHAT_BASE_URL", default="https://api.mch.weixin.qq.com")
WECHAT_H5 = env.bool("WECHAT_H5", default=False)
ALIPAY_APP_ID = env("ALIPAY_APP_ID", default="")
ALIPAY_SELLER_ID = env("ALIPAY_SELLER_ID", default="")
ALIPAY_APP_KEY_FILE = env("ALIPAY_APP_KEY_FILE", default="")
ALIPAY_PUBLIC_KEY_FILE = env("ALIPAY_PUBLIC_KEY_FILE", default="")
ALIPAY_BASE_URL = env("ALIPAY_BASE_URL", default="https://openapi.alipay.com")
ALIPAY_PRECREATE = env.bool("ALIPAY_PRECREATE", default=False)
ALIPAY_STATEMENT_HOSTS = env("ALIPAY_STATEMENT_HOSTS", default="dwbillcenter.alipay.com")
ICBC_APP_ID = env("ICBC_APP_ID", default="")
ICBC_MER_ID = env("ICBC_MER_ID", default="")
ICBC_MER_PRTCL_NO = env("ICBC_MER_PRTCL_NO", default="")
ICBC_APP_KEY_FILE = env("ICBC_APP_KEY_FILE", default="")
ICBC_GATEWAY_KEY_FILE = env("ICBC_GATEWAY_KEY_FILE", default="")
ICBC_GATEWAY_HASH = env("ICBC_GATEWAY_HASH", default="sha1,sha256")
ICBC_BASE_URL = env("ICBC_BASE_URL", default="https://gw.open.icbc.com.cn")
ICBC_PAY_PATH = env("ICBC_PAY_PATH", default="/ui/cardbusiness/epaypc/consumption/V1")
ICBC_PAGE_ORIGINS = env.list(
    "ICBC_PAGE_ORIGINS",
    default=["https://*.icbc.com.cn"] if ICBC_BASE_URL.endswith(".icbc.com.cn") else [],
)
ICBC_EXTRA_FIELDS = env("ICBC_EXTRA_FIELDS", default="{}")
ICBC_STATEMENT_COLUMNS = env("ICBC_STATEMENT_COLUMNS", default="")
PAYMENT_SIMULATOR_URL = env("PAYMENT_SIMULATOR_URL", default="")
PAYMENT_MINUTES = env.int("PAYMENT_MINUTES", default=30)  # how long one attempt may be paid
# For how many days a bank transfer is waited for; empty: there are none.
BANK_TRANSFER_DAYS = env("BANK_TRANSFER_DAYS", default="7")

# Whether somebody else has to agree before money is given back.
REFUND_SECOND_PERSON = env.bool("REFUND_SECOND_PERSON", default=True)
# Whether two people of finance have to find the same transfer in the account before it counts.
TRANSFER_SECOND_PERSON = env.bool("TRANSFER_SECOND_PERSON", default=False)
# Whether what is paid twice, or after the bill was closed, is given back without being asked for.
REFUND_EXTRA = env.bool("REFUND_EXTRA", default=False)

# Safety ----------------------------------------------------------------------------------------
# Where a form of the pay page may lead.  Chromium asks the same of every redirect that follows, so
# the bank's pages behind its gateway are listed with it.
FORM_TARGETS = [
    *([ALIPAY_BASE_URL] if ALIPAY_APP_ID else []),
    *([ICBC_BASE_URL, *ICBC_PAGE_ORIGINS] if ICBC_APP_ID else []),
]
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:", *([S3_ENDPOINT] if S3_LINKS else [])],
        "frame-src": [SELF, *([S3_ENDPOINT] if S3_LINKS else [])],
        "object-src": [NONE],
        "base-uri": [SELF],
        "frame-ancestors": [NONE],
        "form-action": [SELF, *FORM_TARGETS],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
if SITE_URL.startswith("https://"):
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=False)
    SECURE_HSTS_SECONDS = env.int("SECURE_HSTS_SECONDS", default=31536000)
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXIES else None

# Logs ------------------------------------------------------------------------------------------
DJANGO_STRUCTLOG_CELERY_ENABLED = True
DJANGO_STRUCTLOG_IP_LOGGING_ENABLED = False  # network addresses are personal data
LOG_LEVEL = env("LOG_LEVEL", default="WARNING" if DEBUG else "INFO")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": "portal.logs.formatter", "json": not DEBUG}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": LOG_LEVEL},
    "loggers": {
        # Every request is logged once, by django-structlog.
        "django.server": {"handlers": [], "propagate": False},
        # It would log every address, the token of a statement's download included.
        "httpx": {"level": "WARNING"},
        "httpcore": {"level": "WARNING"},
        "fontTools": {"level": "WARNING"},
        "weasyprint": {"level": "ERROR"},
    },
}
