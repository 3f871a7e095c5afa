"""Where an attempt stands: which steps its way has, which are done, which comes next. Resumable anywhere (R9).

人工认证 on the PC is the way 人工审核 of the same steps, several on a page.
"""

from __future__ import annotations

from dataclasses import dataclass

from yuzhengdai.domain.agreements.models import AgreementKind
from yuzhengdai.domain.agreements.selectors import user_consent_missing
from yuzhengdai.domain.verification import evidence
from yuzhengdai.domain.verification.enums import (
    CheckKind,
    CheckResult,
    PictureKind,
    TransferCheckState,
    VerificationRole,
    VerificationState,
    VerificationWay,
    WizardStep,
)
from yuzhengdai.domain.verification.models import Verification
from yuzhengdai.domain.verification.selectors import pictures_needed, verification_pictures
from yuzhengdai.domain.verification.workflow import EDITABLE_STATES

S = WizardStep


@dataclass(frozen=True, slots=True)
class WizardState:
    """``steps`` of this attempt's way in order, ``done`` of them, ``place`` the one to go to now.

    ``allowed``: steps that may be opened now: those before the place, done ones to look again, and the place itself.
    """

    steps: tuple[WizardStep, ...]
    done: frozenset[WizardStep]
    place: WizardStep
    allowed: frozenset[WizardStep]


@dataclass(frozen=True, slots=True)
class ProgressItem:
    """One of the five of the bar; ``state`` is "done", "current" or "todo"."""

    key: str
    label: str
    state: str


def wizard_steps(*, verification: Verification, way: str = "") -> tuple[WizardStep, ...]:
    """The steps of this attempt's role and way (or of another ``way``), in order; a renewal has the face and what leads to it."""
    if verification.renews_id is not None and not way:
        return (S.CONSENT, S.FACE, S.RESULT, S.CERTIFICATE, S.DONE)
    way = way or verification.way
    middle = {VerificationWay.FACE.value: (S.FACE,), VerificationWay.BANK_TRANSFER.value: (S.TRANSFER,)}
    needed = pictures_needed(verification=verification, way=way)
    back = (S.ID_BACK,) if PictureKind.ID_BACK in needed else ()
    letter = (S.LETTER,) if PictureKind.LETTER in needed else ()
    licence = (S.LICENCE,) if verification.licence_from else (S.LICENCE, S.LICENCE_CONFIRM)
    if way == VerificationWay.NETWORK_ID:
        # The licence first: it says whose name the 网证 is asked about.
        number = (S.ID_NUMBER,) if is_number_needed(verification=verification) else ()
        person = (*letter, *number, S.NETWORK_ID)
        return (
            *(S.ROLE, S.CONSENT, *licence, *person),
            *(S.UTILITIES, S.RESULT, S.CERTIFICATE, S.DONE),
        )
    # At a counter nobody waits while numbers are looked for: 其他信息 takes them later.
    utilities = () if way == VerificationWay.COUNTER else (S.UTILITIES,)
    return (
        *(S.ROLE, S.CONSENT, S.ID_FRONT, *back, S.ID_CONFIRM, *middle.get(way, ())),
        *(*licence, *letter, *utilities, S.RESULT, S.CERTIFICATE, S.DONE),
    )


def is_number_needed(*, verification: Verification) -> bool:
    """Whether 企业四要素 needs the ID number of who goes by 网证: of the 法定代表人, where no 电子营业执照 has answered without it."""
    return verification.role == VerificationRole.LEGAL_REPRESENTATIVE and not verification.licence_from


def wizard_state(*, verification: Verification, way: str = "") -> WizardState:
    """Everything about the place, in at most ten queries; ``way``: as if the attempt went by that one."""
    steps = wizard_steps(verification=verification, way=way)
    if verification.state not in EDITABLE_STATES:
        place = _place_after(verification)
        done = frozenset(steps[: steps.index(place)]) | ({S.DONE} if place == S.DONE else frozenset())
        return WizardState(steps, done, place, frozenset({place}))
    filled = _filled(verification, steps, way or verification.way)
    done = frozenset(step for step in steps if step in filled)
    place = _first_open(verification, steps, done)
    # A transfer under way is passed by and come back to.
    passed = frozenset(steps[: steps.index(place)])
    return WizardState(steps, done, place, done | passed | {place})


