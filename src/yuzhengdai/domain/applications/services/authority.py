"""The authority table (审批权限表), kept by the institution's own 业务主管: every change has a reason and is told to all of them."""

from __future__ import annotations

from decimal import Decimal
from uuid import UUID

from django.db import transaction

from yuzhengdai.domain.applications.audit_actions import ApplicationAudit
from yuzhengdai.domain.applications.models import AuthorityLimit
from yuzhengdai.domain.institutions.enums import LEADING_ROLES, POSTS, OfficerRole, Power
from yuzhengdai.domain.institutions.models import Institution
from yuzhengdai.domain.institutions.selectors import managers_told
from yuzhengdai.domain.products.enums import GuaranteeMode, ProductKind
from yuzhengdai.foundation.audit.services import audit_record
from yuzhengdai.foundation.core.actors import Actor, ActorKind
from yuzhengdai.foundation.core.clock import now
from yuzhengdai.foundation.core.collecting import Errors
from yuzhengdai.foundation.core.errors import FieldErrors, Forbidden, NotFound
from yuzhengdai.foundation.core.money import wan
from yuzhengdai.foundation.core.reasons import REASON_LENGTH
from yuzhengdai.foundation.notifications.models import MessageKind
from yuzhengdai.foundation.notifications.services import notification_create, sms_enqueue

APPROVING_POSTS = tuple(role for role, post in POSTS.items() if post.power is not Power.NEVER)
LARGEST = Decimal(10) ** 13


@transaction.atomic
def authority_set(
    *,
    actor: Actor,
    role: str,
    product_kind: str,
    guarantee_mode: str,
    up_to_yuan: Decimal | None,
    reason: str,
) -> AuthorityLimit:
    """Write one row, or change the amount of the row for the same role, product kind and guarantee.

    Raises FieldErrors (named as the arguments), Forbidden for who does not lead the institution.
    """
    institution = _institution(actor)
    errors = Errors()
    errors.require(role in APPROVING_POSTS, "role", "请选择岗位")
    errors.require(product_kind in ("", *ProductKind.values), "product_kind", "请选择产品类型")
    errors.require(guarantee_mode in ("", *GuaranteeMode.values), "guarantee_mode", "请选择担保方式")
    if up_to_yuan is None:
        errors.add("up_to_yuan", "请填写客户敞口上限")
    else:
        errors.require(0 <= up_to_yuan < LARGEST, "up_to_yuan", "客户敞口上限应为不小于 0 的数")
    why = errors.line("reason", reason, "原因", REASON_LENGTH)
    errors.raise_if_any()
    if up_to_yuan is None:
        raise FieldErrors({"up_to_yuan": "请填写客户敞口上限"})
    key = {"role": role, "product_kind": product_kind, "guarantee_mode": guarantee_mode}
    row = AuthorityLimit.objects.filter(institution=institution, **key).first()
    if row is not None and row.up_to_yuan == up_to_yuan:
        # Sent twice, or already so: nothing changed, nobody is told.
        return row
    was = wan(row.up_to_yuan) if row is not None else "没有这一行"
    if row is None:
        row = AuthorityLimit(institution=institution, **key)
    row.up_to_yuan = up_to_yuan
    row.save()
    detail = {**key, "up_to_yuan": f"{up_to_yuan:.2f}", "before": was, "reason": why}
    _record(actor, institution, ApplicationAudit.AUTHORITY, row, detail)
    _tell(actor, institution, f"{limit_name(row)}：原为{was}，现为{wan(up_to_yuan)}。原因：{why}。")
    return row


@transaction.atomic
def authority_remove(*, actor: Actor, limit_id: UUID, reason: str) -> None:
    """Take one row out. Raises FieldErrors on "reason", Forbidden, NotFound for a row of another institution."""
    institution = _institution(actor)
    row = AuthorityLimit.objects.select_for_update().filter(pk=limit_id, institution=institution).first()
    if row is None:
        raise NotFound
    errors = Errors()
    why = errors.line("reason", reason, "原因", REASON_LENGTH)
    errors.raise_if_any()
    detail = {"role": row.role, "up_to_yuan": f"{row.up_to_yuan:.2f}", "reason": why}
    _record(actor, institution, ApplicationAudit.AUTHORITY_REMOVE, row, detail)
    _tell(actor, institution, f"{limit_name(row)}（{wan(row.up_to_yuan)}）已删除。原因：{why}。")
    row.delete()


def limit_name(row: AuthorityLimit) -> str:
    """「审批人，贷款，信用」."""
    kind = str(ProductKind(row.product_kind).label) if row.product_kind else "任何产品"
    guarantee = str(GuaranteeMode(row.guarantee_mode).label) if row.guarantee_mode else "任何担保方式"
    return f"{OfficerRole(row.role).label}，{kind}，{guarantee}"


def _institution(actor: Actor) -> Institution:
    leads = actor.kind is ActorKind.INSTITUTION and actor.roles & LEADING_ROLES
    if not leads or actor.organisation_id is None:
        raise Forbidden
    # Its row is the lock: two managers who write the same line at once come one after the other.
    return Institution.objects.select_for_update().get(pk=actor.organisation_id)


def _record(
    actor: Actor,
    institution: Institution,
    action: ApplicationAudit,
    row: AuthorityLimit,
    detail: dict[str, str],
) -> None:
    audit_record(
        actor=actor,
        action=action,
        object_kind="institution",
        object_id=institution.pk,
        detail={"row": str(row.pk), **detail},
    )


def _tell(actor: Actor, institution: Institution, what: str) -> None:
    """Everybody who answers for the institution hears of it, whoever did it; the SMS names nothing of the table."""
    key = f"authority:{institution.pk}:{now().timestamp()}"
    notification_create(
        recipient_kind="institution",
        recipient_id=institution.pk,
        category=MessageKind.OFFICER,
        title="审批权限表有变动",
        body=f"本机构{actor.name}：{what}如与本机构的安排不符，请立即联系其他业务主管。"[:500],
        dedupe_key=key,
        subject_kind="institution",
        subject_id=institution.pk,
    )
    for manager in managers_told(institution_id=institution.pk):
        if manager.user_id != actor.user_id:
            sms_enqueue(
                phone=str(manager.user.phone),
                template="authority_changed",
                params={"institution": institution.short_name},
                text=f"【豫正贷】{institution.short_name}的审批权限表有变动，请登录机构工作台，在「消息」中核对。",
                dedupe_key=f"{key}:{manager.pk}",
            )
