"""A bank with two branches and its people; clients after the second factor."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from tests import factories
from yuzhengdai.domain.applications.models import Application
from yuzhengdai.domain.institutions.models import Branch, Institution, Officer
from yuzhengdai.foundation.core.clock import now
from yuzhengdai.sites.web.actors import SECOND_FACTOR_KEY


@dataclass(frozen=True)
class Bank:
    """``officer`` and ``colleague`` sit in ``branch``, ``far`` in ``other_branch``; ``approver`` (up to
    200 万元), ``manager``, ``viewer`` and ``checker`` (放款审核) see all."""

    institution: Institution
    branch: Branch
    other_branch: Branch
    officer: Officer
    colleague: Officer
    far: Officer
    manager: Officer
    viewer: Officer
    approver: Officer
    checker: Officer

    def application(self, state: str = "submitted", *, proposed: bool = True, **values: Any) -> Application:
        """A file of ``branch``; one that is 审批中 has a 授信建议 of a colleague that waits, unless not ``proposed``."""
        row = factories.application(
            state=state, institution=self.institution, **{"branch": self.branch, **values}
        )
        if state == "approving" and proposed:
            factories.proposal(application=row)
        return row


@pytest.fixture
def bank() -> Bank:
    """See Bank."""
    institution = factories.institution(name="嵩岳示例银行股份有限公司", short_name="嵩岳示例银行")
    branch = factories.branch(institution=institution, name="郑州分行")
    other = factories.branch(institution=institution, name="洛阳分行")

    def post(**values: Any) -> Officer:
        return factories.officer(institution=institution, **values)

    return Bank(
        institution=institution,
        branch=branch,
        other_branch=other,
        officer=post(branch=branch, name="王敏", approval_limit_yuan=Decimal(2_000_000)),
        colleague=post(branch=branch, name="马超群", approval_limit_yuan=Decimal(2_000_000)),
        far=post(branch=other, name="刘洋"),
        manager=post(name="周正", role="manager"),
        viewer=post(name="陈可", role="viewer"),
        approver=post(name="梁静", role="approver", approval_limit_yuan=Decimal(2_000_000)),
        checker=post(name="罗岚", role="checker"),
    )


@pytest.fixture
def enter(login: Callable[..., Client]) -> Callable[[Officer], Client]:
    """``enter(officer)``: a client at the workbench after the second factor."""

    def make(officer: Officer) -> Client:
        return login(officer.user, staff=True, **{SECOND_FACTOR_KEY: now().isoformat()})

    return make
