"""Production: refuses to start and lists everything that is missing or unsafe."""

import os
from pathlib import Path

from yuzhengdai.config.adapters import (
    adapter_paths_from_environment,
    adapters_from_environment,
    outside_services_from_environment,
    sms_vendors_from_environment,
)
from yuzhengdai.config.ca_lists import list_hosts
from yuzhengdai.config.databases import database
from yuzhengdai.config.env import Environment, key_bytes
from yuzhengdai.config.identity_platforms import platforms_from_environment
from yuzhengdai.config.logs import logging_settings
from yuzhengdai.config.private_files import keep_private
from yuzhengdai.config.security import content_security_policy
from yuzhengdai.config.settings.base import *  # noqa: F403
from yuzhengdai.config.settings.base import (
    CACHES,
    CALL_REPORTS_A_DAY,
    CLOSED_ACCOUNT_KEPT_DAYS,
    CLOSED_ACCOUNT_KEPT_DAYS_AT_MOST,
    COST_CAPS_PCT,
    CREDIT_REPORT_KEPT_DAYS,
    CREDIT_REPORT_KEPT_DAYS_AT_MOST,
    CREDIT_REPORT_PROVIDER,
    DEMAND_CONTACT_KEPT_DAYS,
    DEMAND_CONTACT_KEPT_DAYS_AT_MOST,
    DEMANDS_A_DAY,
    ENTERPRISE_SESSION_HOURS,
    FONT_DIRS,
    GOV_DATA_RAW_KEPT_DAYS,
    GOV_DATA_RAW_KEPT_DAYS_AT_MOST,
    LOG_KEEP_DAYS,
    LOG_KEEP_DAYS_AT_LEAST,
    OFFERS_A_DAY,
    PROJECT_DIR,
    STAFF_IDLE_MINUTES,
    STAFF_SESSION_HOURS,
)
from yuzhengdai.domain.data_items.items import ITEMS

_env = Environment(os.environ)

IS_PRODUCTION = True
DEBUG = False

SECRET_KEY = _env.secret("SECRET_KEY", "signs sessions and tokens; 50 random characters", at_least=50)
FIELD_KEYS = _env.required_key_ring(
    "FIELD_KEYS", "keys of the encrypted fields, as 1:<base64url of 32 bytes>,2:<…>; the highest one encrypts"
)
FIELD_KEY_VERSION = max(FIELD_KEYS, default=0)
FIELD_CIPHER = _env.choice("FIELD_CIPHER", ["AES-256-GCM", "SM4-GCM"])
BLIND_INDEX_KEY = _env.required_key(
    "BLIND_INDEX_KEY",
    "key for looking up encrypted values, base64url of 32 bytes, kept apart from FIELD_KEYS",
)
if BLIND_INDEX_KEY and key_bytes(BLIND_INDEX_KEY) in {key_bytes(key) for key in FIELD_KEYS.values()}:
    _env.problems.append("BLIND_INDEX_KEY must not be one of the FIELD_KEYS")

ALLOWED_HOSTS = _env.hosts("ALLOWED_HOSTS", "host names of the platform, separated by commas")
SITE_BASE_URL = _env.required_text(
    "SITE_BASE_URL", "address that QR codes and messages carry, as https://finance.example.cn"
).rstrip("/")
if SITE_BASE_URL and not SITE_BASE_URL.startswith("https://"):
    _env.problems.append("SITE_BASE_URL must begin with https://")
elif SITE_BASE_URL:
    _site_host = _env.origin("SITE_BASE_URL", SITE_BASE_URL)
    if _site_host and _site_host not in {host.strip("[]") for host in ALLOWED_HOSTS}:
        _env.problems.append(
            f"SITE_BASE_URL: {_site_host} is none of the ALLOWED_HOSTS; its links would lead nowhere"
        )
CSRF_TRUSTED_ORIGINS = _env.required_items(
    "CSRF_TRUSTED_ORIGINS", "https origins that may send forms, as https://finance.example.cn"
)
for _origin in CSRF_TRUSTED_ORIGINS:
    _env.origin("CSRF_TRUSTED_ORIGINS", _origin)

_env.problems.extend(
    f"{name} moves the platform's clock and is for demos and tests only"
    for name in ("YZD_CLOCK_AT", "YZD_CLOCK_OFFSET_SECONDS", "YZD_CLOCK_FILE")
    if _env.text(name)
)

