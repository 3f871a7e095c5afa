"""Both confirm: the officer that the person was seen with the papers, the person by a second code that the data are right.

The second code is bound to the version of the attempt: whatever changes after it was sent, makes it worthless.
"""

from __future__ import annotations

import secrets
from uuid import UUID

from django.conf import settings
from django.db import transaction

from yuzhengdai.domain.accounts.enums import CodePurpose
from yuzhengdai.domain.accounts.services import code_request, code_verify
from yuzhengdai.domain.verification import evidence
from yuzhengdai.domain.verification.audit_actions import VerificationAudit
from yuzhengdai.domain.verification.counter.ending import session_end
from yuzhengdai.domain.verification.counter.sessions import AtCounter, at_counter, code_act, session_get
from yuzhengdai.domain.verification.counter_enums import CounterSampleState, CounterState
from yuzhengdai.domain.verification.counter_models import CounterSession
from yuzhengdai.domain.verification.enums import CheckKind, CheckResult, VerificationState
from yuzhengdai.domain.verification.models import Verification
from yuzhengdai.domain.verification.selectors import verification_pictures
from yuzhengdai.domain.verification.services.submit import missing_of, verification_submit
from yuzhengdai.foundation.audit.services import audit_record
from yuzhengdai.foundation.core.actors import Actor
from yuzhengdai.foundation.core.clock import now
from yuzhengdai.foundation.core.errors import Conflict, FieldErrors
from yuzhengdai.foundation.core.transitions import lock
from yuzhengdai.foundation.notifications.services import sms_enqueue

FIRST_ONES = 3
"""Of every officer so many are drawn for review before the rate counts: a new holder is looked at."""
CERTIFIED = "certified"
"""``COUNTER_GRADE``: the officer's word stands as a certified face would; "assist" sends every attempt to an operator."""


def confirm_missing(*, verification: Verification) -> dict[str, str]:
    """What lacks before the person can be asked to confirm, by field."""
    return {name: text for name, text in missing_of(verification).items() if name != "counter"}


def confirm_code_send(*, actor: Actor, session_id: UUID, proof: str = "") -> None:
    """Send the person the code for confirming what is saved now.

    Raises FieldErrors for what lacks, NotFound, Forbidden, Refused, RateLimited, ProofRequired.
    """
    here = at_counter(actor=actor, session_id=session_id)
    missing = confirm_missing(verification=here.verification)
    if missing:
        raise FieldErrors(missing)
    code_request(
        purpose=CodePurpose.COUNTER_CONFIRM,
        phone=here.session.phone,
        browser=confirm_mark(here.session, here.verification),
        address=actor.address,
        proof=proof,
        act=code_act(here.session, "确认资料无误并提交企业认证"),
    )


def confirm_mark(session: CounterSession, verification: Verification) -> str:
    """What the second code is bound to in place of a browser: this session and these very data."""
    return f"counter|{session.pk}|{verification.version}"


def counter_confirm(
    *,
    actor: Actor,
    session_id: UUID,
    code: str,
    is_seen: bool,
    expected_version: int | None = None,
    submission: str = "",
) -> CounterSession:
    """Both confirm; the attempt is handed in and decided. The same form again finds the result.

    ``is_seen``: the officer says to have compared person and papers. Raises FieldErrors ("is_seen", "code", what lacks),
    Conflict where the data were changed since they were shown, NotFound, Forbidden, Refused.
    """
    done = session_get(actor=actor, session_id=session_id)
    if done.state == CounterState.DONE:
        return done
    here = at_counter(actor=actor, session_id=session_id)
    row = here.verification
    if expected_version is not None and row.version != expected_version:
        raise Conflict("workflow.stale", "资料有改动，请让申请人重新核对，再获取新的验证码。")
    missing = confirm_missing(verification=row)
    if not is_seen:
        missing["is_seen"] = "请当面核对申请人与证件，核对无误后勾选"
    if missing:
        raise FieldErrors(missing)
    if evidence.current_results(verification=row).get(CheckKind.COUNTER) != CheckResult.PASS:
        code_verify(
            purpose=CodePurpose.COUNTER_CONFIRM,
            phone=here.session.phone,
            browser=confirm_mark(here.session, row),
            code=code,
            submission=submission,
        )
        _prove(actor, here)
    verification_submit(
        actor=here.actor,
        verification_id=row.pk,
        expected_version=row.version,
        on_decided=lambda decided: _finish(here.session.pk, decided),
    )
    return session_get(actor=actor, session_id=session_id)


def _prove(actor: Actor, here: AtCounter) -> None:
    """Write the answer of the counter, about these data and no others."""
    with transaction.atomic():
        row = lock(
            Verification.objects.all(), pk=here.verification.pk, expected_version=here.verification.version
        )
        session = lock(CounterSession.objects.all(), pk=here.session.pk)
        answer = evidence.Answer(
            CheckKind.COUNTER,
            CheckResult.PASS,
            session.counter_name,
            is_authoritative=settings.COUNTER_GRADE == CERTIFIED,
            detail={"officer": session.officer_name},
            reference=str(session.pk),
        )
        pictures = verification_pictures(verification=row)
        digest = evidence.input_digest(verification=row, kind=CheckKind.COUNTER, pictures=pictures)
        evidence.keep(verification=row, answer=answer, digest=digest)
        session.confirmed_at = now()
        session.save(update_fields=["confirmed_at"])
        audit_record(
            actor=actor,
            action=VerificationAudit.COUNTER_PROVE,
            object_kind="verification",
            object_id=row.pk,
            detail={"counter": session.counter_name, "session": str(session.pk)},
        )


def _finish(session_id: UUID, row: Verification) -> None:
    """The session ends with the decision, in its transaction; the person is told with the counter's name."""
    session = lock(CounterSession.objects.all(), pk=session_id)
    session.outcome = row.state
    if row.state == VerificationState.PASSED and _is_drawn(session):
        session.sample_state = CounterSampleState.WAITING
    session_end(session=session, state=CounterState.DONE)
    result = {
        VerificationState.PASSED.value: "认证成功，可以用手机号和短信验证码登录",
        VerificationState.IN_REVIEW.value: "已提交审核，结果会以短信告知",
    }.get(row.state, "没有通过，原因请在窗口或登录后查看")
    sms_enqueue(
        phone=str(row.user.phone),
        template="counter_result",
        params={"counter": session.counter_name},
        text=f"【豫正贷】您在「{session.counter_name}」窗口办理的企业认证{result}。如非本人办理，请立即拨打服务热线。",
        dedupe_key=f"counter:{session.pk}:result",
    )


def _is_drawn(session: CounterSession) -> bool:
    """The first ones of every officer, then at random, COUNTER_SAMPLE_PCT in a hundred."""
    before = CounterSession.objects.filter(
        officer_id=session.officer_id, outcome=VerificationState.PASSED
    ).exclude(pk=session.pk)
    is_first = before.count() < FIRST_ONES
    pct = int(settings.COUNTER_SAMPLE_PCT)
    return pct > 0 and (is_first or secrets.randbelow(100) < pct)
