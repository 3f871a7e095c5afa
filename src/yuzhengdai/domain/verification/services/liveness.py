"""活体检测: draw, measure frame by frame, decide (R7). Frames are measured and forgotten; what is kept are measures until the
verdict, and the best neutral frame, encrypted, until the review is over.

One sequence is open per attempt: beginning again on another phone ends the other one. Whoever sends frames holds the secret.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from yuzhengdai.domain.agreements.models import AgreementKind
from yuzhengdai.domain.verification import liveness as rules
from yuzhengdai.domain.verification.enums import LivenessState, PictureKind, VerificationWay
from yuzhengdai.domain.verification.limits import FACE_MEASURE
from yuzhengdai.domain.verification.liveness_tries import (
    liveness_draw_wait_s,
    liveness_failed_actions,
    liveness_numbers_forget,
    liveness_pause_until,
    liveness_sentence,
    liveness_spent_sentence,
)
from yuzhengdai.domain.verification.models import LivenessBatch, LivenessSession, Verification
from yuzhengdai.domain.verification.permissions import verifications_visible_to
from yuzhengdai.domain.verification.selectors import LIVENESS_SUBJECT_KIND
from yuzhengdai.domain.verification.services import face_verdict
from yuzhengdai.domain.verification.services.consents import require_consent
from yuzhengdai.domain.verification.services.draft_lifetime import draft_prolong
from yuzhengdai.domain.verification.services.step import verification_step
from yuzhengdai.foundation.core.actors import Actor
from yuzhengdai.foundation.core.clock import now
from yuzhengdai.foundation.core.errors import FieldErrors, NotFound, RateLimited, Refused
from yuzhengdai.foundation.core.keyring import keyed_hash
from yuzhengdai.foundation.core.outside import silence_noted
from yuzhengdai.foundation.core.transitions import lock
from yuzhengdai.foundation.files.checks import file_check
from yuzhengdai.foundation.files.enums import IMAGES
from yuzhengdai.foundation.files.selectors import files_of
from yuzhengdai.foundation.files.services import file_store
from yuzhengdai.foundation.integrations.face.base import FaceAction, FrameMeasure
from yuzhengdai.foundation.integrations.face.registry import get_face

SESSION_LIVES = timedelta(seconds=120)
MAX_BATCHES = 170
MAX_FRAMES = 12
MAX_FRAME_BYTES = 300_000
_REFERENCE_KEPT_UNDECIDED = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class LivenessDraw:
    """``secret`` is told once. ``actions`` stay on the server: the browser learns of each when it is due (LivenessProgress)."""

    session_id: UUID
    secret: str
    actions: tuple[FaceAction, ...]
    expires_at: datetime
    attempt: int


@dataclass(frozen=True, slots=True)
class LivenessProgress:
    """``hint`` is a value of liveness.Hint with its ``sentence``; ``told`` are the actions asked for so far, the last one is to be
    done now unless as many are ``actions_done`` (then the next prompt is not due yet).

    ``is_complete``: nothing more is needed, ask for the verdict (all done, or failed already).
    """

    told: tuple[FaceAction, ...]
    actions_done: int
    hint: str
    sentence: str
    is_position_good: bool
    is_complete: bool


@dataclass(frozen=True, slots=True)
class LivenessVerdict:
    """``reason_code`` a value of liveness.Reason, "" for a pass; ``pause_until`` after too many failures."""

    is_passed: bool
    reason_code: str
    sentence: str
    attempt: int
    pause_until: datetime | None = None


def liveness_begin(*, actor: Actor, verification_id: UUID) -> LivenessDraw:
    """Draw a new sequence; one that is open ends.

    Refused without consent for face data and where the day's tries of this person or of the ID number are spent (another way is
    named), RateLimited in the pause.
    """
    secret = secrets.token_urlsafe(24)
    with verification_step(actor=actor, verification_id=verification_id, action="liveness") as row:
        require_consent(user=row.user, kind=AgreementKind.FACE_DATA)
        _require_ready(row)
        spent = liveness_spent_sentence(verification=row)
        if spent:
            raise Refused("liveness.spent", f"{spent}。")
        pause = liveness_pause_until(verification=row)
        if pause is not None:
            wait = int((pause - now()).total_seconds()) + 1
            raise RateLimited(wait, code="liveness.pause", sentence=_pause_sentence(wait))
        _require_draws_left(row)
        _end_open(actor, row)
        rng = secrets.SystemRandom()
        actions = rules.draw(failed=liveness_failed_actions(verification=row), rng=rng)
        attempt = LivenessSession.objects.filter(verification=row).count() + 1
        session = LivenessSession.objects.create(
            verification=row,
            actions=[action.value for action in actions],
            pauses_ms=rules.draw_pauses_ms(rng),
            id_number_index=row.id_number_index,
            attempt=attempt,
            secret_hash=_hash(secret),
            expires_at=now() + SESSION_LIVES,
        )
        draft_prolong(row)
    return LivenessDraw(session.pk, secret, _actions(session), session.expires_at, session.attempt)


def liveness_frames(
    *, actor: Actor, session_id: UUID, secret: str, number: int, frames: Sequence[tuple[int, bytes]]
) -> LivenessProgress:
    """Measure a batch of (milliseconds, JPEG). The same number again changes nothing.

    Raises Refused (ended, another phone), FieldErrors (too many, too large), ``ExternalError`` (busy: send it again).
    """
    session = _session(actor, session_id, secret)
    if session.state in {LivenessState.FAILED, LivenessState.VOID, LivenessState.PASSED}:
        return _ended(session)  # frames that were still on their way
    _require_open(session)
    _check_batch(number, frames)
    arrived_ms = int((now() - session.created_at).total_seconds() * 1000)
    if not LivenessBatch.objects.filter(session=session, number=number).exists():
        with silence_noted(FACE_MEASURE):
            measures = _measure([data for _, data in frames])
        _keep_batch(session, number, arrived_ms, [t for t, _ in frames], measures)
    judged = _judge(session)
    if judged.failure is not None:
        # Decided here and now: who sees it coming and begins anew has still used a try.
        face_verdict.decide(
            actor=actor,
            session=session,
            reason=judged.failure,
            asked=_asked(session, judged),
            sign=judged.sign,
        )
    elif judged.rest:
        _keep_candidate(actor, session, number, frames, judged)
    return _progress(session, judged)


def liveness_finish(*, actor: Actor, session_id: UUID, secret: str) -> LivenessVerdict:
    """The verdict; asked again it is the same one. Frames' measures are deleted with it."""
    session = _session(actor, session_id, secret)
    if session.state == LivenessState.OPEN:
        judged = _judge(session)
        reason = rules.verdict(judgement=judged)
        if not LivenessBatch.objects.filter(session=session, number=0).exists():
            reason = rules.Reason.TOO_FEW_FRAMES  # nothing reached us that could be judged
        if session.expires_at <= now():
            reason = reason or rules.Reason.TIMEOUT
        session = face_verdict.decide(
            actor=actor, session=session, reason=reason, asked=_asked(session, judged), sign=judged.sign
        )
    return _told(session)


