"""Posts at institutions (O1: the operator's business, and the manager's, B3): making, changing, stopping."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from uuid import UUID

from django.db import transaction

from yuzhengdai.domain.accounts.models import User
from yuzhengdai.domain.accounts.services import user_end_sessions
from yuzhengdai.domain.institutions.audit_actions import InstitutionAudit
from yuzhengdai.domain.institutions.enums import ALSO_ROLES, WORKERS, OfficerRole
from yuzhengdai.domain.institutions.events import InstitutionEvent
from yuzhengdai.domain.institutions.models import Branch, Institution, Officer
from yuzhengdai.domain.institutions.selectors import managers_told
from yuzhengdai.domain.institutions.services.shared import require_manager
from yuzhengdai.domain.institutions.words import limit_words
from yuzhengdai.foundation.audit.services import audit_record
from yuzhengdai.foundation.core.actors import Actor, ActorKind
from yuzhengdai.foundation.core.clock import now
from yuzhengdai.foundation.core.errors import FieldErrors, Forbidden, NotFound
from yuzhengdai.foundation.core.events import Event, publish
from yuzhengdai.foundation.core.own import require_not_own
from yuzhengdai.foundation.core.reasons import stop_reason
from yuzhengdai.foundation.core.transitions import lock
from yuzhengdai.foundation.notifications.models import MessageKind
from yuzhengdai.foundation.notifications.services import notification_create, sms_enqueue


@transaction.atomic
def officer_create(
    *,
    actor: Actor,
    institution: Institution,
    user: User,
    name: str,
    role: str,
    also_roles: Iterable[str] = (),
    branch: Branch | None = None,
    approval_limit_yuan: Decimal | None = None,
) -> Officer:
    """A post for a user; one user has one post. Raises FieldErrors, Forbidden, NotFound."""
    require_manager(actor, institution)
    require_not_own(actor, user.pk)
    errors = _officer_errors(institution, name=name, role=role, branch=branch, limit=approval_limit_yuan)
    if Officer.objects.filter(user=user).exists():
        errors["phone"] = "该手机号已有机构岗位，一个手机号只能在一家机构任职"
    if errors:
        raise FieldErrors(errors)
    officer = Officer(
        user=user, institution=institution, branch=branch, role=role, name=name.strip(),
        also_roles=_also(role, also_roles), approval_limit_yuan=approval_limit_yuan,
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
    also_roles: Iterable[str] = (),
    branch: Branch | None = None,
    approval_limit_yuan: Decimal | None = None,
) -> Officer:
    """Change a post; the phone stays. Raises FieldErrors, Forbidden, NotFound."""
    try:
        officer = lock(Officer.objects.select_related("institution", "user"), pk=officer_id)
    except Officer.DoesNotExist:
        raise NotFound from None
    require_manager(actor, officer.institution)
    errors = _officer_errors(
        officer.institution, name=name, role=role, branch=branch, limit=approval_limit_yuan
    )
    if errors:
        raise FieldErrors(errors)
    before, words_before = _power(officer), _power_words(officer)
    officer.name, officer.role, officer.branch = name.strip(), role, branch
    officer.also_roles, officer.approval_limit_yuan = _also(role, also_roles), approval_limit_yuan
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
    if role not in WORKERS:
        _reduced(actor, officer)
    return officer


@transaction.atomic
def officer_set_active(*, actor: Actor, officer_id: UUID, is_active: bool, reason: str = "") -> Officer:
    """Suspend a post, which ends its sessions at once, or let it act again. A repeat changes nothing.

    Suspending demands a ``reason`` (``stop_reason``): it is kept in the audit log and told the institution's managers; the
    person hears by SMS that the post is stopped, not why. Raises FieldErrors, Forbidden, NotFound.
    """
    try:
        officer = lock(Officer.objects.select_related("institution", "user"), pk=officer_id)
    except Officer.DoesNotExist:
        raise NotFound from None
    require_manager(actor, officer.institution)
    if officer.pk == actor.member_id and not is_active:
        raise Forbidden("institution.self", "不能停用自己的岗位，请由其他主管或平台操作。")
    if is_active:
        require_not_own(actor, officer.user_id)
    if officer.is_active == is_active:
        return officer
    why = "" if is_active else stop_reason(reason)
    officer.is_active = is_active
    officer.save(update_fields=["is_active"])
    audit_record(
        actor=actor,
        action=InstitutionAudit.OFFICER_ACTIVE if is_active else InstitutionAudit.OFFICER_INACTIVE,
        object_kind="officer",
        object_id=officer.pk,
        detail={"reason": why} if why else {},
    )
    if is_active:
        _tell_managers(actor, officer, f"启用{_power_words(officer)}。")
    else:
        _tell_managers(actor, officer, f"停用{_power_words(officer)}。原因：{why}。")
        user_end_sessions(actor=actor, user=officer.user)
        _tell_stopped(officer)
        _reduced(actor, officer)
    return officer


def _reduced(actor: Actor, officer: Officer) -> None:
    ids = {"user": officer.user_id, "institution": officer.institution_id}
    publish(Event(InstitutionEvent.OFFICER_REDUCED, ids, actor))


def _also(role: str, also_roles: Iterable[str]) -> list[str]:
    """What may be held beside a role, once each; 「查看」 holds nothing else."""
    if role == OfficerRole.VIEWER:
        return []
    return [str(other) for other in ALSO_ROLES if other in set(also_roles) and other != role]


def _power(officer: Officer) -> dict[str, str]:
    """What a post may do, for the audit log: role, branch ("" the whole institution), limit in yuan ("" none of their own)."""
    limit = officer.approval_limit_yuan
    return {
        "role": ",".join(officer.held_roles),
        "branch": str(officer.branch_id or ""),
        "limit_yuan": "" if limit is None else f"{limit:.2f}",
    }


def _power_words(officer: Officer) -> str:
    """「王示例，客户经理，郑州分行，审批权限：200 万元」."""
    limit = officer.approval_limit_yuan
    own = f"审批权限：{limit_words(roles=officer.held_roles, limit_yuan=limit)}"
    where = officer.branch.name if officer.branch is not None else "全机构"
    return f"{officer.name}，{officer.post_words}，{where}，{own}"


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


def _tell_stopped(officer: Officer) -> None:
    """The person learns that the post has ended; why is said by the own managers, who know it."""
    bank = officer.institution.short_name
    sms_enqueue(
        phone=str(officer.user.phone),
        template="officer_stopped",
        params={"institution": bank},
        text=f"【豫正贷】您在{bank}的岗位已停用，不能再登录机构工作台。如有疑问请联系本机构的业务主管。",
        dedupe_key=f"officer-stopped:{officer.pk}:{now().timestamp()}",
    )


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