def wizard_place(*, verification: Verification) -> WizardStep:
    """The step to go to now."""
    return wizard_state(verification=verification).place


def wizard_progress(
    *, verification: Verification, state: WizardState, step: WizardStep | None = None
) -> list[ProgressItem]:
    """The five of the bar (three of a renewal), seen from ``step`` (default: the place); ``state`` is the attempt's. No query."""
    here = _group(step or state.place)
    if verification.renews_id is not None and (step or state.place) == S.RESULT:
        here = _group(S.CERTIFICATE)
    labels = {
        VerificationWay.BANK_TRANSFER.value: "打款验证",
        VerificationWay.MANUAL.value: "人工认证",
        VerificationWay.COUNTER.value: "窗口协办",
        VerificationWay.NETWORK_ID.value: "网证",
    }
    items = [
        ("identity", "身份"),
        ("face", labels.get(verification.way, "人脸")),
        ("licence", "营业执照"),
        ("utilities", "电力社保"),
        ("certificate", "证书密码"),
    ]
    out = []
    for number, (key, label) in enumerate(items):
        members = [s for s in state.steps if _group(s) == number and s not in {S.RESULT, S.DONE}]
        if verification.renews_id is not None and not members:
            continue  # licence and accounts are not asked for again
        is_done = all(s in state.done for s in members) and (bool(members) or number < here)
        current = number == here and state.place != S.DONE
        out.append(ProgressItem(key, label, "current" if current else ("done" if is_done else "todo")))
    return out


def _place_after(row: Verification) -> WizardStep:
    if row.state != VerificationState.PASSED:
        return S.RESULT
    return S.DONE if row.completed_at is not None else S.CERTIFICATE


def _filled(row: Verification, steps: tuple[WizardStep, ...], way: str) -> set[WizardStep]:
    pictures = verification_pictures(verification=row)
    results = evidence.current_results(verification=row, pictures=pictures)
    filled = {S(kind) for kind in ("id_front", "id_back", "licence", "letter") if kind in pictures}
    marks = {
        S.ROLE: bool(row.role),
        S.CONSENT: _has_consented(row, way),
        S.LICENCE: bool(row.licence_from) or PictureKind.LICENCE in pictures,
        S.ID_NUMBER: bool(row.id_number),
        S.NETWORK_ID: CheckKind.NETWORK_ID in results,
        S.ID_CONFIRM: row.identity_confirmed_at is not None,
        S.LICENCE_CONFIRM: row.licence_confirmed_at is not None,
        S.UTILITIES: row.utilities_done_at is not None,
        S.FACE: results.get(CheckKind.LIVENESS) == CheckResult.PASS,
        S.TRANSFER: results.get(CheckKind.TRANSFER) == CheckResult.PASS,
    }
    return {step for step in steps if marks.get(step, step in filled)}


def _first_open(row: Verification, steps: tuple[WizardStep, ...], done: frozenset[WizardStep]) -> WizardStep:
    missing = [step for step in steps[: steps.index(S.RESULT)] if step not in done]
    if missing and missing[0] == S.TRANSFER and len(missing) > 1:
        # Money takes its time: while it is on its way, the rest can be filled in.
        under_way = row.transfer_checks.filter(
            state__in=[TransferCheckState.REQUESTED, TransferCheckState.SENT]
        )
        if under_way.exists():
            return missing[1]
    return missing[0] if missing else S.RESULT


def _has_consented(row: Verification, way: str) -> bool:
    kinds = [AgreementKind.IDENTITY_DATA.value]
    if way == VerificationWay.FACE:
        kinds.append(AgreementKind.FACE_DATA.value)
    if way == VerificationWay.COUNTER:
        kinds.append(AgreementKind.COUNTER_PROOF.value)
    return all(user_consent_missing(user=row.user, kind=kind) is None for kind in kinds)


def _group(step: WizardStep) -> int:
    groups = {
        S.FACE: 1,
        S.TRANSFER: 1,
        S.NETWORK_ID: 1,
        S.LICENCE: 2,
        S.LICENCE_CONFIRM: 2,
        S.LETTER: 2,
        S.UTILITIES: 3,
        S.RESULT: 3,
        S.CERTIFICATE: 4,
        S.DONE: 4,
    }
    return groups.get(step, 0)