def liveness_stop(*, actor: Actor, session_id: UUID, secret: str) -> LivenessVerdict:
    """The page went to the background: the sequence ends here, as one that came to nothing. What is decided stays decided."""
    session = _session(actor, session_id, secret)
    if face_verdict.end(actor=actor, session_id=session.pk, reason=rules.Reason.HIDDEN):
        session.refresh_from_db()
    return _told(session)


def liveness_sweep() -> int:
    """End sequences that nobody finished and delete their measures; returns how many. Numbers counted long enough are forgotten."""
    due = LivenessSession.objects.filter(
        state=LivenessState.OPEN, expires_at__lt=now() - timedelta(seconds=60)
    )
    done = 0
    for session in list(due[:100]):
        done += face_verdict.end(session_id=session.pk, reason=rules.Reason.ABANDONED)
    liveness_numbers_forget()
    return done


def _require_ready(row: Verification) -> None:
    if row.way != VerificationWay.FACE:
        raise Refused("verification.way", "您选择了其他认证方式；要使用人脸核验，请先改回人脸核验。")
    if not row.id_number:
        raise Refused("verification.identity_first", "请先拍摄身份证并核对信息，再做人脸核验。")


def _require_draws_left(row: Verification) -> None:
    wait = liveness_draw_wait_s(verification=row)
    if wait:
        sentence = f"短时间内开始的次数较多，请 {-(-wait // 60)} 分钟后再试，或改用其他方式。"
        raise RateLimited(wait, code="liveness.draws", sentence=sentence)


