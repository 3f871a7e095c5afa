"""What the README files and the deployment guide say is what is there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from demo import identity_accounts
from demo.accounts import ACCOUNTS, markdown_table
from yuzhengdai.config.adapters import SMS_VENDOR_VARIABLES

ROOT = Path(__file__).resolve().parents[2]
SETTINGS = ROOT / "src" / "yuzhengdai" / "config"


def read(name: str) -> str:
    """A file of the checkout."""
    return (ROOT / name).read_text(encoding="utf-8")


@pytest.mark.parametrize(("name", "english"), [("README.md", False), ("README.en.md", True)])
def test_the_accounts_are_those_of_the_code(name: str, english: bool) -> None:
    assert markdown_table(english=english) in read(name)
    assert (
        len({account.phone for account in ACCOUNTS})
        == len({account.key for account in ACCOUNTS})
        == len(ACCOUNTS)
    )


@pytest.mark.parametrize(("name", "english"), [("README.md", False), ("README.en.md", True)])
def test_the_accounts_of_the_login_platform_are_those_of_the_code(name: str, english: bool) -> None:
    text = read(name)
    assert identity_accounts.markdown_table(english=english) in text
    assert identity_accounts.papers_table(english=english) in text
    assert identity_accounts.PASSWORD in text


@pytest.mark.parametrize("name", ["README.md", "README.en.md", "docs/deployment.md", "docs/login.md"])
def test_links_lead_somewhere(name: str) -> None:
    text = read(name)
    for target in re.findall(r"\]\(([^)#]+)\)", text):
        if "://" not in target:
            assert ((ROOT / name).parent / target).exists(), target


@pytest.mark.parametrize("name", ["README.md", "README.en.md"])
def test_commands_exist(name: str) -> None:
    targets = set(re.findall(r"^([a-z-]+):", read("Makefile"), re.MULTILINE))
    told = set(re.findall(r"\bmake ([a-z-]+)", read(name)))
    assert {"run", "test", "test-fast"} <= told <= targets


def test_every_variable_of_production_is_explained() -> None:
    text = (SETTINGS / "settings" / "production.py").read_text() + (SETTINGS / "adapters.py").read_text()
    names = set(re.findall(r"\.(?:\w+)\(\s*\"([A-Z][A-Z_]+)\"", text))
    names |= {variable for variables in SMS_VENDOR_VARIABLES.values() for variable in variables}
    names -= {"YZD_CLOCK_AT", "YZD_CLOCK_OFFSET_SECONDS", "YZD_CLOCK_FILE"}
    assert {"SECRET_KEY", "FIELD_KEYS", "DATABASE_URL", "TRUSTED_PROXIES"} <= names
    guide = read("docs/deployment.md")
    assert [name for name in sorted(names) if f"`{name}`" not in guide] == []


def test_every_sms_template_is_listed() -> None:
    source = ROOT / "src" / "yuzhengdai" / "domain"
    found: set[str] = set()
    for path in source.rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        found |= set(re.findall(r"template=\"([a-z_]+)\"", text))
        if path.name == "messages.py":
            found |= set(re.findall(r"\"(application_[a-z]+)\"", text))
    guide = read("docs/deployment.md")
    assert len(found) > 8
    assert [name for name in sorted(found) if f"`{name}`" not in guide] == []
