"""What the register tells of industry and size is taken over when a verification passes, and not asked again (P6)."""

from __future__ import annotations

import pytest

from tests.sites.app.walk import Walk
from yuzhengdai.foundation.integrations.gov_data.base import RegisteredEnterprise, RegistrationState
from yuzhengdai.foundation.integrations.gov_data.registry import get_gov_data

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("industry", "size", "kept"),
    [("C1331", "small", ("13", "small")), ("ZZ", "giant", ("", "")), ("", "", ("", ""))],
)
def test_known_particulars_are_taken_over(
    walk: Walk, industry: str, size: str, kept: tuple[str, str]
) -> None:
    enterprise = walk.member.enterprise
    enterprise.industry_code, enterprise.size = "", ""
    enterprise.save(update_fields=["industry_code", "size"])
    get_gov_data().registered[enterprise.uscc] = RegisteredEnterprise(
        True, "R", "fake", True, RegistrationState.ACTIVE, industry_code=industry, size=size
    )
    walk.role()
    walk.consent()
    walk.identity()
    walk.face()
    walk.licence()
    walk.skip()
    assert walk.row.state == "passed"
    enterprise.refresh_from_db()
    assert (enterprise.industry_code, enterprise.size) == kept
