"""Production refuses to start with what is missing or unsafe, and lists it all."""

import base64
import hashlib
import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from yuzhengdai.config.adapters import PROVIDERS

ROOT = Path(__file__).resolve().parents[2]


def key(seed: str) -> str:
    """Thirty-two bytes that look random, the same for the same seed."""
    return base64.urlsafe_b64encode(hashlib.sha256(seed.encode()).digest()).decode()


def spelled_differently(encoded: str) -> str:
    """The same bytes in another spelling: the last character before the padding holds two bits that nobody reads."""
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    last = alphabet.index(encoded[-2])
    return f"{encoded[:-2]}{alphabet[last ^ 1]}="


FIELD_KEY = key("field")
ZEROS = base64.urlsafe_b64encode(bytes(32)).decode()
IN_A_ROW = base64.urlsafe_b64encode(bytes(range(32))).decode()
GOOD = {
    "SECRET_KEY": "vKq3-8Zt0pLr_W5nXc7YbG2sHd9JfM4aQe6UiTo1RkPzNxDwEhBy",
    "FIELD_KEYS": "1:" + FIELD_KEY,
    "BLIND_INDEX_KEY": key("blind"),
    "ALLOWED_HOSTS": "finance.example.cn",
    "SITE_BASE_URL": "https://finance.example.cn",
    "CSRF_TRUSTED_ORIGINS": "https://finance.example.cn",
    "DATABASE_URL": "sqlite",
    "STAFF_NETWORKS": "10.8.0.0/16",
    "SMS_VENDORS": "aliyun,tencent",
    "SMS_ALIYUN_KEY_ID": "id",
    "SMS_ALIYUN_KEY_SECRET": "secret",
    "SMS_ALIYUN_SIGN_NAME": "sign",
    "SMS_ALIYUN_TEMPLATES": "login_code=SMS_1001",
    "SMS_TENCENT_SECRET_ID": "id",
    "SMS_TENCENT_SECRET_KEY": "key",
    "SMS_TENCENT_APP_ID": "app",
    "SMS_TENCENT_SIGN_NAME": "sign",
    "SMS_TENCENT_TEMPLATES": "login_code=1001:code+minutes",
}
SHOW = """
import django; django.setup()
from django.conf import settings as s
print(s.SESSION_COOKIE_NAME, s.STAFF_SESSION_COOKIE_NAME, s.CSRF_COOKIE_NAME, s.SESSION_COOKIE_SECURE,
      s.CSRF_COOKIE_SECURE, s.SECURE_HSTS_SECONDS, s.DEBUG, 'demo' in s.INSTALLED_APPS)
"""


def start(tmp_path: Path, code: str = SHOW, **changes: str) -> subprocess.CompletedProcess[str]:
    """Run `code` in a process under production settings."""
    values = {"DATA_DIR": str(tmp_path), **GOOD, **changes}
    env = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}",
        "DJANGO_SETTINGS_MODULE": "yuzhengdai.config.settings.production",
        **{name: value for name, value in values.items() if value},
    }
    return subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, env=env, check=False, capture_output=True, text=True
    )


def test_starts_when_everything_is_there(tmp_path: Path) -> None:
    result = start(tmp_path)
    assert result.returncode == 0, result.stderr
    names = "__Host-yzd_session __Host-yzd_staff_session __Host-yzd_csrf True True 31536000 False False"
    assert result.stdout.split() == names.split()


