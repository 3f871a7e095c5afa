"""A copy of what the platform holds of one person (个人信息保护法 第四十五条), as sections that JSON and PDF print alike."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from yuzhengdai.domain.access.models import LoginSession, PlatformLink
from yuzhengdai.domain.accounts.models import User
from yuzhengdai.domain.agreements.models import AgreementConsent
from yuzhengdai.domain.certificates.models import PhoneCertificate
from yuzhengdai.domain.enterprises.models import EnterpriseMember
from yuzhengdai.domain.feedback.models import Feedback, FeedbackKind
from yuzhengdai.domain.personal_data.audit_actions import PersonalDataAudit
from yuzhengdai.domain.verification.models import Verification
from yuzhengdai.foundation.audit.services import audit_record
from yuzhengdai.foundation.core.actors import Actor
from yuzhengdai.foundation.core.clock import now
from yuzhengdai.foundation.core.errors import NotFound
from yuzhengdai.foundation.core.money import moment
from yuzhengdai.foundation.core.tries import thing_mark, tries_require

COPIES_A_DAY = 10
ROWS = 500
"""The newest so many of each section."""


@dataclass(frozen=True, slots=True)
class Section:
    """A heading, the names of its columns, and rows of as many cells, all text."""

    title: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class PersonalData:
    """``made_at`` as ``2026-03-20 09:12`` in Henan."""

    made_at: str
    sections: tuple[Section, ...]

    def as_json(self) -> dict[str, Any]:
        """For ``json.dumps``: each row as column → text."""
        sections = [
            {"title": one.title, "rows": [dict(zip(one.heads, row, strict=True)) for row in one.rows]}
            for one in self.sections
        ]
        return {"made_at": self.made_at, "sections": sections}

    def as_dict(self) -> dict[str, Any]:
        """As it is, for a template that prints tables."""
        return asdict(self)


def personal_data_export(*, actor: Actor, user: User, form: str) -> PersonalData:
    """What is held of this person, who must be the actor; ``form`` ("json", "pdf") is for the audit log.

    Raises NotFound for anybody else, RateLimited after COPIES_A_DAY.
    """
    if actor.user_id != user.pk:
        raise NotFound
    tries_require(
        kind="personal_data",
        marks=[thing_mark(f"personal_data:{user.pk}")],
        at_most=COPIES_A_DAY,
        within=timedelta(days=1),
        sentence="今天导出的次数较多，请明天再试。",
    )
    with transaction.atomic():
        found = PersonalData(moment(now()), _sections(user))
        audit_record(
            actor=actor,
            action=PersonalDataAudit.EXPORT,
            object_kind="user",
            object_id=user.pk,
            detail={"form": form},
        )
        return found


def _sections(user: User) -> tuple[Section, ...]:
    return (
        Section(
            "账号",
            ("手机号", "姓名", "注册时间"),
            ((str(user.phone).removeprefix("+86"), str(user.name), moment(user.created_at)),),
        ),
        _places(user),
        _verifications(user),
        _certificates(user),
        _consents(user),
        _sessions(user),
        _platforms(user),
        _feedback(user),
    )


def _places(user: User) -> Section:
    rows = EnterpriseMember.objects.filter(user=user).select_related("enterprise").order_by("-created_at")
    return Section(
        "在企业中的身份",
        ("企业", "姓名", "角色", "状态", "开始时间"),
        tuple(
            (
                one.enterprise.name,
                str(one.name),
                one.get_role_display(),
                one.get_state_display(),
                moment(one.created_at),
            )
            for one in rows[:ROWS]
        ),
    )


def _verifications(user: User) -> Section:
    rows = Verification.objects.filter(user=user).select_related("enterprise").order_by("-created_at")
    return Section(
        "企业认证",
        ("企业", "姓名", "证件号码", "住址", "认证方式", "状态", "开始时间", "办结时间"),
        tuple(
            (
                one.enterprise.name,
                str(one.person_name),
                str(one.id_number),
                str(one.id_address),
                one.get_way_display(),
                one.get_state_display(),
                moment(one.created_at),
                _at(one.decided_at),
            )
            for one in rows[:ROWS]
        ),
    )


def _certificates(user: User) -> Section:
    rows = PhoneCertificate.objects.filter(user=user).select_related("enterprise").order_by("-created_at")
    return Section(
        "手机证书",
        ("企业", "序列号", "设备", "状态", "生效时间", "失效时间"),
        tuple(
            (
                one.enterprise.name,
                one.serial_hex,
                one.device_name,
                one.get_state_display(),
                moment(one.not_before),
                moment(one.not_after),
            )
            for one in rows[:ROWS]
        ),
    )


def _consents(user: User) -> Section:
    rows = AgreementConsent.objects.filter(user=user).select_related("agreement").order_by("-created_at")
    return Section(
        "同意过的协议",
        ("协议", "版本", "同意时间", "撤回时间"),
        tuple(
            (one.agreement.title, one.agreement.version, moment(one.created_at), _at(one.withdrawn_at))
            for one in rows.defer("agreement__body")[:ROWS]
        ),
    )


def _sessions(user: User) -> Section:
    rows = LoginSession.objects.filter(user=user).order_by("-created_at")
    return Section(
        "登录设备",
        ("登录时间", "浏览器", "网络地址"),
        tuple((moment(one.created_at), one.browser, one.place) for one in rows[:ROWS]),
    )


def _platforms(user: User) -> Section:
    rows = PlatformLink.objects.filter(user=user).order_by("-created_at")
    return Section(
        "认证平台账号",
        ("平台", "企业", "绑定时间", "解除时间"),
        tuple(
            (one.platform, one.enterprise_name, moment(one.created_at), _at(one.ended_at))
            for one in rows[:ROWS]
        ),
    )


def _feedback(user: User) -> Section:
    rows = Feedback.objects.filter(user_id=user.pk).order_by("-created_at")
    return Section(
        "意见反馈",
        ("编号", "类型", "内容", "联系方式", "提交时间"),
        tuple(
            (
                one.number,
                FeedbackKind(one.kind).label,
                str(one.text),
                str(one.contact),
                moment(one.created_at),
            )
            for one in rows[:ROWS]
        ),
    )


def _at(instant: datetime | None) -> str:
    return moment(instant) if instant is not None else ""