def _end_open(actor: Actor, row: Verification) -> None:
    for session in LivenessSession.objects.filter(verification=row, state=LivenessState.OPEN):
        face_verdict.end(actor=actor, session_id=session.pk, reason=rules.Reason.SUPERSEDED)


def _session(actor: Actor, session_id: UUID, secret: str) -> LivenessSession:
    visible = verifications_visible_to(actor)
    found = (
        LivenessSession.objects.select_related("verification")
        .filter(pk=session_id, verification__in=visible)
        .first()
    )
    if found is None or not secrets.compare_digest(found.secret_hash, _hash(secret)):
        raise NotFound
    return found


def _require_open(session: LivenessSession) -> None:
    if session.state != LivenessState.OPEN:
        sentence = f"{rules.SENTENCES.get(session.reason_code, '这次检测已经结束，请查看结果')}。"
        raise Refused(f"liveness.{session.reason_code or 'ended'}", sentence)
    if session.expires_at <= now():
        raise Refused("liveness.timeout", f"{rules.SENTENCES[rules.Reason.TIMEOUT]}。")


def _check_batch(number: int, frames: Sequence[tuple[int, bytes]]) -> None:
    if not 0 <= number < MAX_BATCHES or not 1 <= len(frames) <= MAX_FRAMES:
        raise FieldErrors({"frames": "收到的画面数量不对，请重新开始"})
    if any(not 0 <= t < 86_400_000 or not 0 < len(data) <= MAX_FRAME_BYTES for t, data in frames):
        raise FieldErrors({"frames": "收到的画面无法处理，请重新开始"})


def _measure(pictures: list[bytes]) -> list[FrameMeasure]:
    """All frames; embeddings of the one that stands out most and of one at random (nobody knows which)."""
    face = get_face()
    measures = face.measure(frames=pictures, with_embedding=False)
    usable = [i for i, measure in enumerate(measures) if measure.faces == 1]
    if not usable:
        return measures
    middle = measures[usable[0]]
    loudest = max(usable, key=lambda i: _stands_out(measures[i], middle))
    sampled = sorted({loudest, secrets.choice(usable)})
    again = face.measure(frames=[pictures[i] for i in sampled], with_embedding=True)
    for index, found in zip(sampled, again, strict=True):
        measures[index] = replace(measures[index], embedding=tuple(found.embedding))
    return measures


def _stands_out(measure: FrameMeasure, beside: FrameMeasure) -> float:
    return (
        abs(measure.eye_ratio - beside.eye_ratio)
        + abs(measure.mouth_ratio - beside.mouth_ratio)
        + abs(measure.yaw - beside.yaw) / 60
    )


def _keep_batch(
    session: LivenessSession, number: int, arrived_ms: int, times: list[int], measures: list[FrameMeasure]
) -> None:
    kept = [{"t": t, **asdict(measure)} for t, measure in zip(times, measures, strict=True)]
    with transaction.atomic():
        row = lock(LivenessSession.objects.all(), pk=session.pk)
        _require_open(row)
        try:
            with transaction.atomic():
                LivenessBatch.objects.create(
                    session=row, number=number, measures={"arrived": arrived_ms, "frames": kept}
                )
        except IntegrityError:  # the same batch came twice at once
            return


def _judge(session: LivenessSession) -> rules.Judgement:
    frames: list[rules.Frame] = []
    arrived = 0
    batches = LivenessBatch.objects.filter(session=session).order_by("number")
    for expected, batch in enumerate(batches):
        if batch.number != expected:
            break  # one is still on its way; what came before it is judged
        # A batch sent again after a lost answer arrives late; its followers cannot have arrived before it.
        arrived = max(arrived, int(batch.measures["arrived"]))
        frames += [
            rules.Frame(int(item["t"]), arrived, _measure_of(item)) for item in batch.measures["frames"]
        ]
    return rules.judge(actions=_actions(session), pauses_ms=session.pauses_ms, frames=frames, alike=_alike)


