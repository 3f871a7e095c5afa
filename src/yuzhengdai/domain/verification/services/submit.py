"""Handing in: everything is there and fits together. 人工认证 goes to an operator; the phone's ways are decided at once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.db import transaction

from yuzhengdai.domain.agreements.models import AgreementKind
from yuzhengdai.domain.enterprises.selectors import verified_enterprise
from yuzhengdai.domain.enterprises.services import enterprise_lock
from yuzhengdai.domain.verification import decision, evidence
from yuzhengdai.domain.verification.decision import Decision, Outcome
from yuzhengdai.domain.verification.enums import (
    WAYS_WITHOUT_PHONE,
    CheckKind,
    CheckResult,
    IdPaper,
    PictureKind,
    VerificationRole,
    VerificationState,
    VerificationWay,
)
from yuzhengdai.domain.verification.models import Verification
from yuzhengdai.domain.verification.reading import has_sure_difference, is_number_read
from yuzhengdai.domain.verification.renewal import is_unchanged
from yuzhengdai.domain.verification.selectors import (
    pictures_needed,
    verification_get,
    verification_pictures,
)
from yuzhengdai.domain.verification.services import sources
from yuzhengdai.domain.verification.services.consents import require_consent
from yuzhengdai.domain.verification.services.passing import enterprise_pass, grounds_of, result_title, tell
from yuzhengdai.domain.verification.services.step import verification_step
from yuzhengdai.domain.verification.words import HEADINGS
from yuzhengdai.domain.verification.workflow import EDITABLE_STATES
from yuzhengdai.foundation.core.actors import SYSTEM, Actor
from yuzhengdai.foundation.core.clock import now
from yuzhengdai.foundation.core.errors import FieldErrors, NotFound, Refused


@dataclass(frozen=True, slots=True)
class _Message:
    title: str
    body: str


def verification_submit(
    *,
    actor: Actor,
    verification_id: UUID,
    expected_version: int | None = None,
    by_hand: bool = False,
    on_decided: Callable[[Verification], None] | None = None,
) -> Verification:
    """Hand in. Raises FieldErrors naming what is missing, Refused when it was handed in before, Conflict for a stale page.

    The sources that have not answered yet are asked first, outside of the transaction; a source that is down sends the
    attempt to review, it never lets it pass and never stops it. ``by_hand`` (人工认证 on the PC): an attempt begun on the phone
    whose face or transfer is not done goes to an operator instead of asking for it. ``on_decided`` is part of the transaction.
    """
    row = _get(actor, verification_id)
    answers = []
    if by_hand and row.way != VerificationWay.MANUAL and not _is_way_done(row):
        row.way = VerificationWay.MANUAL  # unsaved: the step below saves it
    way = row.way
    if row.way != VerificationWay.MANUAL and row.state in EDITABLE_STATES:
        _check_complete(row)
        answers = sources.ask(verification=row, kinds=sources.missing_kinds(verification=row))
    with transaction.atomic():
        # Before the attempt, as whoever ends a place does: the two never wait for each other.
        enterprise_lock(row.enterprise_id)
        with verification_step(
            actor=actor, verification_id=verification_id, action="submit", expected_version=expected_version
        ) as locked:
            if by_hand:
                locked.way = way
            _check_complete(locked)
            sources.write(verification=locked, answers=answers)
            locked.submitted_at = now()
            locked.expires_at = None
            locked.reason_code = locked.reason = ""
        decided = _decided(verification_id)
        if on_decided is not None:
            on_decided(decided)
        return decided


def decision_of(*, verification: Verification) -> Decision:
    """What the stored answers lead to now; the review desk shows its ``why``."""
    row = verification
    checks = evidence.current_checks(verification=row)
    standing = verified_enterprise(uscc=row.enterprise.uscc)
    facts = decision.Facts(
        way=row.way,
        role=row.role,
        answers={
            kind: decision.Given(check.result, check.is_authoritative) for kind, check in checks.items()
        },
        demands_certified=settings.FACE_ASSURANCE_DEMANDED != "assist",
        is_resident_id=row.paper == IdPaper.RESIDENT_ID,
        is_card_read=is_number_read(verification=row),
        has_sure_difference=has_sure_difference(verification=row),
        is_renewal=row.renews_id is not None,
        is_known_elsewhere=standing is not None and standing.pk != row.enterprise_id,
    )
    return decision.decide(facts)


def _decided(verification_id: UUID) -> Verification:
    row = Verification.objects.select_related("enterprise", "user").get(pk=verification_id)
    found = decision_of(verification=row)
    message = _Message(
        result_title(row, HEADINGS[VerificationState.SUBMITTED]),
        f"{row.enterprise.name}的资料已提交，平台将在 1 个工作日内审核，结果会以短信告知。",
    )
    if found.outcome == Outcome.REFUSE:
        message = _Message(result_title(row, "未通过"), found.sentence)
    elif found.outcome == Outcome.PASS:
        done = "身份核验已通过" if row.renews_id else f"{row.enterprise.name}已完成企业认证"
        last = "请设置手机证书密码，完成最后一步。"
        if row.way in WAYS_WITHOUT_PHONE:
            last = "用手机号和短信验证码登录，就可以申请金融产品；手机证书可以以后再办。"
        message = _Message(result_title(row, "已通过"), f"{done}，{last}")
    with verification_step(
        actor=SYSTEM, verification_id=verification_id, action=found.outcome.value, note=found.sentence
    ) as row:
        if found.outcome != Outcome.REVIEW:
            row.decided_at = now()
            row.reason_code, row.reason = found.reason_code, found.sentence
        if found.outcome == Outcome.PASS:
            enterprise_pass(actor=SYSTEM, verification=row, grounds=grounds_of(row))
    tell(verification=row, title=message.title, body=message.body, by_sms=False)
    return row


def _check_complete(row: Verification) -> None:
    errors = missing_of(row)
    if errors:
        raise FieldErrors(errors, code="verification.incomplete", sentence="还有内容没有填好，请看下面的说明")


def missing_of(row: Verification) -> dict[str, str]:
    """What lacks before handing in, a sentence by field. Raises Refused where it is not the attempt that it began as."""
    if not is_unchanged(verification=row):
        raise Refused(
            "verification.renewal_changed",
            "换发证书须由原来的认证人本人做人脸核验。请改用其他方式，重新认证。",
        )
    errors: dict[str, str] = {}
    if not row.role:
        errors["role"] = "请选择您的身份"
    if not row.id_number and row.way != VerificationWay.NETWORK_ID:
        errors["id_number"] = "请填写身份证信息"
    if not row.licence.get("registered_address"):
        errors["name"] = "请填写营业执照信息"
    there = verification_pictures(verification=row)
    for purpose in pictures_needed(verification=row):
        if purpose not in there:
            errors[purpose] = f"请上传{PictureKind(purpose).label}"
    is_head = row.role == VerificationRole.LEGAL_REPRESENTATIVE
    head = row.licence.get("legal_representative_name")
    if is_head and row.person_name and head and row.person_name != head:
        errors["person_name"] = (
            "身份证姓名与营业执照上的姓名不一致；如果您是经办人，请在第一步选择「我是经办人」"
        )
    if row.way != VerificationWay.MANUAL:
        errors |= _missing_of_the_phone_way(row)
    return errors


def _missing_of_the_phone_way(row: Verification) -> dict[str, str]:
    errors: dict[str, str] = {}
    require_consent(user=row.user, kind=AgreementKind.IDENTITY_DATA)
    if row.way == VerificationWay.FACE:
        require_consent(user=row.user, kind=AgreementKind.FACE_DATA)
    if row.way == VerificationWay.COUNTER:
        require_consent(user=row.user, kind=AgreementKind.COUNTER_PROOF)
    if row.id_number and row.identity_confirmed_at is None:
        errors["id_number"] = "身份证照片已更换，请再核对一次身份信息"
    if row.licence.get("registered_address") and row.licence_confirmed_at is None:
        errors["name"] = "请再核对一次营业执照信息"
    if not _is_way_done(row):
        field, sentence = _WAY_MISSING[row.way]
        errors[field] = sentence
    return errors


_WAY_MISSING = {
    VerificationWay.FACE.value: ("face", "请先完成人脸核验"),
    VerificationWay.BANK_TRANSFER.value: ("transfer", "请先完成对公账户打款验证"),
    VerificationWay.NETWORK_ID.value: ("network_id", "请先完成国家网络身份认证，或更换认证方式"),
    VerificationWay.COUNTER.value: ("counter", "请在窗口由您本人确认后提交，或改用其他方式"),
}
_WAY_CHECK = {
    VerificationWay.FACE.value: CheckKind.LIVENESS,
    VerificationWay.BANK_TRANSFER.value: CheckKind.TRANSFER,
    VerificationWay.COUNTER.value: CheckKind.COUNTER,
    VerificationWay.NETWORK_ID.value: CheckKind.NETWORK_ID,
}


def _is_way_done(row: Verification) -> bool:
    """Whether the face was seen, the amount read back, or the person seen at a counter."""
    found = evidence.current_results(verification=row).get(_WAY_CHECK[row.way])
    # A 网证 that did not see the face is not asked again: an operator looks at it.
    return found == CheckResult.PASS or (row.way == VerificationWay.NETWORK_ID and found is not None)


def _get(actor: Actor, verification_id: UUID) -> Verification:
    try:
        return verification_get(actor=actor, verification_id=verification_id)
    except Verification.DoesNotExist:
        raise NotFound from None
