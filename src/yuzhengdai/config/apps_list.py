"""Which packages are Django apps, in the order of the layers."""

from importlib.util import find_spec

ROOT = "yuzhengdai"

FOUNDATION_APPS = [
    "foundation.core",
    "foundation.audit",
    "foundation.reference",
    "foundation.files",
    "foundation.notifications",
    "foundation.webhooks",
]
DOMAIN_APPS = [
    "domain.accounts",
    "domain.enterprises",
    "domain.institutions",
    "domain.agreements",
    "domain.products",
    "domain.feedback",
    "domain.content",
    "domain.certificates",
    "domain.data_items",
    "domain.signing",
    "domain.access",
    "domain.verification",
    "domain.demands",
    "domain.credit",
    "domain.credit_reports",
    "domain.matching",
    "domain.applications",
    "domain.insights",
    "domain.personal_data",
]
#: Top-level packages beside ``yuzhengdai``; a production installation may leave the folder out.
DEMO_APPS = ["demo"]


def present_demo() -> list[str]:
    """Return the demo's apps where the checkout has them."""
    return [name for name in DEMO_APPS if _has_apps(name)]


def present(names: list[str]) -> list[str]:
    """Return the dotted names of those apps that exist in the tree (an app is a package with `apps.py`)."""
    return [f"{ROOT}.{name}" for name in names if _is_app(name)]


def _is_app(name: str) -> bool:
    return _has_apps(f"{ROOT}.{name}")


def _has_apps(package: str) -> bool:
    try:
        return find_spec(f"{package}.apps") is not None
    except ModuleNotFoundError:
        return False
