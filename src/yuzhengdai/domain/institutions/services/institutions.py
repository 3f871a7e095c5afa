"""Institutions and their branches (O1: the operator's business; branches also the manager's, B3)."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from django.db import transaction

from yuzhengdai.domain.institutions.audit_actions import InstitutionAudit
from yuzhengdai.domain.institutions.enums import InstitutionKind
from yuzhengdai.domain.institutions.events import InstitutionEvent
from yuzhengdai.domain.institutions.models import Branch, Institution
from yuzhengdai.domain.institutions.selectors import managers_told
from yuzhengdai.domain.institutions.services.shared import require_keeper, require_manager
from yuzhengdai.foundation.audit.services import audit_record
from yuzhengdai.foundation.core.actors import Actor
from yuzhengdai.foundation.core.errors import FieldErrors, NotFound
from yuzhengdai.foundation.core.events import Event, publish
from yuzhengdai.foundation.core.reasons import stop_reason
from yuzhengdai.foundation.core.transitions import lock
from yuzhengdai.foundation.notifications.models import MessageKind
from yuzhengdai.foundation.notifications.services import notification_create, sms_enqueue
from yuzhengdai.foundation.reference import regions

_EDITABLE = frozenset(
    {
        "slug",
        "name",
        "short_name",
        "kind",
        "seal",
        "tone",
        "about",
        "phone",
        "address",
        "is_active",
        "sort_key",
    }
)
_SEEN = {"name": "机构名称", "short_name": "机构简称", "phone": "客服电话", "address": "地址"}
"""What borrowers go by: the institution hears when somebody of the platform changes it."""
_LENGTHS = {"name": 80, "short_name": 20, "slug": 40, "seal": 1}


@transaction.atomic
def institution_create(*, actor: Actor, values: Mapping[str, object]) -> Institution:
    """A new institution; ``values`` are columns of the model. Raises FieldErrors, Forbidden."""
    require_keeper(actor)
    institution = Institution(**{k: v for k, v in values.items() if k in _EDITABLE})
    _check(institution)
    institution.save(force_insert=True)
    audit_record(
        actor=actor, action=InstitutionAudit.CREATE, object_kind="institution", object_id=institution.pk
    )
    _changed(actor, institution)
    return institution


@transaction.atomic
def institution_update(
    *,
    actor: Actor,
    institution_id: UUID,
    values: Mapping[str, object],
    expected_version: int | None = None,
    reason: str = "",
) -> Institution:
    """Change columns, is_active among them. Raises FieldErrors, Forbidden, NotFound, Conflict.

    Taking an institution off the platform (is_active to False) demands a ``reason`` (``stop_reason``): it is kept in the audit
    log and told the institution's managers.
    """
    require_keeper(actor)
    try:
        institution = lock(Institution.objects.all(), expected_version=expected_version, pk=institution_id)
    except Institution.DoesNotExist:
        raise NotFound from None
    changed = {k: v for k, v in values.items() if k in _EDITABLE and getattr(institution, k) != v}
    changes = "；".join(
        f"{label}：{getattr(institution, column) or '未填'} → {changed[column] or '未填'}"
        for column, label in _SEEN.items()
        if column in changed
    )
    for column, value in changed.items():
        setattr(institution, column, value)
    _check(institution)
    stopped = changed.get("is_active") is False
    why = stop_reason(reason, label="停止展示的原因") if stopped else ""
    institution.version += 1
    institution.save()
    audit_record(
        actor=actor,
        action=InstitutionAudit.UPDATE,
        object_kind="institution",
        object_id=institution.pk,
        detail={
            "fields": ",".join(sorted(changed)),
            **({"changes": changes} if changes else {}),
            **({"reason": why} if why else {}),
        },
    )
    if changes:
        _tell_changed(institution, changes)
    if stopped:
        _tell_stopped(institution, why)
    _changed(actor, institution)
    return institution


@transaction.atomic
def branch_create(
    *,
    actor: Actor,
    institution: Institution,
    name: str,
    region_code: str,
    is_head_office: bool = False,
    phone: str = "",
    address: str = "",
) -> Branch:
    """A new branch. Raises FieldErrors, Forbidden, NotFound."""
    require_manager(actor, institution)
    _check_branch(institution, name=name, region_code=region_code)
    branch = Branch(
        institution=institution, name=name.strip(), region_code=region_code, is_head_office=is_head_office,
        phone=phone, address=address,
    )  # fmt: skip
    branch.save(force_insert=True)
    audit_record(
        actor=actor, action=InstitutionAudit.BRANCH_CREATE, object_kind="branch", object_id=branch.pk
    )
    return branch


@transaction.atomic
def branch_update(
    *,
    actor: Actor,
    branch_id: UUID,
    name: str,
    region_code: str,
    is_head_office: bool = False,
    phone: str = "",
    address: str = "",
) -> Branch:
    """Change a branch. Raises FieldErrors, Forbidden, NotFound."""
    try:
        branch = lock(Branch.objects.select_related("institution"), pk=branch_id)
    except Branch.DoesNotExist:
        raise NotFound from None
    require_manager(actor, branch.institution)
    _check_branch(branch.institution, name=name, region_code=region_code, own_id=branch.pk)
    branch.name, branch.region_code, branch.is_head_office = name.strip(), region_code, is_head_office
    branch.phone, branch.address = phone, address
    branch.save()
    audit_record(
        actor=actor, action=InstitutionAudit.BRANCH_UPDATE, object_kind="branch", object_id=branch.pk
    )
    return branch


def _tell_changed(institution: Institution, changes: str) -> None:
    """Another name or number leads customers elsewhere: its people read what was and what is now."""
    notification_create(
        recipient_kind="institution",
        recipient_id=institution.pk,
        category=MessageKind.OFFICER,
        title="平台修改了本机构的信息",
        body=f"{changes}。企业看到的是修改后的内容，如有不符请联系平台。"[:500],
        dedupe_key=f"institution-changed:{institution.pk}:{institution.version}",
        subject_kind="institution",
        subject_id=institution.pk,
    )


def _tell_stopped(institution: Institution, why: str) -> None:
    """Its managers read why, and hear by SMS that there is something to read."""
    key = f"institution-stopped:{institution.pk}:{institution.version}"
    notification_create(
        recipient_kind="institution",
        recipient_id=institution.pk,
        category=MessageKind.OFFICER,
        title="平台已停止展示本机构",
        body=f"本机构的产品不再出现在列表里，也不再接受新的申请，进行中的申请照常办理。原因：{why}。如有异议请联系平台。",
        dedupe_key=key,
        subject_kind="institution",
        subject_id=institution.pk,
    )
    for manager in managers_told(institution_id=institution.pk):
        sms_enqueue(
            phone=str(manager.user.phone),
            template="institution_stopped",
            params={"institution": institution.short_name},
            text=f"【豫正贷】平台已停止展示{institution.short_name}，原因请登录机构工作台，在「消息」中查看。",
            dedupe_key=f"{key}:{manager.pk}",
        )


def _check_branch(
    institution: Institution, *, name: str, region_code: str, own_id: UUID | None = None
) -> None:
    errors = {}
    if not name.strip() or len(name.strip()) > 80:
        errors["name"] = "请填写网点名称，不超过 80 个字"
    elif any(
        pk != own_id for pk in institution.branches.filter(name=name.strip()).values_list("pk", flat=True)
    ):
        errors["name"] = "本机构已有同名网点"
    if regions.region(region_code) is None:
        errors["region_code"] = "请选择网点所在地区"
    if errors:
        raise FieldErrors(errors)


def _check(institution: Institution) -> None:
    errors = {}
    for column, label in (
        ("name", "机构名称"),
        ("short_name", "机构简称"),
        ("slug", "网址标识"),
        ("seal", "标志字"),
    ):
        limit = _LENGTHS[column]
        text = str(getattr(institution, column)).strip()
        if not text or len(text) > limit:
            errors[column] = f"请填写{label}，不超过 {limit} 个字"
    if institution.kind not in InstitutionKind.values:
        errors["kind"] = "请选择机构类型"
    others = Institution.objects.exclude(pk=institution.pk)
    if others.filter(name=institution.name).exists():
        errors["name"] = "已有同名机构"
    if others.filter(slug=institution.slug).exists():
        errors["slug"] = "这个网址标识已被使用"
    if errors:
        raise FieldErrors(errors)


def _changed(actor: Actor, institution: Institution) -> None:
    publish(Event(InstitutionEvent.CHANGED, {"institution": institution.pk}, actor))