def test_lists_everything_that_is_missing(tmp_path: Path) -> None:
    result = start(tmp_path, DATA_DIR="", **dict.fromkeys(GOOD, ""))
    assert result.returncode != 0
    for name in (
        "SECRET_KEY", "FIELD_KEYS", "BLIND_INDEX_KEY", "ALLOWED_HOSTS", "SITE_BASE_URL", "CSRF_TRUSTED_ORIGINS",
        "DATABASE_URL", "DATA_DIR", "SMS_VENDORS",
    ):  # fmt: skip
        assert f"{name} is missing" in result.stderr


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"SECRET_KEY": "short"}, "SECRET_KEY is too short"),
        ({"ALLOWED_HOSTS": "*"}, "* is not accepted"),
        ({"SITE_BASE_URL": "http://finance.example.cn"}, "SITE_BASE_URL must begin with https://"),
        ({"CSRF_TRUSTED_ORIGINS": "http://finance.example.cn"}, "must hold https origins"),
        ({"DATABASE_URL": "mysql://u@h/n"}, "DATABASE_URL: only postgresql://"),
        ({"BLIND_INDEX_KEY": FIELD_KEY}, "must not be one of the FIELD_KEYS"),
        ({"BLIND_INDEX_KEY": spelled_differently(FIELD_KEY)}, "must not be one of the FIELD_KEYS"),
        ({"BLIND_INDEX_KEY": ZEROS}, "BLIND_INDEX_KEY is not random"),
        ({"FIELD_KEYS": f"1:{ZEROS}"}, "FIELD_KEYS, key 1 is not random"),
        ({"FIELD_KEYS": f"1:{FIELD_KEY},2:{IN_A_ROW}"}, "FIELD_KEYS, key 2 is not random"),
        ({"FIELD_KEYS": f"1:{FIELD_KEY},1:{key('second')}"}, "names version 1 twice"),
        ({"FIELD_KEYS": f"1:{FIELD_KEY},01:{key('second')}"}, "names version 1 twice"),
        ({"FIELD_KEYS": f"70000:{FIELD_KEY}"}, "versions are 1 to 65535"),
        ({"SECRET_KEY": "s" * 60}, "SECRET_KEY repeats itself"),
        ({"SECRET_KEY": "secret" * 12}, "SECRET_KEY repeats itself"),
        ({"SECRET_KEY": "django-insecure-" + GOOD["SECRET_KEY"]}, "SECRET_KEY is one that Django made"),
        ({"ALLOWED_HOSTS": ".cn"}, "must name the hosts one by one"),
        ({"ALLOWED_HOSTS": "finance.example.cn,.example.cn"}, "must name the hosts one by one"),
        ({"ALLOWED_HOSTS": "*.example.cn"}, "must name the hosts one by one"),
        ({"ALLOWED_HOSTS": "https://finance.example.cn"}, "host names without scheme and port"),
        ({"ALLOWED_HOSTS": "finance.example.cn:443"}, "host names without scheme and port"),
        ({"CSRF_TRUSTED_ORIGINS": "https://*"}, "must hold https origins"),
        ({"CSRF_TRUSTED_ORIGINS": "https://*.example.cn"}, "must hold https origins"),
        ({"CSRF_TRUSTED_ORIGINS": "https://finance.example.cn/login"}, "must hold https origins"),
        ({"SITE_BASE_URL": "https://elsewhere.example.com"}, "is none of the ALLOWED_HOSTS"),
        ({"SITE_BASE_URL": "https://user@finance.example.cn"}, "must hold https origins"),
        ({"TRUSTED_PROXIES": "0.0.0.0/0"}, "is most of the internet"),
        ({"TRUSTED_PROXIES": "127.0.0.1,::/0"}, "is most of the internet"),
        ({"TRUSTED_PROXIES": "0.0.0.0/1,128.0.0.0/1"}, "is most of the internet"),
        ({"STAFF_NETWORKS": ""}, "STAFF_NETWORKS is missing"),
        ({"STAFF_NETWORKS": "the office"}, "STAFF_NETWORKS must hold addresses"),
        ({"STAFF_NETWORKS": "0.0.0.0/0"}, "is most of the internet"),
        ({"STAFF_NETWORKS": "any,10.0.0.0/8"}, "STAFF_NETWORKS must hold addresses"),
        ({"STORAGE": "cloud"}, "STORAGE: 'cloud' is not known"),
        ({"CA_PROVIDER": "licensed"}, "CA_PROVIDER: 'licensed' is not known"),
        ({"PROXY_HEADERS": "both"}, "PROXY_HEADERS must be one of"),
        ({"LOG_KEEP_DAYS": "180"}, "LOG_KEEP_DAYS must be 365 or more"),
        ({"DEMANDS_A_DAY": "0"}, "DEMANDS_A_DAY must be 1 or more"),
        ({"OFFERS_A_DAY": "x"}, "OFFERS_A_DAY must be a whole number"),
        ({"DEMAND_CONTACT_KEPT_DAYS": "4000"}, "DEMAND_CONTACT_KEPT_DAYS must be 1 to 1095"),
        ({"GOV_DATA_ITEMS": "tax_rating,moon"}, "GOV_DATA_ITEMS: 'moon' is not known"),
        ({"ENTERPRISE_SESSION_HOURS": "25"}, "ENTERPRISE_SESSION_HOURS must be 1 to 24"),
        ({"STAFF_SESSION_HOURS": "13"}, "STAFF_SESSION_HOURS must be 1 to 12"),
        ({"STAFF_IDLE_MINUTES": "31"}, "STAFF_IDLE_MINUTES must be 1 to 30"),
        ({"STAFF_IDLE_MINUTES": "0"}, "STAFF_IDLE_MINUTES must be 1 to 30"),
        ({"COST_CAP_LOAN_PCT": "0"}, "COST_CAP_LOAN_PCT must be 1 to 36"),
        ({"COST_CAP_GUARANTEE_PCT": "37"}, "COST_CAP_GUARANTEE_PCT must be 1 to 36"),
        ({"CA_CRL_HOSTS": "*.example.cn"}, "CA_CRL_HOSTS must hold public host names"),
        ({"GOV_DATA_RAW_KEPT_DAYS": "0"}, "GOV_DATA_RAW_KEPT_DAYS must be 1 to 365"),
        ({"GOV_DATA_RAW_KEPT_DAYS": "366"}, "GOV_DATA_RAW_KEPT_DAYS must be 1 to 365"),
        ({"SMS_VENDORS": "inbox"}, "ALLOW_SANDBOX_ADAPTERS=sms:inbox"),
        ({"SMS_VENDORS": "carrier-pigeon"}, "is not known"),
        ({"SMS_ALIYUN_KEY_SECRET": ""}, "SMS_ALIYUN_KEY_SECRET is missing"),
        ({"TRUSTED_PROXIES": "10.0.0.0/33"}, "TRUSTED_PROXIES must hold addresses"),
        ({"YZD_CLOCK_AT": "2026-01-01"}, "YZD_CLOCK_AT"),
        *(
            ({f"{kind.upper()}_PROVIDER": name}, f"ALLOW_SANDBOX_ADAPTERS={kind}:{name}")
            for kind in PROVIDERS
            for name in ("sandbox", "fake")
        ),
        ({"IDENTITY_PROVIDER": "carrier-pigeon"}, "IDENTITY_PROVIDER: 'carrier-pigeon' is not known"),
        (
            {"IDENTITY_PROVIDER": "sandbox", "ALLOW_SANDBOX_ADAPTERS": "identity:sandbox"},
            "SANDBOX_URL is missing",
        ),
        ({"ADAPTER_PATHS": "rubbish"}, "ADAPTER_PATHS: 'rubbish' is not kind:name"),
        ({"ADAPTER_PATHS": "ocr:fake=tests.fakes.ocr:make", "OCR_PROVIDER": "fake"}, "is a stand-in"),
        ({"OCR_PROVIDER": "none"}, "OCR_PROVIDER: 'none' is not known"),
        ({"GOV_DATA_PROVIDER": "http"}, "GOV_DATA_URL is missing"),
        ({"GOV_DATA_PROVIDER": "http", "GOV_DATA_URL": "http://gov.example.cn"}, "must begin with https://"),
        ({"FACE_PROVIDER": "http", "FACE_SECRET": "short"}, "FACE_SECRET is too short"),
        ({"FACE_ASSURANCE_DEMANDED": "none"}, "FACE_ASSURANCE_DEMANDED must be one of"),
        ({"COUNTER_GRADE": "none"}, "COUNTER_GRADE must be one of"),
        ({"COUNTER_DAILY_LIMIT": "0"}, "COUNTER_DAILY_LIMIT must be 1 to 200"),
        ({"COUNTER_SAMPLE_PCT": "101"}, "COUNTER_SAMPLE_PCT must be 0 to 100"),
    ],
)
def test_refuses_what_is_unsafe(tmp_path: Path, changes: dict[str, str], told: str) -> None:
    result = start(tmp_path, **changes)
    assert result.returncode != 0
    assert told in result.stderr


