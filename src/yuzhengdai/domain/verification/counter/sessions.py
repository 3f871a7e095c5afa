"""A person at a counter: called by the officer, agreed to by the person with a code to the person's own phone.

The officer never agrees or confirms for the person: both codes go to the person's phone, name the counter and the act, and are worth
something for this session only, the second for the very data that were shown.
"""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from yuzhengdai.domain.access.selectors import has_place_in_code
from yuzhengdai.domain.accounts.enums import CodePurpose
from yuzhengdai.domain.accounts.models import StaffPost, User, phone_index
from yuzhengdai.domain.accounts.services import CodeAct, code_request, code_verify, user_ensure
from yuzhengdai.domain.agreements.models import Agreement, AgreementKind
from yuzhengdai.domain.agreements.selectors import agreement_current
from yuzhengdai.domain.agreements.services import consent_record
from yuzhengdai.domain.enterprises.enums import EnterpriseState
from yuzhengdai.domain.enterprises.models import EnterpriseMember
from yuzhengdai.domain.enterprises.selectors import (
    enterprise_for_actor,
    is_party,
    live_membership,
    member_roles,
)
from yuzhengdai.domain.enterprises.services import enterprise_claim
from yuzhengdai.domain.institutions.models import Officer
from yuzhengdai.domain.verification.audit_actions import VerificationAudit
from yuzhengdai.domain.verification.counter.ending import UNDER_WAY, session_end
from yuzhengdai.domain.verification.counter.holders import acting_user, place_require
from yuzhengdai.domain.verification.counter.limits import CALL_LIVES, SESSION_LIVES, day_limit_require
from yuzhengdai.domain.verification.counter_enums import AT_COUNTER, CounterState
from yuzhengdai.domain.verification.counter_models import CounterSession
from yuzhengdai.domain.verification.enums import VerificationWay
from yuzhengdai.domain.verification.models import Verification
from yuzhengdai.domain.verification.selectors import verification_get
from yuzhengdai.domain.verification.services.dissolving import way_take
from yuzhengdai.domain.verification.services.draft_lifetime import draft_prolong
from yuzhengdai.domain.verification.services.opening import attempt_begin, attempt_found
from yuzhengdai.domain.verification.services.step import verification_step
from yuzhengdai.foundation.audit.services import audit_record
from yuzhengdai.foundation.core.actors import Actor, ActorKind
from yuzhengdai.foundation.core.clock import now
from yuzhengdai.foundation.core.errors import FieldErrors, NotFound, Refused
from yuzhengdai.foundation.core.own import require_not_own
from yuzhengdai.foundation.core.transitions import lock, move

CONSENT_KINDS = (
    AgreementKind.USER_SERVICE,
    AgreementKind.PRIVACY,
    AgreementKind.IDENTITY_DATA,
    AgreementKind.COUNTER_PROOF,
)
"""What the person agrees to at the counter, each on its own. All are asked for: what somebody agreed to before is not told there."""
OTHER_WAY = "申请人已改用其他方式办理，或这次认证已结束，窗口不能再办理。"


@dataclass(frozen=True, slots=True)
class AtCounter:
    """An open session, the attempt it is about, and the actor who works on it there."""

    actor: Actor
    session: CounterSession
    verification: Verification


def counter_start(
    *, actor: Actor, phone: str, uscc: str, enterprise_name: str, entity_type: str
) -> CounterSession:
    """Call a person to the counter, by canonical values. Nothing is looked up: what exists is told after the person's code.

    The same again while it waits is the same session. Raises Forbidden without the right, RateLimited.
    """
    place = place_require(actor=actor)
    index = phone_index(phone)
    with transaction.atomic():
        # The officer's row is the lock: a double click begins one.
        lock(User.objects.all(), pk=actor.user_id)
        found = CounterSession.objects.filter(
            officer_id=actor.user_id,
            phone_index=index,
            uscc=uscc,
            state=CounterState.CALLED,
            expires_at__gt=now(),
        ).first()
        if found is not None:
            return found
        day_limit_require(officer_id=actor.user_id)
        session = CounterSession.objects.create(
            officer_id=acting_user(actor),
            officer_name=actor.written_name[:40],
            institution=place.institution,
            branch=place.branch,
            counter_name=place.name,
            phone=phone,
            phone_index=index,
            uscc=uscc,
            enterprise_name=enterprise_name,
            entity_type=entity_type,
            expires_at=now() + CALL_LIVES,
        )
        _record(actor, VerificationAudit.COUNTER_START, session)
    return session


