"""Giving the right 「窗口协办」 and taking it away: two sides give it, either takes it away at once."""

from __future__ import annotations

from uuid import UUID

from django.db import IntegrityError, transaction

from yuzhengdai.domain.accounts.enums import StaffRoleKind
from yuzhengdai.domain.accounts.models import StaffPost
from yuzhengdai.domain.institutions.enums import WORKERS
from yuzhengdai.domain.institutions.models import Officer
from yuzhengdai.domain.institutions.selectors import managers_told
from yuzhengdai.domain.verification.audit_actions import VerificationAudit
from yuzhengdai.domain.verification.counter.ending import sessions_end_of
from yuzhengdai.domain.verification.counter.holders import acting_user, giving_side, rights_visible_to
from yuzhengdai.domain.verification.counter_enums import CounterState, GivingSide
from yuzhengdai.domain.verification.counter_models import CounterRight
from yuzhengdai.foundation.audit.services import audit_record
from yuzhengdai.foundation.core.actors import SYSTEM, Actor
from yuzhengdai.foundation.core.clock import now
from yuzhengdai.foundation.core.errors import FieldErrors, Forbidden, NotFound, Refused
from yuzhengdai.foundation.core.events import Event
from yuzhengdai.foundation.core.own import require_not_own
from yuzhengdai.foundation.core.transitions import lock
from yuzhengdai.foundation.notifications.models import MessageKind
from yuzhengdai.foundation.notifications.services import notification_create, sms_enqueue

REASON_LENGTH = 200


def right_propose(*, actor: Actor, post_id: UUID) -> CounterRight:
    """Propose the right for an officer of an institution or an operator, by the id of the post. Of no effect until it is confirmed.

    Raises Forbidden for who gives none there, NotFound for a post that is not one to be proposed, Refused for one's own,
    FieldErrors on "post" where the person has or waits for the right already.
    """
    holder, institution_id = _post(post_id)
    side = giving_side(actor=actor, institution_id=institution_id)
    if side is None:
        raise NotFound if institution_id is not None and actor.organisation_id is not None else Forbidden
    require_not_own(actor, holder.user_id)
    try:
        with transaction.atomic():
            right = CounterRight.objects.create(
                user_id=holder.user_id,
                institution_id=institution_id,
                holder_name=holder.name,
                proposed_by_id=acting_user(actor),
                proposed_name=actor.written_name[:40],
                proposed_side=side,
            )
            _record(actor, VerificationAudit.COUNTER_RIGHT_PROPOSE, right)
            if side == GivingSide.OPERATOR:
                _tell_institution(
                    right,
                    f"平台提出给{right.holder_name}「窗口协办」权限，请业务主管在「窗口协办」中确认或不同意。",
                )
    except IntegrityError:
        raise FieldErrors({"post": "这个人已有「窗口协办」权限，或正在等待确认"}) from None
    return right


@transaction.atomic
def right_confirm(*, actor: Actor, right_id: UUID) -> CounterRight:
    """Confirm what the other side proposed. A repeat changes nothing.

    Raises NotFound, Refused for who proposed it, for the side that proposed it, for whose right it is, and for a post that does
    not stand any more.
    """
    right = _locked(actor, right_id)
    if right.ended_at is not None:
        raise Refused("counter.right_ended", "这项权限已撤销，需要的话请重新提出。")
    if right.confirmed_at is not None:
        return right
    require_not_own(actor, right.proposed_by_id, right.user_id)
    if giving_side(actor=actor, institution_id=right.institution_id) == right.proposed_side:
        raise Refused(
            "counter.same_side",
            "银行的权限由业务主管和平台运营人员各一人给出，平台的权限由系统管理员和安全管理员各一人给出。",
        )
    if not _has_post(right):
        raise Refused("counter.no_post", "这个人的岗位已停用或已变动，不能给出权限。")
    right.confirmed_at, right.confirmed_by_id = now(), actor.user_id
    right.confirmed_name = actor.written_name[:40]
    right.save()
    _record(actor, VerificationAudit.COUNTER_RIGHT_CONFIRM, right)
    _tell(right, "已给出", "现在可以在工作台的「窗口协办」办理。")
    return right


@transaction.atomic
def right_end(*, actor: Actor, right_id: UUID, reason: str) -> CounterRight:
    """Take the right away, or a proposal off the list; sessions under way end at once. Either side may. A repeat changes nothing.

    Raises NotFound, FieldErrors on "reason" (2 to 200 characters).
    """
    clean = " ".join(reason.split())
    if not 2 <= len(clean) <= REASON_LENGTH:
        raise FieldErrors({"reason": f"请用 2 至 {REASON_LENGTH} 个字写明原因"})
    right = _locked(actor, right_id)
    return _end(actor, right, clean)


