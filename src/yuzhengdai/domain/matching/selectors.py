"""What the platform knows of an enterprise, each fact with its source and day."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from datetime import date, datetime
from functools import lru_cache
from types import MappingProxyType
from uuid import UUID

from yuzhengdai.domain.enterprises.enums import UtilityKind
from yuzhengdai.domain.enterprises.models import Enterprise, EnterpriseChange, UtilityAccount
from yuzhengdai.domain.products.facts import Fact, Facts
from yuzhengdai.foundation.core.clock import local, today

VERIFIED = "企业认证"
TYPED = "企业填写"

_CHANGEABLE = ("region_code", "industry_code", "size")
"""What an administrator may change at any time without a check (enterprises.services.details)."""

_VERIFIED_FLAGS = {
    UtilityKind.ELECTRICITY: "electricity_verified",
    UtilityKind.SOCIAL_INSURANCE: "social_insurance_verified",
}


def enterprise_facts(*, enterprise: Enterprise, wanted: Container[str] | None = None) -> Facts:
    """What is known of an enterprise; what is unknown is left out. ``wanted``: codes that anybody asks for, None for all.

    Only what 企业认证 has proved or a member has said since: a claim nobody has checked settles no condition but that it is
    not verified.
    """
    if not enterprise.is_verified:
        return {"is_verified": Fact(False, "平台", is_proved=True)}
    since = _day(enterprise.verified_at)
    changed = _typed_since(enterprise.pk, tuple(getattr(enterprise, name) for name in _CHANGEABLE))
    facts = {"is_verified": Fact(True, VERIFIED, since, is_proved=True)}
    if enterprise.entity_type:
        facts["entity_type"] = Fact(enterprise.entity_type, VERIFIED, since, is_proved=True)
    for name in _CHANGEABLE:
        value = getattr(enterprise, name)
        if not value:
            continue
        typed_on = changed.get(name)
        facts[name] = (
            Fact(value, VERIFIED, since, is_proved=True) if typed_on is None else Fact(value, TYPED, typed_on)
        )
    if enterprise.established_on is not None:
        months = whole_months(enterprise.established_on, today())
        facts["established_months"] = Fact(months, VERIFIED, since, is_proved=True)
    if wanted is None or any(code in wanted for code in _VERIFIED_FLAGS.values()):
        facts |= _accounts(enterprise)
    return facts


@lru_cache(maxsize=4096)
def _typed_since(enterprise_id: UUID, _values: tuple[str, ...]) -> Mapping[str, date]:
    """Column → day of its last change, where a member typed it and no verification has confirmed it afterwards.

    Kept by the values: every change of them writes a row here.
    """
    rows: Iterable[tuple[str, str, datetime]] = (
        EnterpriseChange.objects.filter(enterprise_id=enterprise_id, field__in=_CHANGEABLE)
        .order_by("created_at", "id")
        .values_list("field", "grounds", "created_at")
    )
    found: dict[str, date] = {}
    for name, grounds, at in rows:
        if grounds:
            found.pop(name, None)
        else:
            found[name] = local(at).date()
    return MappingProxyType(found)


def _accounts(enterprise: Enterprise) -> dict[str, Fact]:
    """户号 that their source has confirmed. That there is none is no fact: it may only not have been given yet."""
    rows = UtilityAccount.objects.filter(
        enterprise=enterprise, is_absent=False, ended_at__isnull=True, verified_at__isnull=False
    ).order_by("-verified_at")
    return {
        _VERIFIED_FLAGS[UtilityKind(kind)]: Fact(True, "户号验证", _day(at), is_proved=True)
        for kind, at in rows.values_list("kind", "verified_at")
    }


def _day(at: datetime | None) -> date | None:
    return local(at).date() if at is not None else None


def whole_months(start_on: date, end_on: date) -> int:
    """Full months between two days, never below 0."""
    months = (end_on.year - start_on.year) * 12 + end_on.month - start_on.month
    return max(0, months - (end_on.day < start_on.day))
