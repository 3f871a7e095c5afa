"""What an operator looks at when deciding: typed data beside what the platform knows, and who else is concerned."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import Count, QuerySet

from yuzhengdai.domain.enterprises.enums import EnterpriseState, EntityType
from yuzhengdai.domain.enterprises.models import Enterprise
from yuzhengdai.domain.verification.enums import VerificationRole, VerificationState
from yuzhengdai.domain.verification.models import Verification
from yuzhengdai.foundation.core.clock import now, today
from yuzhengdai.foundation.reference import regions
from yuzhengdai.foundation.reference.selectors import calendar_overrides
from yuzhengdai.foundation.reference.workdays import add_working_days

REVIEW_DAYS = 1
"""Working days that a review takes at most; told to the applicant and counted at the desk."""

_SOON = timedelta(hours=4)
_PAPER_SOON = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Compared:
    """One line: what was typed, what stands in the registration (or elsewhere), and whether they agree.

    ``verdict`` is "ok", "warn" or "" where there is nothing to compare with.
    """

    label: str
    typed: str
    known: str
    source: str
    verdict: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Hint:
    """Something to judge; ``kind`` is ok, warn or bad."""

    text: str
    kind: str


@dataclass(frozen=True, slots=True)
class DeskFacts:
    """All of it for one verification."""

    compared: list[Compared]
    hints: list[Hint]
    same_code: list[Enterprise] = field(default_factory=list)


def review_due_at(verification: Verification) -> datetime | None:
    """Until when the applicant was promised an answer."""
    if verification.submitted_at is None:
        return None
    return add_working_days(verification.submitted_at, REVIEW_DAYS, calendar_overrides())


def urgency(due_at: datetime | None) -> str:
    """ "late", "soon" or ""."""
    if due_at is None:
        return ""
    left = due_at - now()
    return "late" if left < timedelta(0) else ("soon" if left < _SOON else "")


def desk_facts(*, verification: Verification) -> DeskFacts:
    """For a verification that the selectors gave to an operator."""
    same_code = list(_same_code(verification))
    return DeskFacts(
        compared=_compared(verification), hints=_hints(verification, same_code), same_code=same_code
    )


def desk_counts() -> dict[str, int]:
    """State → number of verifications; for the tabs of the desk."""
    rows = Verification.objects.exclude(state=VerificationState.DRAFT).values_list("state")
    return dict(rows.annotate(number=Count("pk")).order_by())


def _same_code(row: Verification) -> QuerySet[Enterprise]:
    others = Enterprise.objects.filter(uscc=row.enterprise.uscc).exclude(pk=row.enterprise_id)
    return others.annotate(member_count=Count("members")).order_by("-verified_at", "created_at")[:20]


def _compared(row: Verification) -> list[Compared]:
    licence, claim = row.licence, row.enterprise
    head = EntityType(claim.entity_type).head_title
    lines = [
        _line("企业名称", licence.get("name", ""), claim.name),
        _line("统一社会信用代码", licence.get("uscc", ""), claim.uscc),
        _line("法人类型", _entity(licence.get("entity_type", "")), _entity(claim.entity_type)),
    ]
    head_name = licence.get("legal_representative_name", "")
    if row.role == VerificationRole.LEGAL_REPRESENTATIVE:
        lines.append(_line(f"{head}姓名", head_name, row.person_name, source="身份证"))
    else:
        lines.append(Compared(f"{head}姓名", head_name, "—", "见授权书"))
    lines += [
        _line("住所", licence.get("registered_address", ""), claim.registered_address),
        _line(
            "成立日期",
            licence.get("established_on", ""),
            claim.established_on.isoformat() if claim.established_on else "",
        ),
        _line(
            "所属地区",
            regions.full_name(licence.get("region_code", "")),
            regions.full_name(claim.region_code),
        ),
    ]
    return lines


def _line(label: str, typed: str, known: str, *, source: str = "注册信息") -> Compared:
    if not known:
        return Compared(label, typed, "—", "没有可比对的信息")
    same = typed == known
    return Compared(label, typed, "同左" if same else known, source, "ok" if same else "warn")


def _entity(value: str) -> str:
    return str(EntityType(value).label) if value in EntityType.values else value


def _hints(row: Verification, same_code: list[Enterprise]) -> list[Hint]:
    hints = []
    standing = [e for e in same_code if e.state in {EnterpriseState.VERIFIED, EnterpriseState.FROZEN}]
    claims = [e for e in same_code if e.state == EnterpriseState.CLAIMED]
    is_head = row.role == VerificationRole.LEGAL_REPRESENTATIVE
    if standing and is_head:
        hints.append(Hint("该代码已有认证企业，通过后由法定代表人接管，原成员全部移出", "warn"))
    elif standing:
        hints.append(Hint("该代码已有认证企业，经办人不能再次认证，应请其申请加入", "bad"))
    if claims:
        hints.append(Hint(f"另有 {len(claims)} 个手机号用同一代码注册，尚未认证", "warn"))
    if is_head and row.person_name != row.licence.get("legal_representative_name"):
        hints.append(Hint("身份证姓名与营业执照上的姓名不一致", "bad"))
    if not is_head:
        hints.append(Hint("经办人办理，请核对授权书的签章、授权内容和期限", "warn"))
    if row.id_valid_until and row.id_valid_until < today() + _PAPER_SOON:
        hints.append(Hint(f"身份证有效期至 {row.id_valid_until.isoformat()}，即将或已经到期", "warn"))
    elsewhere = _same_person(row)
    if elsewhere:
        hints.append(Hint(f"同一身份证号还为另外 {elsewhere} 家企业办理过认证", "warn"))
    if not any(hint.kind != "ok" for hint in hints):
        hints.append(Hint("没有发现需要特别留意的事项", "ok"))
    return hints


def _same_person(row: Verification) -> int:
    if not row.id_number_index:
        return 0
    others = Verification.objects.filter(id_number_index=row.id_number_index)
    return others.exclude(enterprise__uscc=row.enterprise.uscc).values("enterprise__uscc").distinct().count()
