"""What demo, test and production have in common."""

from pathlib import Path
from typing import Any

from yuzhengdai.config import apps_list, security
from yuzhengdai.config.logs import logging_settings

PACKAGE_DIR = Path(__file__).resolve().parents[2]
PROJECT_DIR = PACKAGE_DIR.parents[1]

MANUAL_DIR = PROJECT_DIR / "docs" / "manual"
"""The 使用手册 that 「帮助中心」 shows; without the folder it is not offered."""

SITE_NAME = "河南省金融服务共享平台"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "csp",
    "yuzhengdai.config",
    *apps_list.present(apps_list.FOUNDATION_APPS),
    *apps_list.present(apps_list.DOMAIN_APPS),
]

MIDDLEWARE = [
    "yuzhengdai.sites.web.health.HealthMiddleware",
    "yuzhengdai.sites.web.proxies.TrustedProxiesMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "yuzhengdai.sites.web.middleware.RequestLogMiddleware",
    "yuzhengdai.sites.web.staff_networks.StaffNetworksMiddleware",
    "yuzhengdai.sites.web.maintenance.MaintenanceMiddleware",
    "yuzhengdai.sites.web.uploads.BodyLimitMiddleware",
    "yuzhengdai.sites.web.sessions.SideCookiesMiddleware",
    "yuzhengdai.sites.web.sessions.SideSessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "yuzhengdai.sites.web.nul.NulMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "yuzhengdai.sites.staff.session.StaffIdleMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "yuzhengdai.sites.web.actors.ActorMiddleware",
    "yuzhengdai.sites.web.typed.middleware.TypedMiddleware",
    "yuzhengdai.sites.web.problems.ProblemsMiddleware",
    "yuzhengdai.sites.bank.shell.BankShellMiddleware",
    "yuzhengdai.sites.web.middleware.ResponseHeadersMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "csp.middleware.CSPMiddleware",
]

ROOT_URLCONF = "yuzhengdai.config.urls"
WSGI_APPLICATION = "yuzhengdai.config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

if f"{apps_list.ROOT}.domain.accounts" in INSTALLED_APPS:
    AUTH_USER_MODEL = "accounts.User"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [PACKAGE_DIR / "templates"],
        "APP_DIRS": False,
        "OPTIONS": {
            "environment": "yuzhengdai.sites.web.jinja.environment",
            # csrf_input, which stands in every POST form, says whose the form is, too.
            "context_processors": ["yuzhengdai.sites.web.typed.owner.form_context"],
        },
    },
]

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文")]
LOCALE_PATHS = [PACKAGE_DIR / "locale"]
USE_I18N = True
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

STATIC_URL = "/static/"
STATICFILES_DIRS = [PACKAGE_DIR / "static"]
VITE_MANIFEST = PACKAGE_DIR / "static" / "dist" / "manifest.json"
VITE_STATIC_PREFIX = "dist/"
TEMPLATE_STRICT = True
# 503 for everybody while this file exists: touch it, remove it.
MAINTENANCE_FILE = PROJECT_DIR / "var" / "maintenance"
STORAGES: dict[str, dict[str, Any]] = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    # Vite has hashed the names already; Django has nothing to add.
    # A web server of another user may read them, whatever the umask of the platform's own files.
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage",
        "OPTIONS": {"file_permissions_mode": 0o644, "directory_permissions_mode": 0o755},
    },
}
# Files under dist/assets carry a hash of their content in the name: they may be kept for ever.
WHITENOISE_IMMUTABLE_FILE_TEST = r"^.+/dist/assets/.+-[A-Za-z0-9_-]{8,}\.\w+$"

CACHES: dict[str, dict[str, Any]] = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "yuzhengdai"},
}

# Enterprise side and staff side (/bank/, /ops/) have separate cookies; see sites/web/site.py.
SESSION_ENGINE = "yuzhengdai.foundation.core.session_store"
SESSION_COOKIE_NAME = "yzd_session"
STAFF_SESSION_COOKIE_NAME = "yzd_staff_session"
SESSION_COOKIE_AGE = 12 * 3600
# How long a login lasts at most, whatever is done meanwhile, and after how long without a request a workbench logs out.
ENTERPRISE_SESSION_HOURS = 12
STAFF_SESSION_HOURS = 12
STAFF_IDLE_MINUTES = 30
# The highest 年化综合融资成本 that an institution may issue, in percent a year, by product kind.
COST_CAPS_PCT = {"loan": 24, "guarantee": 6, "leasing": 24}
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_NAME = "yzd_csrf"
STAFF_CSRF_COOKIE_NAME = "yzd_staff_csrf"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "yuzhengdai.sites.web.errors.csrf_failure"
CSRF_COOKIE_SAMESITE = "Lax"
AUTHENTICATION_BACKENDS = ["yuzhengdai.sites.web.backend.PhoneBackend"]
LOGIN_URL = "/login/"

# Networks from which /bank/ and /ops/ may be reached; empty: from anywhere. See sites/web/staff_networks.py.
STAFF_NETWORKS: list[str] = []
# Which header of a trusted proxy tells the visitor's address and scheme: "x-forwarded" or "forwarded" (RFC 7239).
PROXY_HEADERS = "x-forwarded"
# Reverse proxies (addresses or networks) whose X-Forwarded-For and -Proto are believed.
TRUSTED_PROXIES: list[str] = []
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
CONTENT_SECURITY_POLICY = security.content_security_policy()
PERMISSIONS_POLICY = security.PERMISSIONS_POLICY