def session_get(*, actor: Actor, session_id: UUID) -> CounterSession:
    """One's own session. Raises NotFound for anybody else's."""
    found = CounterSession.objects.select_related("verification", "institution", "branch")
    session = found.filter(pk=session_id, officer_id=actor.user_id).first()
    if session is None:
        raise NotFound
    return session


def at_counter(*, actor: Actor, session_id: UUID) -> AtCounter:
    """The open session and its attempt, with an actor who may fill it in: the only place that gives this role.

    Raises Forbidden without the right (any more), NotFound, Refused for a session that is not open or an attempt that went another way.
    """
    place_require(actor=actor)
    session = session_get(actor=actor, session_id=session_id)
    if session.state != CounterState.OPEN or session.expires_at <= now():
        raise Refused("counter.not_open", "这次窗口办理已结束或已超时，需要的话请重新开始。")
    here = actor.with_role(AT_COUNTER)
    try:
        row = verification_get(actor=here, verification_id=session.verification_id or session.pk)
    except Verification.DoesNotExist:
        raise Refused("counter.other_way", OTHER_WAY) from None
    return AtCounter(here, session, row)


def consents_shown() -> list[Agreement]:
    """The texts in force that the person is asked to agree to, in their order."""
    return [agreement_current(kind=kind) for kind in CONSENT_KINDS]


def consent_code_send(*, actor: Actor, session_id: UUID, proof: str = "") -> CounterSession:
    """Send the person the code for agreeing. Raises NotFound, Refused, RateLimited, ProofRequired."""
    session = _called(actor, session_id)
    code_request(
        purpose=CodePurpose.COUNTER_CONSENT,
        phone=session.phone,
        browser=consent_mark(session),
        address=actor.address,
        proof=proof,
        act=code_act(session, "同意办理企业认证"),
    )
    return session


def code_act(session: CounterSession, act: str) -> CodeAct:
    """What the message with a code says: the counter, the act, and who is to type it."""
    return CodeAct(
        "counter_code",
        {"counter": session.counter_name, "act": act},
        f"用于在「{session.counter_name}」窗口{act}。请您本人在窗口输入，不要告诉他人；不是您本人在窗口办理的，请不要提供。",
    )


def consent_mark(session: CounterSession) -> str:
    """What the first code is bound to in place of a browser: this session."""
    return f"counter|{session.pk}"


def counter_consent(
    *, actor: Actor, session_id: UUID, code: str, agreement_ids: AbstractSet[UUID], submission: str = ""
) -> CounterSession:
    """The person agrees, proves the phone and thereby begins. Registered on the way where the phone has no place at this enterprise.

    Raises FieldErrors (a text that was not ticked, by its kind; "code"), NotFound, Refused, RateLimited.
    """
    place_require(actor=actor)
    session = _called(actor, session_id, or_open=True)
    if session.state == CounterState.OPEN:
        return session
    texts = consents_shown()
    unticked = {
        str(text.kind): f"请阅读并勾选《{text.title}》" for text in texts if text.pk not in agreement_ids
    }
    if unticked:
        raise FieldErrors(unticked)
    code_verify(
        purpose=CodePurpose.COUNTER_CONSENT,
        phone=session.phone,
        browser=consent_mark(session),
        code=code,
        submission=submission,
    )
    with transaction.atomic():
        user, _ = user_ensure(phone=session.phone, actor=actor)
        _require_user(actor, session, user)
        person = person_at(actor, _member(actor, session, user))
        row = _attempt(person)
        with verification_step(actor=person, verification_id=row.pk, action="edit") as attempt:
            way_before = attempt.way
            for other in attempt.counter_sessions.filter(state=CounterState.OPEN).select_for_update():
                session_end(session=other, state=CounterState.CANCELLED)
            for text in texts:
                consent_record(actor=person, agreement=text, user=user)
            way_take(actor=person, locked=attempt, way=VerificationWay.COUNTER)
            draft_prolong(attempt)
            opened = lock(CounterSession.objects.all(), pk=session.pk)
            if opened.state != CounterState.CALLED:
                return opened
            opened.verification, opened.way_before = attempt, way_before
            opened.consented_at, opened.expires_at = now(), now() + SESSION_LIVES
            move(opened, target=CounterState.OPEN)
            opened.save()
        _record(actor, VerificationAudit.COUNTER_OPEN, opened)
    return opened


