"""How far an officer's signature reaches, and what a customer's exposure is made of, in words."""

from __future__ import annotations

from yuzhengdai.domain.applications.authority import Exposure, authority_limits, ceiling_of
from yuzhengdai.domain.applications.models import Application
from yuzhengdai.domain.applications.services.terms import ApprovalData
from yuzhengdai.domain.applications.words import EXPOSURE, OFF_PLATFORM, RELATED
from yuzhengdai.domain.institutions.enums import POSTS, Power
from yuzhengdai.domain.institutions.models import Officer
from yuzhengdai.foundation.core.money import wan


def authority_words(officer: Officer, application: Application, terms: ApprovalData) -> list[str]:
    """The cap of the person and what the institution's table gives the post, for these terms."""
    return [text for text in (_of_person(officer), _of_table(officer, application, terms)) if text]


def exposure_pairs(exposure: Exposure) -> list[tuple[str, str]]:
    """The parts, then the sum."""
    return [
        ("本次授信额度", wan(exposure.this_yuan)),
        ("本机构其他有效授信", wan(exposure.live_yuan)),
        (OFF_PLATFORM, wan(exposure.off_platform_yuan)),
        (RELATED, wan(exposure.related_yuan)),
        (EXPOSURE, wan(exposure.total_yuan)),
    ]


def _of_person(officer: Officer) -> str:
    if officer.approval_limit_yuan is not None:
        return f"您的审批权限 {wan(officer.approval_limit_yuan)}，超过时请由业务主管审批"
    return "" if POSTS[officer.role].power is Power.ANY_AMOUNT else "您没有审批权限，请由业务主管审批"


def _of_table(officer: Officer, application: Application, terms: ApprovalData) -> str:
    rows = authority_limits(application.institution_id)
    if not rows:
        return ""
    guarantee = terms.guarantee_mode or application.guarantee_mode
    ceiling = ceiling_of(officer.held_roles, rows, kind=application.product_version.kind, guarantee=guarantee)
    if ceiling is None:
        return "按本机构的审批权限表，您的岗位没有这类业务的权限，可以提交上级"
    return f"按本机构的审批权限表，您可以审批{EXPOSURE} {wan(ceiling)}以内的这类业务，超过时请提交上级"