DATA_DIR = Path(_env.required_text("DATA_DIR", "folder for files (and for the SQLite database)") or "var")
MEDIA_ROOT = DATA_DIR / "files"
keep_private(DATA_DIR)
# Request and security logs: a file a day, kept for at least a year (网络安全法; rules for public bodies).
LOG_DIR = Path(_env.text("LOG_DIR", str(DATA_DIR / "logs")))
LOG_KEEP_DAYS = _env.integer("LOG_KEEP_DAYS", LOG_KEEP_DAYS)
if LOG_KEEP_DAYS < LOG_KEEP_DAYS_AT_LEAST:
    _env.problems.append(
        f"LOG_KEEP_DAYS must be {LOG_KEEP_DAYS_AT_LEAST} or more: logs are kept for a year at least"
    )
# Demands: bounds against floods, and how long contact data of an ended demand stays (个人信息保护法 第十九条: no longer than needed).
DEMANDS_A_DAY = _env.integer("DEMANDS_A_DAY", DEMANDS_A_DAY)
OFFERS_A_DAY = _env.integer("OFFERS_A_DAY", OFFERS_A_DAY)
CALL_REPORTS_A_DAY = _env.integer("CALL_REPORTS_A_DAY", CALL_REPORTS_A_DAY)
DEMAND_CONTACT_KEPT_DAYS = _env.integer("DEMAND_CONTACT_KEPT_DAYS", DEMAND_CONTACT_KEPT_DAYS)
for _name, _value in (
    ("DEMANDS_A_DAY", DEMANDS_A_DAY),
    ("OFFERS_A_DAY", OFFERS_A_DAY),
    ("CALL_REPORTS_A_DAY", CALL_REPORTS_A_DAY),
):
    if _value < 1:
        _env.problems.append(f"{_name} must be 1 or more")
if not 1 <= DEMAND_CONTACT_KEPT_DAYS <= DEMAND_CONTACT_KEPT_DAYS_AT_MOST:
    _env.problems.append(f"DEMAND_CONTACT_KEPT_DAYS must be 1 to {DEMAND_CONTACT_KEPT_DAYS_AT_MOST}")
CLOSED_ACCOUNT_KEPT_DAYS = _env.integer("CLOSED_ACCOUNT_KEPT_DAYS", CLOSED_ACCOUNT_KEPT_DAYS)
if not 1 <= CLOSED_ACCOUNT_KEPT_DAYS <= CLOSED_ACCOUNT_KEPT_DAYS_AT_MOST:
    _env.problems.append(f"CLOSED_ACCOUNT_KEPT_DAYS must be 1 to {CLOSED_ACCOUNT_KEPT_DAYS_AT_MOST}")
# Government data: which items' sources are connected (「未接入」 for the rest), and how long a raw answer stays.
GOV_DATA_ITEMS = _env.items("GOV_DATA_ITEMS")
_env.problems += [
    f"GOV_DATA_ITEMS: {_code!r} is not known" for _code in GOV_DATA_ITEMS if _code not in {*ITEMS, "*"}
]
GOV_DATA_RAW_KEPT_DAYS = _env.integer("GOV_DATA_RAW_KEPT_DAYS", GOV_DATA_RAW_KEPT_DAYS)
if not 1 <= GOV_DATA_RAW_KEPT_DAYS <= GOV_DATA_RAW_KEPT_DAYS_AT_MOST:
    _env.problems.append(f"GOV_DATA_RAW_KEPT_DAYS must be 1 to {GOV_DATA_RAW_KEPT_DAYS_AT_MOST}")
# 企业信用报告: the legal basis under which reports are provided, and how long their contents stay.
CREDIT_REPORT_PROVIDER = _env.text("CREDIT_REPORT_PROVIDER", CREDIT_REPORT_PROVIDER)
if len(CREDIT_REPORT_PROVIDER) > 200:
    _env.problems.append("CREDIT_REPORT_PROVIDER must be at most 200 characters")
CREDIT_REPORT_KEPT_DAYS = _env.integer("CREDIT_REPORT_KEPT_DAYS", CREDIT_REPORT_KEPT_DAYS)
if not 1 <= CREDIT_REPORT_KEPT_DAYS <= CREDIT_REPORT_KEPT_DAYS_AT_MOST:
    _env.problems.append(f"CREDIT_REPORT_KEPT_DAYS must be 1 to {CREDIT_REPORT_KEPT_DAYS_AT_MOST}")
STATIC_ROOT = Path(_env.text("STATIC_ROOT", str(PROJECT_DIR / "var" / "static")))

_database_url = _env.required_text(
    "DATABASE_URL", "postgresql://user:password@host:5432/name, or the word sqlite for one machine"
)
try:
    DATABASES = {
        "default": database(
            "" if _database_url in {"", "sqlite"} else _database_url,
            DATA_DIR,
            pool_size=_env.integer("DATABASE_POOL_SIZE", 4),
        )
    }
except ValueError as error:
    _env.problems.append(f"DATABASE_URL: {error}")
    DATABASES = {}

CACHES = {**CACHES}  # one process's memory; shared limits live in the database