def counter_cancel(*, actor: Actor, session_id: UUID) -> CounterSession:
    """Give it up; an unfinished attempt stays the person's. A repeat changes nothing. Raises NotFound."""
    session = session_get(actor=actor, session_id=session_id)
    with transaction.atomic():
        if session.verification_id is not None:
            lock(Verification.objects.all(), pk=session.verification_id)
        row = lock(CounterSession.objects.all(), pk=session.pk)
        if row.state in UNDER_WAY:
            session_end(session=row, state=CounterState.CANCELLED)
            _record(actor, VerificationAudit.COUNTER_CANCEL, row)
    return row


def person_at(actor: Actor, member: EnterpriseMember) -> Actor:
    """The person who stands at the counter, after a code to the own phone; the address is the counter's."""
    return Actor(
        kind=ActorKind.ENTERPRISE,
        user_id=member.user_id,
        organisation_id=member.enterprise_id,
        member_id=member.pk,
        roles=member_roles(member),
        name=member.name,
        address=actor.address,
        request_id=actor.request_id,
    )


def _called(actor: Actor, session_id: UUID, *, or_open: bool = False) -> CounterSession:
    session = session_get(actor=actor, session_id=session_id)
    is_open = or_open and session.state == CounterState.OPEN
    if not is_open and (session.state != CounterState.CALLED or session.expires_at <= now()):
        raise Refused("counter.not_called", "这次窗口办理已不在等待同意，请查看最新情况或重新开始。")
    return session


def _require_user(actor: Actor, session: CounterSession, user: User) -> None:
    """Not the officer, nor a colleague: who works at the counter's house goes to another counter."""
    if not user.is_active:
        raise Refused("counter.disabled", "这个手机号的账号已停用，请申请人拨打服务热线核实。")
    require_not_own(actor, user.pk)
    colleagues = (
        StaffPost.objects.filter(user=user)
        if session.institution_id is None
        else Officer.objects.filter(user=user, institution_id=session.institution_id)
    )
    if colleagues.exists():
        raise Refused("counter.colleague", "窗口不能为本单位人员的手机号办理，请到其他窗口。")


def _member(actor: Actor, session: CounterSession, user: User) -> EnterpriseMember:
    place = has_place_in_code(user=user, uscc=session.uscc)
    if place is None:
        claim, _ = enterprise_claim(
            actor=actor,
            user=user,
            name=session.enterprise_name,
            uscc=session.uscc,
            entity_type=session.entity_type,
        )
        place = live_membership(user=user, enterprise_id=claim.pk)
    if place is None:
        raise Refused("counter.no_place", "这个手机号不能为这家企业办理认证，请拨打服务热线。")
    if place.enterprise.state != EnterpriseState.CLAIMED:
        raise Refused("counter.done", "这家企业已完成认证或已冻结，不需要在窗口办理认证。")
    require_not_own(actor, is_party=is_party(user_id=actor.user_id, enterprise_id=place.enterprise_id))
    return place


def _attempt(person: Actor) -> Verification:
    found = attempt_found(actor=person)
    if found is not None:
        return found
    return attempt_begin(
        actor=person, enterprise=enterprise_for_actor(actor=person), way=VerificationWay.COUNTER
    )


def _record(actor: Actor, action: VerificationAudit, session: CounterSession) -> None:
    audit_record(
        actor=actor,
        action=action,
        object_kind="counter_session",
        object_id=session.pk,
        detail={
            "counter": session.counter_name,
            "uscc": session.uscc,
            "verification": str(session.verification_id or ""),
        },
    )