def test_accepts_a_stand_in_only_in_as_many_words(tmp_path: Path) -> None:
    assert start(tmp_path, SMS_VENDORS="inbox", ALLOW_SANDBOX_ADAPTERS="storage:sandbox").returncode != 0
    assert start(tmp_path, SMS_VENDORS="inbox", ALLOW_SANDBOX_ADAPTERS="sms:inbox").returncode == 0


@pytest.mark.parametrize("marked", [True, False])
def test_refuses_a_demo_database(tmp_path: Path, marked: bool) -> None:
    with sqlite3.connect(tmp_path / "yuzhengdai.sqlite3") as database:
        database.execute(
            "CREATE TABLE core_sitemark (key varchar PRIMARY KEY, value varchar, marked_at text)"
        )
        if marked:
            database.execute("INSERT INTO core_sitemark VALUES ('demo', '1', '2026-01-01')")
    result = start(
        tmp_path,
        "import django; django.setup()\nfrom django.db import connection\nconnection.cursor().execute('SELECT 1')",
    )
    assert (result.returncode != 0) is marked
    assert ("holds the demo" in result.stderr) is marked


def test_the_sms_sender_is_built_from_the_environment(tmp_path: Path) -> None:
    code = """
import django; django.setup()
from yuzhengdai.foundation.integrations.sms.registry import get_sender
print(get_sender().name)
"""
    result = start(tmp_path, code)
    assert result.stdout.strip() == "failover", result.stderr


