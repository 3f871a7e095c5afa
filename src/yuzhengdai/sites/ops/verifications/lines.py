"""The lines of a case: readings beside what was typed, answers of sources, faces, transfers, in the words and colours of the desk.

Everything sensitive leaves here masked, unless it was revealed for a reason on record (services/review.py).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from yuzhengdai.domain.verification.dossier import Answer, Dossier, dossier
from yuzhengdai.domain.verification.enums import (
    CheckKind,
    CheckResult,
    LivenessState,
    PictureKind,
    VerificationWay,
)
from yuzhengdai.domain.verification.liveness import Reason, Sign
from yuzhengdai.domain.verification.models import LivenessSession, TransferCheck, Verification
from yuzhengdai.domain.verification.reading import Beside, licence_words
from yuzhengdai.foundation.core.masking import mask_account_number, mask_address, mask_id_number
from yuzhengdai.sites.ops.verifications.answer_words import (
    answer_words,
    bounds,
    result_words,
    score_words,
    source_words,
)

_MASKS: Mapping[str, Callable[[str], str]] = {"id_number": mask_id_number, "id_address": mask_address}

_TURNS = {
    CheckResult.PASS.value: "ok",
    CheckResult.REVIEW.value: "you",
    CheckResult.FAIL.value: "no",
    CheckResult.UNAVAILABLE.value: "end",
}
_ACTIONS = {"blink": "眨眼", "mouth": "张嘴", "turn_left": "向左转头", "turn_right": "向右转头"}
_REASONS: Mapping[str, str] = {
    Reason.MULTIPLE_FACES: "画面里不止一个人",
    Reason.LEFT_FRAME: "脸离开画面",
    Reason.SWITCHED: "过程中画面里的人有变化",
    Reason.UNSTEADY: "画面晃动太大",
    Reason.NOT_DONE: "动作没有完成",
    Reason.WRONG_ACTION: "动作与提示不一致",
    Reason.TOO_DARK: "光线太暗",
    Reason.TOO_FAR: "离手机太远",
    Reason.TOO_NEAR: "离手机太近",
    Reason.TIMEOUT: "超时",
    Reason.TOO_FEW_FRAMES: "收到的画面不够",
    Reason.TIMES: "画面时间前后对不上，可能不是直接拍摄",
    Reason.FLAT: "像是照片或屏幕，不是真人在做动作",
    Reason.DIFFERENT: "与身份证人像不像同一个人",
    Reason.SUPERSEDED: "在另一台手机上重新开始",
    Reason.WITHDRAWN: "撤回了人脸信息处理同意",
    Reason.ABANDONED: "没有做完",
    Reason.HIDDEN: "手机页面离开了最前",
}

_SIGNS: Mapping[str, str] = {
    Sign.BLINK_MOVED: "眼睛闭合时整张脸变了形，像倾斜或压扁的照片",
    Sign.MOUTH_WITHOUT_JAW: "嘴张开而下巴没有动，像挖孔或贴片的照片",
    Sign.TURN_LIKE_A_PLANE: "转动时鼻尖没有随头转，像平面或卷曲的照片",
    Sign.TOO_EARLY: "提示出现之前就做了动作，像循环播放的录像",
    Sign.OTHER_ACTION: "做的不是提示的动作",
    Sign.NO_ANSWER: "提示之后没有动作",
}
"""For this desk alone: told to the person, they would teach how to do better."""


@dataclass(frozen=True, slots=True)
class ReadingLine:
    """One field. ``verdict``: "ok", "warn" (differs) or "" (nothing to compare); ``words`` says it, ``note`` more."""

    paper: str
    label: str
    read: str
    typed: str
    verdict: str
    words: str
    note: str


@dataclass(frozen=True, slots=True)
class AnswerLine:
    """One answer of a source. ``turn`` is the colour of the status; ``counts`` False: it was given to an older question."""

    kind: str
    label: str
    result: str
    turn: str
    source: str
    is_authoritative: bool
    at: datetime
    reference: str
    score: str
    models: str
    words: str
    counts: bool


@dataclass(frozen=True, slots=True)
class LivenessLine:
    attempt: int
    at: datetime
    actions: str
    result: str
    turn: str
    reason: str


@dataclass(frozen=True, slots=True)
class TransferLine:
    account: str
    bank: str
    state: str
    at: datetime
    tries_left: int
    reference: str
    failure: str


@dataclass(frozen=True, slots=True)
class FaceScale:
    """The distance between card and live face on the provider's scale; positions 0…100 of the drawn line."""

    distance: str
    match_at_most: str
    review_at_most: str
    needle: int
    match_end: int
    review_end: int


