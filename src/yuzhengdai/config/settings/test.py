"""Settings of the tests: as in the demo where it matters, fast where it does not.

TEST_DATABASE_URL chooses PostgreSQL; without it SQLite in memory is used.
"""

import base64
import os
import tempfile
from pathlib import Path

from yuzhengdai.config import apps_list, sandbox
from yuzhengdai.config.databases import postgresql_database, sqlite_database
from yuzhengdai.config.settings.base import *  # noqa: F403
from yuzhengdai.config.settings.base import ADAPTERS as BASE_ADAPTERS
from yuzhengdai.config.settings.base import INSTALLED_APPS as BASE_APPS

IS_DEMO = True
# Static files are served from where they were built; only production collects them.
WHITENOISE_USE_FINDERS = True
DEBUG = False
INSTALLED_APPS = [*BASE_APPS, *apps_list.present_demo()]

SECRET_KEY = "only-for-tests-" + "x" * 50
FIELD_KEYS = {1: base64.urlsafe_b64encode(bytes(range(32))).decode()}
FIELD_KEY_VERSION = 1
BLIND_INDEX_KEY = base64.urlsafe_b64encode(bytes(range(32, 64))).decode()

_url = os.environ.get("TEST_DATABASE_URL", "")
# No pool: the test runner wants to drop its databases, and idle pooled connections would hold them.
DATABASES = {
    "default": postgresql_database(_url, pool_size=0)
    if _url
    else sqlite_database(Path(tempfile.gettempdir()) / "yuzhengdai-unused.sqlite3")
}
if not _url:
    # A file, as in life: threads that race on it see WAL and its one writer; only the wait for the disk is left out.
    DATABASES["default"]["TEST"] = {
        "NAME": str(Path(tempfile.gettempdir()) / f"yuzhengdai-test-{os.getuid()}-{os.getpid()}.sqlite3")
    }
    DATABASES["default"]["OPTIONS"]["init_command"] += " PRAGMA synchronous=OFF;"

DATA_DIR = Path(tempfile.gettempdir()) / f"yuzhengdai-test-{os.getuid()}-{os.getpid()}"
MEDIA_ROOT = DATA_DIR / "files"
# Outside systems answer what a test tells them to; see tests/fakes.
_FAKES = ("ocr", "face", "identity", "gov_data", "bank_transfer")
ADAPTERS = {**BASE_ADAPTERS, **{kind: ["fake"] for kind in _FAKES}}
ADAPTER_PATHS = {f"{kind}:fake": f"tests.fakes.{kind}:make" for kind in _FAKES}
STAND_INS_ARE_AUTHORITATIVE = True
GOV_DATA_ITEMS = ["*"]
FACE_ASSURANCE_DEMANDED = "assist"
OUTSIDE_SERVICES = {"sandbox": sandbox.NOBODY}
HOST = "127.0.0.1"
PORT = 8000
HTTPS = False
LISTENS_BEYOND_LOOPBACK = False
SITE_BASE_URL = "http://testserver"
ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
