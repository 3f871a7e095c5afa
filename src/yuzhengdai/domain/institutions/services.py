"""Changing institutions, their branches and officers (O1: the operator's business; officers also the manager's, B3)."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from uuid import UUID

from django.db import transaction

from yuzhengdai.domain.accounts.models import User
from yuzhengdai.domain.institutions.audit_actions import InstitutionAudit
from yuzhengdai.domain.institutions.enums import InstitutionKind, OfficerRole
from yuzhengdai.domain.institutions.events import InstitutionEvent
from yuzhengdai.domain.institutions.models import Branch, Institution, Officer
from yuzhengdai.domain.institutions.selectors import managers_told
from yuzhengdai.domain.institutions.words import limit_words
from yuzhengdai.foundation.audit.services import audit_record
from yuzhengdai.foundation.core.actors import Actor, ActorKind
from yuzhengdai.foundation.core.clock import now
from yuzhengdai.foundation.core.errors import FieldErrors, Forbidden, NotFound
from yuzhengdai.foundation.core.events import Event, publish
from yuzhengdai.foundation.core.own import require_not_own
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
_LENGTHS = {"name": 80, "short_name": 20, "slug": 40, "seal": 1}
_MAY_KEEP = frozenset({"operator:operator", "operator:system_administrator", "system"})


@transaction.atomic
def institution_create(*, actor: Actor, values: Mapping[str, object]) -> Institution:
    """A new institution; ``values`` are columns of the model. Raises FieldErrors, Forbidden."""
    _require_keeper(actor)
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
    *, actor: Actor, institution_id: UUID, values: Mapping[str, object], expected_version: int | None = None
) -> Institution:
    """Change columns, is_active among them. Raises FieldErrors, Forbidden, NotFound, Conflict."""
    _require_keeper(actor)
    try:
        institution = lock(Institution.objects.all(), expected_version=expected_version, pk=institution_id)
    except Institution.DoesNotExist:
        raise NotFound from None
    changed = {k: v for k, v in values.items() if k in _EDITABLE and getattr(institution, k) != v}
    for column, value in changed.items():
        setattr(institution, column, value)
    _check(institution)
    institution.version += 1
    institution.save()
    audit_record(
        actor=actor,
        action=InstitutionAudit.UPDATE,
        object_kind="institution",
        object_id=institution.pk,
        detail={"fields": ",".join(sorted(changed))},
    )
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
    _require_manager(actor, institution)
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
    _require_manager(actor, branch.institution)
    _check_branch(branch.institution, name=name, region_code=region_code, own_id=branch.pk)
    branch.name, branch.region_code, branch.is_head_office = name.strip(), region_code, is_head_office
    branch.phone, branch.address = phone, address
    branch.save()
    audit_record(
        actor=actor, action=InstitutionAudit.BRANCH_UPDATE, object_kind="branch", object_id=branch.pk
    )
    return branch


@transaction.atomic
def officer_create(
    *,
    actor: Actor,
    institution: Institution,
    user: User,
    name: str,
    role: str,
    branch: Branch | None = None,
    approval_limit_yuan: Decimal | None = None,
) -> Officer:
    """A post for a user; one user has one post. Raises FieldErrors, Forbidden, NotFound."""
    _require_manager(actor, institution)
    require_not_own(actor, user.pk)
    errors = _officer_errors(institution, name=name, role=role, branch=branch, limit=approval_limit_yuan)
    if Officer.objects.filter(user=user).exists():
        errors["phone"] = "该手机号已有机构岗位，一个手机号只能在一家机构任职"
    if errors:
        raise FieldErrors(errors)
    officer = Officer(
        user=user, institution=institution, branch=branch, role=role, name=name.strip(),
        approval_limit_yuan=approval_limit_yuan,
    )  # fmt: skip
    officer.save(force_insert=True)
    audit_record(
        actor=actor,
        action=InstitutionAudit.OFFICER_CREATE,
        object_kind="officer",
        object_id=officer.pk,
        detail=_power(officer),
    )
    _tell_managers(actor, officer, f"新增{_power_words(officer)}。")
    return officer


@transaction.atomic
def officer_update(
    *,
    actor: Actor,
    officer_id: UUID,
    name: str,
    role: str,
    branch: Branch | None = None,
    approval_limit_yuan: Decimal | None = None,
) -> Officer:
    """Change a post; the phone stays. Raises FieldErrors, Forbidden, NotFound."""
    try:
        officer = lock(Officer.objects.select_related("institution", "user"), pk=officer_id)
    except Officer.DoesNotExist:
        raise NotFound from None
    _require_manager(actor, officer.institution)
    errors = _officer_errors(
        officer.institution, name=name, role=role, branch=branch, limit=approval_limit_yuan
    )
    if errors:
        raise FieldErrors(errors)
    before, words_before = _power(officer), _power_words(officer)
    officer.name, officer.role, officer.branch = name.strip(), role, branch
    officer.approval_limit_yuan = approval_limit_yuan
    officer.save()
    audit_record(
        actor=actor,
        action=InstitutionAudit.OFFICER_UPDATE,
        object_kind="officer",
        object_id=officer.pk,
        detail={**{f"{key}_before": value for key, value in before.items()}, **_power(officer)},
    )
    if before != _power(officer):
        # One's own name may be corrected; what one may do is another's decision.
        require_not_own(actor, officer.user_id)
        _tell_managers(actor, officer, f"原为{words_before}，现为{_power_words(officer)}。")
    return officer


@transaction.atomic
def officer_set_active(*, actor: Actor, officer_id: UUID, is_active: bool) -> Officer:
    """Suspend a post or let it act again. Raises Forbidden, NotFound."""
    try:
        officer = lock(Officer.objects.select_related("institution", "user"), pk=officer_id)
    except Officer.DoesNotExist:
        raise NotFound from None
    _require_manager(actor, officer.institution)
    if officer.pk == actor.member_id and not is_active:
        raise Forbidden("institution.self", "不能停用自己的岗位，请由其他主管或平台操作。")
    if is_active:
        require_not_own(actor, officer.user_id)
    is_change = officer.is_active != is_active
    officer.is_active = is_active
    officer.save(update_fields=["is_active"])
    audit_record(
        actor=actor,
        action=InstitutionAudit.OFFICER_ACTIVE if is_active else InstitutionAudit.OFFICER_INACTIVE,
        object_kind="officer",
        object_id=officer.pk,
    )
    if is_change:
        _tell_managers(actor, officer, f"{'启用' if is_active else '停用'}{_power_words(officer)}。")
    return officer


def _power(officer: Officer) -> dict[str, str]:
    """What a post may do, for the audit log: role, branch ("" the whole institution), limit in yuan ("" none of their own)."""
    limit = officer.approval_limit_yuan
    return {
        "role": officer.role,
        "branch": str(officer.branch_id or ""),
        "limit_yuan": "" if limit is None else f"{limit:.2f}",
    }


def _power_words(officer: Officer) -> str:
    """「王示例，客户经理，郑州分行，审批权限：200 万元」."""
    limit = officer.approval_limit_yuan
    own = f"审批权限：{limit_words(role=officer.role, limit_yuan=limit)}"
    where = officer.branch.name if officer.branch is not None else "全机构"
    return f"{officer.name}，{OfficerRole(officer.role).label}，{where}，{own}"


def _tell_managers(actor: Actor, officer: Officer, what: str) -> None:
    """Everybody who answers for the institution hears of a post that was made or changed, whoever did it, the actor aside."""
    institution = officer.institution
    by = "平台运营方" if actor.kind != ActorKind.INSTITUTION else f"本机构{actor.name}"
    key = f"officer:{officer.pk}:{now().timestamp()}"
    notification_create(
        recipient_kind="institution",
        recipient_id=institution.pk,
        category=MessageKind.OFFICER,
        title="工作人员岗位有变动",
        body=f"{by}：{what}如与本机构的安排不符，请立即联系平台。"[:500],
        dedupe_key=key,
        subject_kind="officer",
        subject_id=officer.pk,
    )
    for manager in managers_told(institution_id=institution.pk):
        if manager.user_id == actor.user_id:
            continue
        sms_enqueue(
            phone=str(manager.user.phone),
            template="officer_changed",
            params={"institution": institution.short_name},
            text=f"【豫正贷】{institution.short_name}的工作人员岗位有变动，请登录机构工作台，在「消息」中核对。",
            dedupe_key=f"{key}:{manager.pk}",
        )


def _require_keeper(actor: Actor) -> None:
    if not actor.roles & _MAY_KEEP:
        raise Forbidden


def _require_manager(actor: Actor, institution: Institution) -> None:
    if actor.kind == ActorKind.INSTITUTION:
        if actor.organisation_id != institution.pk:
            raise NotFound
        if not actor.has_role("institution:manager"):
            raise Forbidden
        return
    _require_keeper(actor)


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


def _officer_errors(
    institution: Institution, *, name: str, role: str, branch: Branch | None, limit: Decimal | None
) -> dict[str, str]:
    errors = {}
    if role not in OfficerRole.values:
        errors["role"] = "请选择岗位"
    if not name.strip() or len(name.strip()) > 40:
        errors["name"] = "请填写姓名，不超过 40 个字"
    if branch is not None and branch.institution_id != institution.pk:
        errors["branch"] = "请选择本机构的网点"
    if limit is not None and not 0 <= limit < Decimal(10) ** 12:
        errors["approval_limit_yuan"] = "审批限额应为不超过一万亿元的非负数"
    return errors


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
