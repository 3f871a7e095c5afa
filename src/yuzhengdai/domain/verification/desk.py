"""What an operator looks at when deciding: typed data beside what the platform knows, and who else is concerned."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from django.db.models import Count, QuerySet

from yuzhengdai.domain.enterprises.enums import EnterpriseState, EntityType
from yuzhengdai.domain.enterprises.models import Enterprise
from yuzhengdai.domain.verification.checks import is_usual_period
from yuzhengdai.domain.verification.enums import (
    IdPaper,
    LivenessState,
    PictureKind,
    VerificationRole,
    VerificationState,
)
from yuzhengdai.domain.verification.liveness import Reason
from yuzhengdai.domain.verification.models import LivenessSession, Verification
from yuzhengdai.domain.verification.selectors import SUBJECT_KIND, verification_desk
from yuzhengdai.foundation.core.actors import Actor
from yuzhengdai.foundation.core.clock import now, today
from yuzhengdai.foundation.files.models import StoredFile
from yuzhengdai.foundation.reference import regions
from yuzhengdai.foundation.reference.selectors import calendar_overrides
from yuzhengdai.foundation.reference.workdays import add_working_days

REVIEW_DAYS = 1
"""Working days that a review takes at most; told to the applicant and counted at the desk."""

COUNT_CAP = 1000
"""Rows that are counted and paged through at most; older ones are found by name, code or way."""

_SOON = timedelta(hours=4)
_RECENTLY = timedelta(days=30)
_MANY_TRIES = 3
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


def desk_count(*, actor: Actor, states: list[str], way: str = "", keyword: str = "") -> int:
    """How many there are, counted up to COUNT_CAP: a tab needs no exact number of thousands."""
    found = verification_desk(actor=actor, states=states, way=way, keyword=keyword)
    return found.order_by().values("pk")[:COUNT_CAP].count()


def desk_way_counts(*, actor: Actor) -> dict[str, int]:
    """Way → how many wait for an operator."""
    waiting = verification_desk(actor=actor).order_by().values_list("way")
    return dict(waiting.annotate(number=Count("pk")))


def may_open_picture(*, verification: Verification, kind: str) -> bool:
    """Whether a picture may be opened at the desk now: the live face while it is in review only."""
    return kind != PictureKind.FACE_REFERENCE or verification.state == VerificationState.IN_REVIEW


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
        _region_line(str(licence.get("region_code", "")), claim.region_code),
    ]
    return lines


def _line(label: str, typed: str, known: str, *, source: str = "注册信息") -> Compared:
    if not known:
        return Compared(label, typed, "—", "没有可比对的信息")
    same = typed == known
    return Compared(label, typed, "同左" if same else known, source, "ok" if same else "warn")


def _region_line(typed: str, known: str) -> Compared:
    """A county registered with lies in the city that the licence step asks for."""
    line = _line("所属地区", regions.full_name(typed), regions.full_name(known))
    is_inside = bool(known) and typed[:4] == known[:4]
    return replace(line, verdict="ok") if is_inside else line


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
    if row.renews_id is not None:
        hints.append(
            Hint("换发手机证书：人员和企业资料取自已通过的认证，这次只重做了活体检测，请比对两张人像", "warn")
        )
    elif not is_head:
        hints.append(Hint("经办人办理，请核对授权书的签章、授权内容和期限", "warn"))
    if row.id_valid_until and row.id_valid_until < today() + _PAPER_SOON:
        hints.append(Hint(f"身份证有效期至 {row.id_valid_until.isoformat()}，即将或已经到期", "warn"))
    hints += _others_concerned(row)
    hints += _tries(row)
    if not any(hint.kind != "ok" for hint in hints):
        hints.append(Hint("没有发现需要特别留意的事项", "ok"))
    return hints


def _others_concerned(row: Verification) -> list[Hint]:
    hints = []
    if _has_odd_period(row):
        hints.append(Hint("身份证有效期的长度不常见（一般为 5、10、20 年或长期），请对照照片核对", "warn"))
    elsewhere = _same_person(row)
    if elsewhere:
        hints.append(Hint(f"同一身份证号还为另外 {elsewhere} 家企业办理过认证", "warn"))
    shared = _same_picture(row)
    if shared:
        hints.append(Hint(f"身份证人像面照片与另外 {shared} 个认证完全相同，但填写的证件号码不同", "bad"))
    recent = Verification.objects.filter(user_id=row.user_id, submitted_at__gt=now() - _RECENTLY)
    phones = (
        recent.exclude(enterprise__uscc=row.enterprise.uscc).values("enterprise__uscc").distinct().count()
    )
    if phones:
        hints.append(Hint(f"同一手机近 30 天还提交过另外 {phones} 家企业的认证", "warn"))
    return hints


def _tries(row: Verification) -> list[Hint]:
    hints = []
    sessions = LivenessSession.objects.filter(verification=row).values_list("state", "reason_code")[:50]
    failed = [reason for state, reason in sessions if state == LivenessState.FAILED]
    if len(failed) >= _MANY_TRIES:
        hints.append(Hint(f"活体检测未通过 {len(failed)} 次，请看下方每次的原因", "warn"))
    if Reason.FLAT in failed or Reason.SWITCHED in failed:
        hints.append(Hint("活体检测中出现过翻拍或换人的迹象", "bad"))
    if Reason.DIFFERENT in failed:
        hints.append(Hint("活体检测中有过与身份证人像不像同一人的结果", "bad"))
    before = Verification.objects.filter(
        enterprise__uscc=row.enterprise.uscc, user_id=row.user_id, state=VerificationState.REFUSED
    ).exclude(pk=row.pk)
    refused = before.count()
    if refused:
        hints.append(Hint(f"同一手机为这家企业办理，此前有 {refused} 次未通过", "warn"))
    return hints


def _same_picture(row: Verification) -> int:
    """Other attempts with the very same picture of a card's front and another number on it."""
    mine = StoredFile.objects.filter(
        subject_kind=SUBJECT_KIND, subject_id=row.pk, purpose=PictureKind.ID_FRONT
    ).values("sha256")
    alike = StoredFile.objects.filter(
        purpose=PictureKind.ID_FRONT, sha256__in=mine, subject_kind=SUBJECT_KIND
    ).values("subject_id")
    others = Verification.objects.filter(pk__in=alike).exclude(pk=row.pk).exclude(id_number_index="")
    return others.exclude(id_number_index=row.id_number_index).count()


def _has_odd_period(row: Verification) -> bool:
    if row.id_valid_from is None or row.paper != IdPaper.RESIDENT_ID or not row.id_number:
        return False
    until = None if row.id_is_long_term else row.id_valid_until
    return not is_usual_period(id_number=row.id_number, valid_from=row.id_valid_from, valid_until=until)


def _same_person(row: Verification) -> int:
    if not row.id_number_index:
        return 0
    others = Verification.objects.filter(id_number_index=row.id_number_index)
    return others.exclude(enterprise__uscc=row.enterprise.uscc).values("enterprise__uscc").distinct().count()