@dataclass(frozen=True, slots=True)
class CaseLines:
    """``why``: why an operator decides, in words. ``notes``: what the providers' yes is worth on this site.

    ``licence_words``: which form of licence was photographed, "" where it does not say.
    """

    why: tuple[str, ...]
    notes: tuple[str, ...]
    readings: list[ReadingLine]
    answers: list[AnswerLine]
    liveness: list[LivenessLine]
    transfers: list[TransferLine]
    scale: FaceScale | None
    licence_words: str

    @property
    def readings_made(self) -> bool:
        """Whether anything was read of a picture at all."""
        return any(line.read for line in self.readings)

    @property
    def compared_count(self) -> int:
        """Fields that were both read and typed."""
        return sum(line.verdict != "" for line in self.readings)

    @property
    def difference_count(self) -> int:
        """Fields that were read and typed differently."""
        return sum(line.verdict == "warn" for line in self.readings)

    def answer(self, kind: str) -> AnswerLine | None:
        """The newest answer of a kind that counts."""
        return next((line for line in self.answers if line.kind == kind and line.counts), None)


def case_lines(*, verification: Verification, is_revealed: bool = False) -> CaseLines:
    """For a verification that the selectors gave to an operator. At most eight queries."""
    row, found = verification, dossier(verification=verification)
    return CaseLines(
        why=_why(found),
        notes=_notes(row, found),
        readings=[_reading(line, is_revealed) for line in found.readings],
        answers=[_answer(one) for one in found.answers],
        liveness=[_liveness(one) for one in found.sessions],
        transfers=[_transfer(one, is_revealed) for one in found.transfers],
        scale=_scale(found),
        licence_words=licence_words(verification=row),
    )


def typed_line(*, verification: Verification, is_revealed: bool) -> dict[str, str]:
    """Number and address as typed, masked unless revealed."""
    row = verification
    values = {"id_number": row.id_number, "id_address": row.id_address}
    return {name: str(value) if is_revealed else _masked(name, str(value)) for name, value in values.items()}


def _why(found: Dossier) -> tuple[str, ...]:
    if found.decision is None:
        return ()
    if found.decision.sentence:
        return (f"按现有答复应不予通过：{found.decision.sentence}",)
    if found.decision.why:
        return found.decision.why
    return ("提交后各项答复已补齐且一致，当时有答复未到，仍由工作人员决定",)


def _notes(row: Verification, found: Dossier) -> tuple[str, ...]:
    notes = []
    checks = [one.check for one in found.answers]
    if row.way == VerificationWay.FACE:
        face = [c for c in checks if c.kind in {CheckKind.LIVENESS, CheckKind.FACE_MATCH}]
        if face and not any(check.is_authoritative for check in face):
            demo = settings.FACE_ASSURANCE_DEMANDED == "assist"
            notes.append(
                "人脸结果来自辅助级模型，只作参考"
                + ("；本站为演示或测试设置，允许其自动通过" if demo else "，不能单独作为通过依据")
            )
    if settings.IS_DEMO and any(_is_simulated(check.source) for check in checks):
        notes.append("演示环境：外部系统的答复由模拟系统给出，不是真实的权威结论")
    return tuple(notes)


