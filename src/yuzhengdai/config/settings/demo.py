"""A demo on one machine: SQLite, keys of its own, plain http on loopback unless told otherwise.

Read from the environment: DATA_DIR, HOST, PORT, HTTPS, DATABASE_URL, SITE_BASE_URL, ALLOWED_HOSTS,
LOG_REQUESTS, STAFF_NETWORKS, KEY_AGENT_PORT.
"""

import os
from pathlib import Path

from yuzhengdai.config import apps_list, demo_keys, identity_platforms, sandbox
from yuzhengdai.config.addresses import demo_allowed_hosts, display_host, is_loopback
from yuzhengdai.config.databases import database
from yuzhengdai.config.env import Environment
from yuzhengdai.config.logs import logging_settings
from yuzhengdai.config.private_files import keep_private
from yuzhengdai.config.settings.base import *  # noqa: F403
from yuzhengdai.config.settings.base import ADAPTERS as BASE_ADAPTERS
from yuzhengdai.config.settings.base import INSTALLED_APPS as BASE_APPS
from yuzhengdai.config.settings.base import PROJECT_DIR

_env = Environment(os.environ)

IS_DEMO = True
# Static files are served from where they were built; only production collects them.
WHITENOISE_USE_FINDERS = True
DEBUG = False
DATA_DIR = Path(_env.text("DATA_DIR", str(PROJECT_DIR / "var"))).resolve()
DATA_DIR.mkdir(parents=True, exist_ok=True)
keep_private(DATA_DIR)
MEDIA_ROOT = DATA_DIR / "files"

INSTALLED_APPS = [*BASE_APPS, *apps_list.present_demo()]

_keys = demo_keys.load_or_make(DATA_DIR)
SECRET_KEY = _keys.secret_key
FIELD_KEYS = _keys.field_keys
FIELD_KEY_VERSION = max(_keys.field_keys)
BLIND_INDEX_KEY = _keys.blind_index_key

DATABASES = {"default": database(_env.text("DATABASE_URL"), DATA_DIR)}

HOST = _env.text("HOST", "127.0.0.1")
PORT = _env.integer("PORT", 8000)
HTTPS = _env.boolean("HTTPS")
STAFF_NETWORKS = _env.networks("STAFF_NETWORKS", [])
ALLOWED_HOSTS = demo_allowed_hosts(HOST, _env.items("ALLOWED_HOSTS"))
COUNTER_WINDOW_ADDRESS = "郑州市郑东新区示例路 1 号政务服务中心 3 楼"
COUNTER_WINDOW_PHONE = "0371-0000-0000"
SITE_BASE_URL = _env.text(
    "SITE_BASE_URL", f"{'https' if HTTPS else 'http'}://{display_host(HOST)}:{PORT}"
).rstrip("/")
# Where the key agent of this PC listens (「CA登录」): a port of its own where several demos run at once.
KEY_AGENT_ADDRESS = f"http://127.0.0.1:{_env.integer('KEY_AGENT_PORT', 16780)}"
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SECURE = HTTPS
LISTENS_BEYOND_LOOPBACK = not is_loopback(HOST)

# A demo's terminal is read by people: requests only with LOG_REQUESTS=1.
LOGGING = logging_settings(requests=_env.boolean("LOG_REQUESTS"))

# Messages are shown at /sandbox/sms/ instead of being sent.
SMS_INBOX_WRITER = "demo.inbox.inbox_write"

# The sandbox (a process of its own, started by scripts/run.py) answers for 工商, 电力, 社保, identity and bank;
# scripts/run.py leaves its address and key in this file. The demo passes on what an assist-grade face provider says.
ADAPTERS = {**BASE_ADAPTERS, "identity": ["sandbox"], "gov_data": ["sandbox"], "bank_transfer": ["sandbox"]}
SANDBOX_FILE = DATA_DIR / "run" / "sandbox.json"
OUTSIDE_SERVICES = {"sandbox": sandbox.read(SANDBOX_FILE)}
# The stand-in for 河南政务服务网 (sandbox/identity_platform), likewise.
IDENTITY_PLATFORM_FILE = DATA_DIR / "run" / "identity-platform.json"
IDENTITY_PLATFORMS = identity_platforms.of_demo(IDENTITY_PLATFORM_FILE)
STAND_INS_ARE_AUTHORITATIVE = True
GOV_DATA_ITEMS = ["*"]
FACE_ASSURANCE_DEMANDED = "assist"

_env.raise_problems()