def on_officer_reduced(event: Event) -> None:
    """A post that was suspended or may only look loses the right: one person alone does not bring it back."""
    with transaction.atomic():
        found = CounterRight.objects.filter(user_id=event.ids["user"], ended_at__isnull=True)
        for right in found.filter(institution_id=event.ids["institution"]).select_for_update(of=("self",)):
            _end(SYSTEM, right, "岗位已停用或改为「查看」")


def right_end_for_sample(*, actor: Actor, user_id: UUID, reason: str) -> None:
    """After a sample that was found wrong; in the caller's transaction."""
    for right in CounterRight.objects.filter(user_id=user_id, ended_at__isnull=True).select_for_update(
        of=("self",)
    ):
        _end(actor, right, reason)


def _end(actor: Actor, right: CounterRight, reason: str) -> CounterRight:
    if right.ended_at is not None:
        return right
    was_live = right.confirmed_at is not None
    right.ended_at, right.ended_by, right.ended_name = now(), actor.user_id, actor.written_name[:40]
    right.reason = reason[:REASON_LENGTH]
    right.save()
    _record(actor, VerificationAudit.COUNTER_RIGHT_END, right)
    sessions_end_of(officer_id=right.user_id, state=CounterState.CANCELLED)
    if was_live:
        _tell(right, "已撤销", "没有办完的窗口办理已结束。")
    return right


def _post(post_id: UUID) -> tuple[Officer | StaffPost, UUID | None]:
    officer = Officer.objects.filter(
        pk=post_id, is_active=True, role__in=WORKERS, user__is_active=True, institution__is_active=True
    ).first()
    if officer is not None:
        return officer, officer.institution_id
    post = StaffPost.objects.filter(
        pk=post_id,
        role=StaffRoleKind.OPERATOR,
        is_active=True,
        confirmed_at__isnull=False,
        user__is_active=True,
    ).first()
    if post is None:
        raise NotFound
    return post, None


def _has_post(right: CounterRight) -> bool:
    if right.institution_id is not None:
        return Officer.objects.filter(
            user_id=right.user_id,
            institution_id=right.institution_id,
            is_active=True,
            role__in=WORKERS,
            user__is_active=True,
        ).exists()
    return StaffPost.objects.filter(
        user_id=right.user_id,
        role=StaffRoleKind.OPERATOR,
        is_active=True,
        confirmed_at__isnull=False,
        user__is_active=True,
    ).exists()


def _locked(actor: Actor, right_id: UUID) -> CounterRight:
    try:
        right = lock(rights_visible_to(actor), pk=right_id)
    except CounterRight.DoesNotExist:
        raise NotFound from None
    if giving_side(actor=actor, institution_id=right.institution_id) is None:
        raise Forbidden
    return right


def _record(actor: Actor, action: VerificationAudit, right: CounterRight) -> None:
    audit_record(
        actor=actor,
        action=action,
        object_kind="counter_right",
        object_id=right.pk,
        detail={
            "holder": str(right.user_id),
            "institution": str(right.institution_id or ""),
            "proposed_by": str(right.proposed_by_id),
            "reason": right.reason,
        },
    )


def _tell(right: CounterRight, what: str, then: str) -> None:
    """The holder by SMS; everybody who answers for the institution, too."""
    key = f"counter-right:{right.pk}:{now().timestamp()}"
    sms_enqueue(
        phone=str(right.user.phone),
        template="counter_right",
        params={"what": what},
        text=f"【豫正贷】您的「窗口协办」权限{what}，{then}如非本人知情，请联系本单位和平台。",
        dedupe_key=f"{key}:holder",
    )
    _tell_institution(right, f"{right.holder_name}的「窗口协办」权限{what}。{then}")


def _tell_institution(right: CounterRight, body: str) -> None:
    if right.institution is None:
        return
    key = f"counter-right:{right.pk}:{now().timestamp()}"
    notification_create(
        recipient_kind="institution",
        recipient_id=right.institution.pk,
        category=MessageKind.OFFICER,
        title="「窗口协办」权限有变动",
        body=f"{body}如与本机构的安排不符，请立即联系平台。"[:500],
        dedupe_key=key,
        subject_kind="counter_right",
        subject_id=right.pk,
    )
    for manager in managers_told(institution_id=right.institution.pk):
        sms_enqueue(
            phone=str(manager.user.phone),
            template="officer_changed",
            params={"institution": right.institution.short_name},
            text=(
                f"【豫正贷】{right.institution.short_name}的工作人员权限有变动，"
                "请登录机构工作台，在「消息」中核对。"
            ),
            dedupe_key=f"{key}:{manager.pk}",
        )