def _reading(line: Beside, is_revealed: bool) -> ReadingLine:
    mask = (lambda value: value) if is_revealed else (lambda value: _masked(line.field, value))
    verdict, words, note = _reading_verdict(line, is_hidden=line.field in _MASKS and not is_revealed)
    paper = str(PictureKind(line.paper).label)
    return ReadingLine(paper, line.label, mask(line.read), mask(line.typed), verdict, words, note)


def _reading_verdict(line: Beside, *, is_hidden: bool) -> tuple[str, str, str]:
    if line.is_same is None:
        return ("", "看影像", "没有读出") if line.typed else ("", "看影像", "没有填写")
    doubt = "" if line.is_sure else "识别把握不大"
    if line.is_same:
        return "ok", "一致", doubt
    where = _where(line.read, line.typed) if is_hidden else ""
    return "warn", "不一致，看影像", "，".join(part for part in (where, doubt) if part)


def _where(read: str, typed: str) -> str:
    """Where two hidden values differ, so that masked ones that look alike can be told apart."""
    if len(read) != len(typed):
        return "字数不同"
    places = [str(at) for at, (a, b) in enumerate(zip(read, typed, strict=True), start=1) if a != b]
    shown = "、".join(places[:4]) + (" 等" if len(places) > 4 else "")
    return f"第 {shown} 位不同"


def _masked(field: str, value: str) -> str:
    mask = _MASKS.get(field)
    return mask(value) if mask and value else value


def _answer(one: Answer) -> AnswerLine:
    check = one.check
    return AnswerLine(
        kind=check.kind,
        label=str(check.get_kind_display()),
        result=result_words(check),
        turn=_TURNS.get(check.result, "end"),
        source=source_words(check.source),
        is_authoritative=check.is_authoritative,
        at=check.created_at,
        reference=check.reference,
        score=score_words(check),
        models=check.model_versions,
        words=answer_words(check),
        counts=one.counts,
    )


def _liveness(one: LivenessSession) -> LivenessLine:
    return LivenessLine(
        one.attempt,
        one.decided_at or one.created_at,
        "、".join(_ACTIONS.get(action, action) for action in one.actions),
        str(one.get_state_display()),
        {LivenessState.PASSED.value: "ok", LivenessState.FAILED.value: "no"}.get(one.state, "end"),
        "：".join(
            words
            for words in (_REASONS.get(one.reason_code, one.reason_code), _SIGNS.get(one.sign, ""))
            if words
        ),
    )


def _transfer(one: TransferCheck, is_revealed: bool) -> TransferLine:
    number = str(one.account_number)
    return TransferLine(
        account=number if is_revealed else _account(number),
        bank=one.bank_name,
        state=str(one.get_state_display()),
        at=one.ended_at or one.created_at,
        tries_left=one.tries_left,
        reference=one.reference,
        failure=one.failure,
    )


def _account(number: str) -> str:
    return mask_account_number(number) if number else "已删除"


def _scale(found: Dossier) -> FaceScale | None:
    # The newest face with a figure, whether it still counts or not.
    checks = sorted((one.check for one in found.answers), key=lambda c: (c.created_at, c.pk), reverse=True)
    check = next((c for c in checks if c.kind == CheckKind.FACE_MATCH and c.score is not None), None)
    match, review = bounds(check.detail) if check is not None else (None, None)
    if check is None or check.score is None or match is None or review is None:
        return None
    length = review * 1.5 or 1.0

    def place(value: float) -> int:
        return round(100 * min(max(value / length, 0.0), 1.0))

    return FaceScale(
        f"{check.score:.2f}", f"{match:.2f}", f"{review:.2f}", place(check.score), place(match), place(review)
    )


def _is_simulated(source: str) -> bool:
    """The sandbox names its sources so, the demo's own rows too."""
    return source == "sandbox" or "模拟" in source or "演示" in source