def _alike(one: Sequence[float], other: Sequence[float]) -> Any:
    return get_face().compare(one=one, other=other)


def _measure_of(item: dict[str, Any]) -> FrameMeasure:
    values = {name: value for name, value in item.items() if name != "t"}
    return FrameMeasure(**{**values, "embedding": tuple(values.get("embedding", ()))})


def _keep_candidate(
    actor: Actor,
    session: LivenessSession,
    number: int,
    frames: Sequence[tuple[int, bytes]],
    judged: rules.Judgement,
) -> None:
    """The best neutral frame of the batch in which the baseline was found, once."""
    if files_of(subject_kind=LIVENESS_SUBJECT_KIND, subject_id=session.pk).exists():
        return
    batches = list(LivenessBatch.objects.filter(session=session).order_by("number"))
    offset = sum(len(batch.measures["frames"]) for batch in batches if batch.number < number)
    batch = next((batch for batch in batches if batch.number == number), None)
    if batch is None:
        return
    neutral = [i for i in range(len(frames)) if offset + i in judged.rest]
    if not neutral:
        return
    best = max(neutral, key=lambda i: batch.measures["frames"][i]["sharpness"])
    try:
        picture = file_check(content=frames[best][1], name="reference.jpg", kinds=IMAGES)
    except FieldErrors:  # measurable, yet no picture that may be kept: a later batch has a better one
        return
    with transaction.atomic():
        row = lock(LivenessSession.objects.all(), pk=session.pk)
        if row.state != LivenessState.OPEN:
            return
        if not files_of(subject_kind=LIVENESS_SUBJECT_KIND, subject_id=row.pk).exists():
            file_store(
                actor=actor,
                content=picture,
                subject_kind=LIVENESS_SUBJECT_KIND,
                subject_id=row.pk,
                purpose=PictureKind.FACE_REFERENCE.value,
                retain_until=now() + _REFERENCE_KEPT_UNDECIDED,
            )


def _ended(session: LivenessSession) -> LivenessProgress:
    is_passed = session.state == LivenessState.PASSED
    hint = rules.Hint.DONE if is_passed else rules.Hint.FAILED
    sentence = rules.HINT_SENTENCES[hint] if is_passed else rules.SENTENCES.get(session.reason_code, "")
    done = len(session.actions) if is_passed else 0
    return LivenessProgress(_actions(session)[:done], done, hint.value, sentence, False, True)


def _progress(session: LivenessSession, judged: rules.Judgement) -> LivenessProgress:
    is_over = judged.is_complete or judged.failure is not None
    sentence = rules.SENTENCES[judged.failure] if judged.failure else rules.HINT_SENTENCES[judged.hint]
    return LivenessProgress(
        told=_actions(session)[: judged.actions_told],
        actions_done=judged.actions_done,
        hint=judged.hint.value,
        sentence=sentence,
        is_position_good=judged.is_position_good,
        is_complete=is_over,
    )


def _told(session: LivenessSession) -> LivenessVerdict:
    if session.state == LivenessState.PASSED:
        return LivenessVerdict(True, "", "人脸核验已完成", session.attempt)
    pause = liveness_pause_until(verification=session.verification)
    sentence = liveness_sentence(session=session)
    if pause is not None:
        sentence += "。" + _pause_sentence(int((pause - now()).total_seconds()) + 1)
    return LivenessVerdict(False, session.reason_code, sentence, session.attempt, pause)


def _pause_sentence(wait_s: int) -> str:
    return f"已连续多次没有完成，请 {-(-wait_s // 60)} 分钟后再试，或改用其他方式。"


def _asked(session: LivenessSession, judged: rules.Judgement) -> str:
    """The action that was asked for when it ended; none before the first prompt was told."""
    is_asking = judged.actions_told > judged.actions_done
    return _actions(session)[judged.actions_done].value if is_asking else ""


def _actions(session: LivenessSession) -> tuple[FaceAction, ...]:
    return tuple(FaceAction(action) for action in session.actions)


def _hash(secret: str) -> str:
    return keyed_hash("verification.liveness_secret", secret)