ADAPTERS = adapters_from_environment(_env)
SMS_VENDORS = sms_vendors_from_environment(_env, ADAPTERS["sms"])
ADAPTER_PATHS = adapter_paths_from_environment(Environment(os.environ))
OUTSIDE_SERVICES = outside_services_from_environment(_env, ADAPTERS)
IDENTITY_PLATFORMS = platforms_from_environment(_env)
CA_CRL_HOSTS = list_hosts(_env)
# Folders with Noto Sans SC for PDFs, separated by ":", where node_modules is not installed.
FONT_DIRS = [Path(folder) for folder in _env.text("FONT_DIRS").split(":") if folder] or FONT_DIRS
FACE_ASSURANCE_DEMANDED = _env.choice("FACE_ASSURANCE_DEMANDED", ["certified", "assist"])
COUNTER_GRADE = _env.choice("COUNTER_GRADE", ["certified", "assist"])
COUNTER_DAILY_LIMIT = _env.integer("COUNTER_DAILY_LIMIT", 20)
if not 1 <= COUNTER_DAILY_LIMIT <= 200:
    _env.problems.append("COUNTER_DAILY_LIMIT must be 1 to 200")
COUNTER_SAMPLE_PCT = _env.integer("COUNTER_SAMPLE_PCT", 10)
if not 0 <= COUNTER_SAMPLE_PCT <= 100:
    _env.problems.append("COUNTER_SAMPLE_PCT must be 0 to 100")
COUNTER_WINDOW_NAME = _env.text("COUNTER_WINDOW_NAME", "平台运营窗口")
COUNTER_WINDOW_ADDRESS = _env.text("COUNTER_WINDOW_ADDRESS")
COUNTER_WINDOW_PHONE = _env.text("COUNTER_WINDOW_PHONE")

SECURE_SSL_REDIRECT = _env.boolean("SECURE_SSL_REDIRECT", True)
TRUSTED_PROXIES = _env.networks("TRUSTED_PROXIES", ["127.0.0.1", "::1"])
# "x-forwarded": X-Forwarded-For and -Proto. "forwarded": Forwarded (RFC 7239), which has no twin with underscores.
PROXY_HEADERS = _env.choice("PROXY_HEADERS", ["x-forwarded", "forwarded"])
ENTERPRISE_SESSION_HOURS = _env.integer("ENTERPRISE_SESSION_HOURS", ENTERPRISE_SESSION_HOURS)
STAFF_SESSION_HOURS = _env.integer("STAFF_SESSION_HOURS", STAFF_SESSION_HOURS)
STAFF_IDLE_MINUTES = _env.integer("STAFF_IDLE_MINUTES", STAFF_IDLE_MINUTES)
for _name, _value, _most in (
    ("ENTERPRISE_SESSION_HOURS", ENTERPRISE_SESSION_HOURS, 24),
    ("STAFF_SESSION_HOURS", STAFF_SESSION_HOURS, 12),
    ("STAFF_IDLE_MINUTES", STAFF_IDLE_MINUTES, 30),
):
    if not 1 <= _value <= _most:
        _env.problems.append(f"{_name} must be 1 to {_most}")
COST_CAPS_PCT = {
    kind: _env.integer(f"COST_CAP_{kind.upper()}_PCT", cap) for kind, cap in COST_CAPS_PCT.items()
}
for _name, _value in COST_CAPS_PCT.items():
    if not 1 <= _value <= 36:
        _env.problems.append(f"COST_CAP_{_name.upper()}_PCT must be 1 to 36")
STAFF_NETWORKS = _env.networks_or_any(
    "STAFF_NETWORKS", "networks from which /bank/ and /ops/ may be reached, as 10.8.0.0/16, or the word any"
)
# Anybody else's header is removed by TrustedProxiesMiddleware before it is looked at.
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = _env.integer("HSTS_SECONDS", 365 * 24 * 3600)
SECURE_HSTS_INCLUDE_SUBDOMAINS = _env.boolean("HSTS_SUBDOMAINS")
SECURE_HSTS_PRELOAD = False
SESSION_COOKIE_NAME = "__Host-yzd_session"
STAFF_SESSION_COOKIE_NAME = "__Host-yzd_staff_session"
CSRF_COOKIE_NAME = "__Host-yzd_csrf"
STAFF_CSRF_COOKIE_NAME = "__Host-yzd_staff_csrf"
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
CONTENT_SECURITY_POLICY = content_security_policy(upgrade_insecure_requests=True)

HOST = _env.text("HOST", "127.0.0.1")
PORT = _env.integer("PORT", 8000)
HTTPS = True
LISTENS_BEYOND_LOOPBACK = False

_env.raise_problems()
# Only now: a process that may not start leaves no folder behind.
LOGGING = logging_settings(log_dir=LOG_DIR)