# Requests are bounded before any view runs; uploads have their own, smaller limits.
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500
DATA_UPLOAD_MAX_NUMBER_FILES = 20
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
# Uploads stay in memory within these bounds; see sites/web/uploads.py.
FILE_UPLOAD_HANDLERS = ["yuzhengdai.sites.web.uploads.BoundedUploadHandler"]
UPLOAD_FILE_MAX_BYTES = 10 * 1024 * 1024
UPLOAD_REQUEST_MAX_BYTES = 32 * 1024 * 1024
UPLOAD_BODY_REFUSED_BYTES = 128 * 1024 * 1024
# Requests of one process that may wait for their body at once; below the threads of a process (scripts/run.py: 16).
BODIES_AT_ONCE = 10
UPLOAD_PDF_MAX_PAGES = 200
# Documents of one application.
APPLICATION_MAX_DOCUMENTS = 20

# Cipher of new encrypted fields; what is stored says which cipher it was made with.
FIELD_CIPHER = "AES-256-GCM"

# Outside systems: kind → adapter name; foundation/integrations/<kind>/registry.py knows the names.
ADAPTERS: dict[str, list[str]] = {
    "sms": ["inbox"],
    "storage": ["local"],
    "ocr": ["embedded"],
    "face": ["embedded"],
    "identity": ["none"],
    "gov_data": ["none"],
    "bank_transfer": ["none"],
    "ca": ["embedded"],
}
# "kind:name" → "module:factory", before what the registries know; only the tests name their fakes here.
ADAPTER_PATHS: dict[str, str] = {}
# kind → {"url", "key_id", "secret"} of adapters that speak signed HTTP (docs/integrations.md).
OUTSIDE_SERVICES: dict[str, dict[str, Any]] = {}
# 认证平台 (L6): key → row of a platform whose accounts may log in here, in the order shown; integrations/identity_platform.
IDENTITY_PLATFORMS: dict[str, dict[str, Any]] = {}
# CA登录 (L4): hosts (host or host:port) from which revocation lists of trusted CAs are fetched, and where the key agent of a PC listens.
CA_CRL_HOSTS: list[str] = []
KEY_AGENT_ADDRESS = "http://127.0.0.1:16780"
# Whether the word of a stand-in (sandbox, fake) counts as that of an authority: demo and tests only, no variable sets it.
STAND_INS_ARE_AUTHORITATIVE = False
# Items of domain/data_items/items.py whose sources are connected ("*": all), and for how many days a raw answer is kept.
GOV_DATA_ITEMS: list[str] = []
GOV_DATA_RAW_KEPT_DAYS = 30
GOV_DATA_RAW_KEPT_DAYS_AT_MOST = 365
# 「报告提供方」: filing number or other legal basis on the cover of 企业信用报告 ("": none); for how many days contents stay.
CREDIT_REPORT_PROVIDER = ""
CREDIT_REPORT_KEPT_DAYS = 730
CREDIT_REPORT_KEPT_DAYS_AT_MOST = 1825
# What a face provider must be worth for a verification to pass by itself: "certified" or "assist".
FACE_ASSURANCE_DEMANDED = "certified"
# 窗口协办: what a counter's word is worth ("certified" passes with the sources, "assist" goes to review), sessions of one officer a day,
# how many in a hundred passes are drawn for review, and what the operator's own window is called.
COUNTER_GRADE = "certified"
COUNTER_DAILY_LIMIT = 20
COUNTER_SAMPLE_PCT = 10
COUNTER_WINDOW_NAME = "平台运营窗口"
COUNTER_WINDOW_ADDRESS = ""
COUNTER_WINDOW_PHONE = ""
# Folders with Noto Sans SC (OFL) for PDFs; from the npm package, or wherever FONT_DIRS says in production.
FONT_DIRS = [
    PROJECT_DIR / "node_modules" / "@expo-google-fonts" / "noto-sans-sc" / weight
    for weight in ("400Regular", "700Bold")
]

# Folder of the request and security logs, a file a day, and for how long they stay; None: standard error only.
LOG_DIR: Path | None = None
LOG_KEEP_DAYS = 400
LOG_KEEP_DAYS_AT_LEAST = 365

# Demands and offers: how many a day of one enterprise or institution, and how long contact data of an ended demand is kept.
DEMANDS_A_DAY = 10
OFFERS_A_DAY = 500
CALL_REPORTS_A_DAY = 5
DEMAND_CONTACT_KEPT_DAYS = 180
DEMAND_CONTACT_KEPT_DAYS_AT_MOST = 1095

# For how long number and names of a closed account stay locked away, to answer a law or a court (电子商务法 第三十一条: three years).
CLOSED_ACCOUNT_KEPT_DAYS = 1095
CLOSED_ACCOUNT_KEPT_DAYS_AT_MOST = 3650

IS_DEMO = False
IS_PRODUCTION = False
LOGGING = logging_settings()