def test_providers_of_the_verification_are_read_from_the_environment(tmp_path: Path) -> None:
    code = f"""
import django; django.setup()
from django.conf import settings as s
print(s.FACE_ASSURANCE_DEMANDED, *(f"{{kind}}={{s.ADAPTERS[kind][0]}}" for kind in {tuple(PROVIDERS)!r}))
print(sorted(s.OUTSIDE_SERVICES.get("face", {{}}).items()))
"""
    usual = start(tmp_path, code)
    assert usual.stdout.splitlines() == [
        "certified ocr=embedded face=embedded identity=none gov_data=none bank_transfer=none", "[]"
    ], usual.stderr  # fmt: skip
    told = {"FACE_PROVIDER": "http", "FACE_URL": "https://face.example.cn/v1/", "FACE_KEY_ID": "k1"}
    told |= {"FACE_SECRET": "s" * 32, "FACE_ASSURANCE": "certified"}
    told |= {"IDENTITY_PROVIDER": "sandbox", "ALLOW_SANDBOX_ADAPTERS": "identity:sandbox"}
    told |= {"SANDBOX_URL": "https://sandbox.example.cn", "SANDBOX_KEY_ID": "k2", "SANDBOX_SECRET": "s" * 32}
    named = start(tmp_path, code, **told)
    assert "face=http identity=sandbox" in named.stdout, named.stderr
    assert "('url', 'https://face.example.cn/v1')" in named.stdout
    assert "('assurance', 'certified')" in named.stdout


def test_an_adapter_of_the_sites_own_is_named_by_its_path(tmp_path: Path) -> None:
    code = """
import django; django.setup()
from yuzhengdai.foundation.integrations.gov_data.registry import get_gov_data
print(get_gov_data().name)
"""
    path = "gov_data:province=yuzhengdai.foundation.integrations.gov_data.none:make"
    result = start(tmp_path, code, GOV_DATA_PROVIDER="province", ADAPTER_PATHS=path)
    assert result.stdout.strip() == "none", result.stderr


def test_staff_networks_are_named_or_any_in_as_many_words(tmp_path: Path) -> None:
    show = "from django.conf import settings as s; print(s.STAFF_NETWORKS)"
    assert start(tmp_path, show).stdout.strip() == "['10.8.0.0/16']"
    assert start(tmp_path, show, STAFF_NETWORKS="any").stdout.strip() == "[]"


WRITES = """
import django; django.setup()
import logging
from django.conf import settings as s
from django.core.management import call_command
call_command("migrate", "core", verbosity=0)
logging.getLogger("yuzhengdai.requests").info("request")
print(s.LOG_KEEP_DAYS)
"""


def test_what_is_written_is_read_by_its_user_alone_and_logs_stay_a_year(tmp_path: Path) -> None:
    (tmp_path / "yuzhengdai.sqlite3").touch(mode=0o644)
    result = start(tmp_path, WRITES)
    assert result.returncode == 0, result.stderr
    assert int(result.stdout) >= 365
    written = [path for path in tmp_path.rglob("*") if path.name != "static"]
    assert any(path.name.startswith("requests-") for path in written)
    assert [str(path) for path in written if path.stat().st_mode & 0o077] == []
