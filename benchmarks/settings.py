"""Settings of the measured server: as production runs it (PostgreSQL with a pool, no debug), on loopback without TLS."""

import base64
import os
from pathlib import Path

from yuzhengdai.config.databases import postgresql_database
from yuzhengdai.config.settings.base import *  # noqa: F403

IS_BENCHMARK = True
DEBUG = False
SECRET_KEY = "only-for-measuring-" + "x" * 50
FIELD_KEYS = {1: base64.urlsafe_b64encode(bytes(range(32))).decode()}
FIELD_KEY_VERSION = 1
BLIND_INDEX_KEY = base64.urlsafe_b64encode(bytes(range(32, 64))).decode()
DATABASES = {"default": postgresql_database(os.environ["DATABASE_URL"])}
DATA_DIR = Path(os.environ["DATA_DIR"])
MEDIA_ROOT = DATA_DIR / "files"
HOST = "127.0.0.1"
PORT = int(os.environ.get("PORT", "8000"))
HTTPS = False
LISTENS_BEYOND_LOOPBACK = False
SITE_BASE_URL = f"http://127.0.0.1:{PORT}"
ALLOWED_HOSTS = ["127.0.0.1"]
ROOT_URLCONF = "benchmarks.urls"
WHITENOISE_USE_FINDERS = True

if os.environ.get("PAGE_CACHE") == "off":
    PAGE_CACHE_BYTES = 0
